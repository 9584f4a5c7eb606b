"""How many points may pay for a basket, and what each line is paid with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import add
from typing import Protocol

from services.rules.earning import BPS, spread


class Limits(Protocol):
    """The program's limits of redemption; ``max_share`` in basis points of what is due."""

    @property
    def max_share(self) -> int:
        """The largest share of a receipt that points may pay."""
        ...

    @property
    def minimum_balance(self) -> int:
        """Whoever has fewer points cannot pay with them yet."""
        ...

    @property
    def minimum(self) -> int:
        """The fewest points that one receipt may be paid with."""
        ...

    @property
    def step(self) -> int:
        """Points are taken in multiples of this."""
        ...


@dataclass(frozen=True, slots=True)
class Payable:
    """How many points may pay: none, or from ``minimum`` to ``most`` in steps."""

    most: int
    minimum: int
    step: int

    def allows(self, points: int) -> bool:
        """Whether exactly so many points may pay."""
        return self.minimum <= points <= self.most and points % self.step == 0


@dataclass(frozen=True, slots=True)
class Paid:
    """What each line is paid with: points, and money in minor units."""

    points: tuple[int, ...]
    money: tuple[int, ...]


def payable(
    limits: Limits,
    dues: Sequence[int],
    redeemable: Sequence[bool],
    minor_units_per_point: int,
    *,
    available: int,
    share: int | None = None,
) -> Payable:
    """How many of ``available`` points may pay for lines that cost ``dues`` (minor units, after discounts).

    ``share``: the customer's own largest share in basis points, e.g. of a tier, where it is not the program's.
    """
    of_all = sum(dues) * (limits.max_share if share is None else share) // BPS
    of_lines = sum(due for due, may in zip(dues, redeemable, strict=True) if may)
    most = min(of_all, of_lines) // minor_units_per_point
    if available < limits.minimum_balance:
        most = 0
    most = min(most, available)
    most -= most % limits.step
    minimum = -(-max(limits.minimum, 1) // limits.step) * limits.step
    return Payable(most if most >= minimum else 0, minimum, limits.step)


def pay(points: int, dues: Sequence[int], redeemable: Sequence[bool], minor_units_per_point: int) -> Paid:
    """Spread ``points`` over the redeemable lines in proportion to what they cost (design, section 4).

    A line is paid with whole points, so that it gives back what it took when it comes back alone. Only where a point
    is worth more than any line has left is it spread in money, so that no line is paid with more than it costs.
    """
    weights = [due if may else 0 for due, may in zip(dues, redeemable, strict=True)]
    whole = _whole(points, weights, minor_units_per_point)
    left = [due - share * minor_units_per_point for due, share in zip(weights, whole, strict=True)]
    split = points - sum(whole)
    covered = spread(split * minor_units_per_point, left)
    money = tuple(
        due - share * minor_units_per_point - part
        for due, share, part in zip(dues, whole, covered, strict=True)
    )
    return Paid(tuple(map(add, whole, spread(split, left))), money)


def _whole(points: int, weights: Sequence[int], worth: int) -> list[int]:
    """What each line takes whole; fewer than ``points`` in all where a point is too large for what is left."""
    rooms = [weight // worth for weight in weights]
    shares = [min(share, room) for share, room in zip(spread(points, weights), rooms, strict=True)]
    left = points - sum(shares)
    for place in sorted(range(len(weights)), key=lambda place: -weights[place]):
        more = min(left, rooms[place] - shares[place])
        shares[place] += more
        left -= more
    return shares
