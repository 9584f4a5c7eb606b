"""What a refund takes back and gives back, line by line (design, section 4).

Everything is cumulative: of what a line earned, paid with points and paid with money, the share of what was
refunded of it so far is due, and each refund is the difference to those before. So a whole refund is exact in
any split and any order: points taken back are rounded up, points and money given back are rounded down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.rules.earning import spread


class TooMuch(Exception):
    """More is asked for than is left: ``left`` minor units, of line ``number`` or (None) of the receipt."""

    def __init__(self, left: int, number: int | None = None) -> None:
        super().__init__(f"{left} is left")
        self.left = left
        self.number = number


class UnknownLine(Exception):
    """The receipt has no line of this number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"there is no line {number}")
        self.number = number


class NothingToRefund(Exception):
    """Nothing is asked for, or everything was refunded before."""


@dataclass(frozen=True, slots=True)
class RefundLine:
    """A line of a receipt: money in minor units, and what earlier refunds did to it.

    ``paid`` is what money paid of ``amount``, ``redeemed`` the points that paid for it beside ``discount``.
    """

    amount: int
    paid: int
    redeemed: int = 0
    earned: int = 0
    discount: int = 0
    refunded: int = 0
    revoked: int = 0
    restored: int = 0

    @property
    def left(self) -> int:
        """Minor units that can still be refunded."""
        return self.amount - self.refunded

    @property
    def covered(self) -> int:
        """Minor units that points paid."""
        return self.amount - self.discount - self.paid


@dataclass(frozen=True, slots=True)
class Refunded:
    """One refund by line: minor units of the amounts, points taken and given back, minor units to pay out."""

    amounts: tuple[int, ...]
    revoked: tuple[int, ...]
    restored: tuple[int, ...]
    payable: tuple[int, ...]
    whole: bool  # nothing of the receipt is left after it

    @property
    def amount(self) -> int:
        """Minor units of what came back, on the basis of the receipt's total."""
        return sum(self.amounts)


# everything that is left; an amount of it; or line number -> amount (None: what is left of the line)
Asked = None | int | Mapping[int, int | None]


def refund(lines: Sequence[RefundLine], asked: Asked, *, before: bool = False) -> Refunded:
    """Refund a part of these lines; ``before``: whether the receipt had a refund already.

    Raises TooMuch, UnknownLine or NothingToRefund.
    """
    amounts = _amounts(lines, asked)
    whole = all(line.left == amount for line, amount in zip(lines, amounts, strict=True))
    if not sum(amounts) and (before or not whole or not _names_all(lines, asked)):
        raise NothingToRefund
    shares = [_share(line, amount, whole) for line, amount in zip(lines, amounts, strict=True)]
    revoked, payable = zip(*shares, strict=True)
    return Refunded(amounts, revoked, _restored(lines, amounts, whole=whole), payable, whole)


def gifts_due(gifts: int, total: int, refunded: int, *, whole: bool) -> int:
    """How many of the points that came with a receipt as a gift are to be taken back, by all its refunds."""
    return gifts if whole or not total else _up(gifts, refunded, total)


def _names_all(lines: Sequence[RefundLine], asked: Asked) -> bool:
    """Whether a receipt of nothing but free goods is meant whole."""
    return asked is None or (isinstance(asked, Mapping) and len(asked) == len(lines))


def _amounts(lines: Sequence[RefundLine], asked: Asked) -> tuple[int, ...]:
    if asked is None:
        return tuple(line.left for line in lines)
    if isinstance(asked, int):
        return _spread_over(lines, asked)
    for number, amount in asked.items():
        if not 0 <= number < len(lines):
            raise UnknownLine(number)
        if amount is not None and amount > lines[number].left:
            raise TooMuch(lines[number].left, number)
    wanted = {number: lines[number].left if amount is None else amount for number, amount in asked.items()}
    return tuple(wanted.get(number, 0) for number in range(len(lines)))


def _spread_over(lines: Sequence[RefundLine], amount: int) -> tuple[int, ...]:
    """An amount over what is left of the lines; by largest remainder, so never more than is left of one."""
    left = [line.left for line in lines]
    if amount > sum(left):
        raise TooMuch(sum(left))
    return spread(amount, left) if amount else tuple(0 for _ in lines)


def _share(line: RefundLine, amount: int, whole: bool) -> tuple[int, int]:
    """Points revoked and minor units paid out by this refund of the line."""
    if not line.amount:  # goods that cost nothing came back when everything did
        return (line.earned - line.revoked if whole else 0), 0
    after = line.refunded + amount
    return (
        _up(line.earned, after, line.amount) - line.revoked,
        line.paid * after // line.amount - line.paid * line.refunded // line.amount,
    )


def _restored(lines: Sequence[RefundLine], amounts: Sequence[int], *, whole: bool) -> tuple[int, ...]:
    """Points given back by line: its share of those that paid, and in all no more than they had covered.

    A point that is worth more than a line is written to one line and covers several: it comes back with enough of them.
    """
    due = [
        _back(line.redeemed, line, amount, whole=whole) for line, amount in zip(lines, amounts, strict=True)
    ]
    worth = sum(line.covered for line in lines) // max(1, sum(line.redeemed for line in lines))
    left = sum(due)
    if worth and not whole:
        covered = (
            _back(line.covered, line, amount, whole=False)
            for line, amount in zip(lines, amounts, strict=True)
        )
        left = min(left, sum(covered) // worth)
    left = max(0, left - sum(line.restored for line in lines))
    restored = []
    for line, share in zip(lines, due, strict=True):
        restored.append(min(left, max(0, share - line.restored)))
        left -= restored[-1]
    return tuple(restored)


def _back(part: int, line: RefundLine, amount: int, *, whole: bool) -> int:
    """What of a part of the line is due after this refund, by all of them; rounded down."""
    if whole or not line.amount:
        return part if whole else 0
    return part * (line.refunded + amount) // line.amount


def _up(points: int, part: int, of: int) -> int:
    return -(-points * part // of)
