"""How many points may pay for a basket, and what each line is paid with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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

    Money is spread by itself, in minor units, so that no line is paid with more than it costs although a
    point may be worth more than a line.
    """
    weights = [due if may else 0 for due, may in zip(dues, redeemable, strict=True)]
    covered = spread(points * minor_units_per_point, weights)
    money = tuple(due - part for due, part in zip(dues, covered, strict=True))
    return Paid(spread(points, weights), money)
