"""The result of a replay: what each of the two files makes of the receipts, in all, by tier and by store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from services.program_file import ProgramConfig
from services.rules.replaying import Tallies, Tally


@dataclass(frozen=True, slots=True)
class Line:
    """Receipts summed up. Turnover, discount and cost in minor units; earned, redeemed and gifts in points.

    ``gifts`` are those of promo codes and full stamp cards. ``cost`` is what the file gives away: the discount, and
    what the points earned and given will pay.
    """

    receipts: int
    turnover: int
    earned: int
    redeemed: int
    discount: int
    cost: int
    gifts: int = 0

    @property
    def share(self) -> float:
        """The cost as a share of the turnover."""
        return self.cost / self.turnover if self.turnover else 0.0


NOTHING = Line(0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Side:
    """One file's result; tiers in the order of the file, stores by name of their code."""

    total: Line
    by_tier: Mapping[str | None, Line]
    by_store: Mapping[str, Line]


@dataclass(frozen=True, slots=True)
class Report:
    """The present file and the new one on the same receipts; ``begin`` and ``end`` None: all there are."""

    currency: str
    begin: datetime | None
    end: datetime | None
    present: Side
    new: Side
    unseen: tuple[str, ...] = ()  # coupons of the new file for segments that nobody was looked at for

    @property
    def receipts(self) -> int:
        """How many receipts were counted."""
        return self.present.total.receipts


def side(config: ProgramConfig, tallies: Tallies) -> Side:
    """Sum up what one file made of the receipts."""
    worth = config.points.minor_units_per_point
    total, tiers, stores = Tally(), dict[str | None, Tally](), dict[str, Tally]()
    for (tier, store), tally in tallies.items():
        total.add(tally)
        tiers.setdefault(tier, Tally()).add(tally)
        stores.setdefault(store, Tally()).add(tally)
    codes: list[str | None] = [None, *(tier.code for tier in config.tiers)]
    return Side(
        _line(total, worth),
        {code: _line(tiers[code], worth) for code in codes if code in tiers},
        {code: _line(stores[code], worth) for code in sorted(stores)},
    )


def unseen(present: ProgramConfig, new: ProgramConfig) -> tuple[str, ...]:
    """Coupons of the new file that no receipt of the past can show: for segments that are new or others than before."""
    return tuple(
        coupon.code
        for coupon in new.coupons
        if coupon.segment and present.segment(coupon.segment) != new.segment(coupon.segment)
    )


def _line(tally: Tally, worth: int) -> Line:
    return Line(
        tally.receipts,
        tally.turnover,
        tally.earned,
        tally.redeemed,
        tally.discount,
        tally.discount + (tally.earned + tally.gifts) * worth,
        tally.gifts,
    )
