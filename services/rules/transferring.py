"""Points given from one customer to another: which may go, how many, and which lots they come from.

Points go when they are older than the return window, so that the goods that earned them stay sold. A lot is as
old as the entry that gave it: points that came as a transfer are young again, and wait before they go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from services.rules.ledger import Lot
from services.rules.settling import soonest_first

SUGGESTED = (100, 500, 1_000)


class Terms(Protocol):
    """What [transfers] says."""

    @property
    def minimum(self) -> int:
        """The fewest points of one transfer."""
        ...

    @property
    def step(self) -> int:
        """Points go in multiples of it."""
        ...

    @property
    def most_a_day(self) -> int | None:
        """The most points that one customer gives in a day."""
        ...

    @property
    def most_a_month(self) -> int | None:
        """The most points that one customer gives in a month."""
        ...

    @property
    def return_window(self) -> timedelta:
        """How old points must be."""
        ...


@dataclass(frozen=True, slots=True)
class Given:
    """Points that a customer gave away today and this month."""

    day: int = 0
    month: int = 0


def old_enough(
    lots: Iterable[Lot], given_at: Mapping[int, datetime], window: timedelta, now: datetime
) -> list[Lot]:
    """The lots of a settled account that may go, the soonest to expire first.

    ``given_at``: lot id -> when its entry was written; a lot that is not there may not go.
    """
    free = (lot for lot in lots if lot.matured and lot.remaining and lot.id in given_at)
    return sorted((lot for lot in free if given_at[lot.id] + window <= now), key=soonest_first)


def most(terms: Terms, free: int, given: Given) -> int:
    """How many points may go at once, of ``free`` ones that are old enough; 0 when it is too few for a transfer."""
    limits = [free]
    if terms.most_a_day is not None:
        limits.append(terms.most_a_day - given.day)
    if terms.most_a_month is not None:
        limits.append(terms.most_a_month - given.month)
    points = max(0, min(limits))
    points -= points % terms.step
    return points if points >= least(terms) else 0


def least(terms: Terms) -> int:
    """The fewest points that may go: the first step that is no less than the minimum."""
    return -(-terms.minimum // terms.step) * terms.step


def fits(terms: Terms, points: int) -> bool:
    """Whether a transfer may be of so many points at all."""
    return points >= least(terms) and points % terms.step == 0


def suggested(terms: Terms, upto: int, unit: int = 1) -> tuple[int, ...]:
    """A few sums to choose from, round numbers of ``unit`` and the largest last; none when nothing may go."""
    round_ones = [
        points * unit for points in SUGGESTED if points * unit < upto and fits(terms, points * unit)
    ]
    return (*round_ones, upto) if upto else ()


def shares(lots: Sequence[Lot], points: int) -> dict[int, int]:
    """Which lots give so many points, in the order given (lot id -> points); fewer when they have fewer."""
    chosen: dict[int, int] = {}
    for lot in lots:
        share = min(lot.remaining, points)
        if share > 0:
            chosen[lot.id] = share
            points -= share
    return chosen


def copies(lots: Sequence[Lot], taken: Mapping[int, int], entry_id: int, ids: Iterable[int]) -> list[Lot]:
    """The same points as lots of another customer: merchant of origin, life and grace stay as they are.

    ``taken``: lot id -> points; ``ids``: one new id for each.
    """
    by_id = {lot.id: lot for lot in lots}
    return [
        replace(
            by_id[lot_id],
            id=new_id,
            entry_id=entry_id,
            issued=points,
            remaining=points,
            held=0,
            consumed=0,
            restored=0,
        )
        for (lot_id, points), new_id in zip(taken.items(), ids, strict=False)
    ]


def order_of_return(account: Iterable[Lot], own: Iterable[int]) -> list[Lot]:
    """From which lots an undone transfer takes points back: its own, then those that expire soonest."""
    mine = set(own)
    usable = [lot for lot in account if lot.remaining and lot.matured]
    return sorted(usable, key=lambda lot: (lot.id not in mine, soonest_first(lot)))
