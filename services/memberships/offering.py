"""Which memberships a customer may buy, and the invoice for one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from services.errors import Conflict, Invalid, NotFound
from services.keyring import Keyring
from services.memberships import invoices, reading
from services.program_file.memberships import STARS, MembershipRules
from services.rules.memberships import Sold

if TYPE_CHECKING:
    from services.memberships.reading import Membership
    from services.programs import Program

MARK_BYTES = 6


@dataclass(frozen=True, slots=True)
class Invoice:
    """What Telegram is to ask for: ``amount`` of ``currency`` (XTR: Stars, every 30 days)."""

    payload: str
    rules: MembershipRules
    amount: int
    currency: str


def offered(program: Program, *, money: bool) -> tuple[MembershipRules, ...]:
    """The memberships that are sold now; those for money only where a payment provider is known."""
    return tuple(rules for rules in program.config.memberships if rules.in_stars or money)


async def invoice(
    program: Program,
    customer_id: int,
    code: str,
    *,
    money: bool,
    keyring: Keyring,
    now: datetime,
    mark: Callable[[int], str] = secrets.token_urlsafe,
) -> Invoice:
    """An invoice for one customer; nothing is stored.

    Raises NotFound ``unknown_membership``, Conflict ``membership_running``.
    """
    rules = next((one for one in offered(program, money=money) if one.code == code), None)
    if rules is None:
        raise NotFound("unknown_membership", "code")
    refuse_second(await reading.current(program, customer_id), rules, now)
    sold = sells(program, customer_id, rules, mark(MARK_BYTES))
    return Invoice(invoices.payload(keyring, program.id, sold), rules, sold.price, sold.currency)


def sells(program: Program, customer_id: int, rules: MembershipRules, mark: str) -> Sold:
    """What an invoice for these rules says."""
    currency = STARS if rules.in_stars else program.currency
    return Sold(customer_id, rules.code, rules.tier, rules.cost, currency, rules.period.days, mark)


def refuse_second(running: Membership | None, rules: MembershipRules, now: datetime) -> None:
    """One membership at a time; one that is over may be followed by another. Raises Conflict ``membership_running``."""
    if running is not None and not running.renewable(rules, now) and not running.is_over(now):
        raise Conflict("membership_running")


def check_same(program: Program, sold: Sold, amount: int, currency: str) -> MembershipRules:
    """The rules that are sold today, if they are still those of the invoice.

    Raises Invalid ``membership_changed``.
    """
    rules = program.config.membership(sold.code)
    asked = (amount, currency) == (sold.price, sold.currency)
    if rules is None or not asked or sells(program, sold.customer_id, rules, sold.mark) != sold:
        raise Invalid("membership_changed")
    return rules
