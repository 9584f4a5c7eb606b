"""What an invoice carries about the membership that it sells, and how long a payment lasts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

STARS = "XTR"
LONGEST_PAYLOAD = 128  # bytes, https://core.telegram.org/bots/api#createinvoicelink
_VERSION = "m1"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_NUMBER = re.compile(r"[0-9a-z]{1,13}")
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_MARK = re.compile(r"[A-Za-z0-9_-]{1,8}")
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Sold:
    """What was offered to one customer: a membership with its tier, for so many days, at this price.

    ``price`` in Stars or minor units; ``mark`` tells one invoice from another with the same content.
    """

    customer_id: int
    code: str
    tier: str
    price: int
    currency: str
    days: int
    mark: str

    @property
    def in_stars(self) -> bool:
        """Whether Telegram renews it."""
        return self.currency == STARS


def written(sold: Sold) -> str:
    """The content as an invoice carries it, at most 111 characters; a signature is to follow."""
    return ":".join(
        (
            _VERSION,
            _short(sold.customer_id),
            sold.code,
            sold.tier,
            _short(sold.price),
            sold.currency,
            _short(sold.days),
            sold.mark,
        )
    )


def read(text: str) -> Sold | None:
    """Undo ``written``; None for anything else."""
    parts = text.split(":")
    if len(parts) != 8 or parts[0] != _VERSION:
        return None
    _, customer, code, tier, price, currency, days, mark = parts
    shapes = ((_CODE, code), (_CODE, tier), (_CURRENCY, currency), (_MARK, mark))
    if not all(shape.fullmatch(part) for shape, part in shapes):
        return None
    numbers = [_long(part) for part in (customer, price, days)]
    if not all(0 < number <= _LARGEST for number in numbers):
        return None
    return Sold(numbers[0], code, tier, numbers[1], currency, numbers[2], mark)


def _short(number: int) -> str:
    """Base 36: the payload has little room."""
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"


def _long(digits: str) -> int:
    return int(digits, 36) if _NUMBER.fullmatch(digits) else 0


def paid_until(before: datetime | None, days: int, now: datetime, told: datetime | None = None) -> datetime:
    """Until when a payment lasts: what Telegram ``told``, or so many days after what was paid ``before``.

    Whoever pays within the days of grace has had them already; a payment never shortens what was paid. What was
    told may be over: after a time away several renewals are heard of at once.
    """
    until = told if told is not None else (before or now) + timedelta(days=days)
    return max(until, before) if before is not None else until


def ends_at(until: datetime, grace: timedelta, *, expected: bool) -> datetime:
    """When the tier ends: a payment that is still ``expected`` may come late."""
    return until + grace if expected else until
