"""What happens to an account while nobody looks: releases, maturing, expiry, in the order of time."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Literal

from services.rules.ledger import Hold, Lot

Kind = Literal["release", "mature", "expire"]
# at one moment: what comes back to a lot lives on for the days of grace, and must not take with it what dies there
_RANK: dict[Kind, int] = {"mature": 0, "expire": 1, "release": 2}


@dataclass(frozen=True, slots=True)
class Event:
    """One step of an account's life; of a hold, or of a lot."""

    kind: Kind
    at: datetime
    lot: Lot | None = None
    hold: Hold | None = None


class Timeline:
    """The steps of lots and holds until ``now``; more may be added while one goes through them."""

    def __init__(self, lots: Iterable[Lot], holds: Iterable[Hold], now: datetime) -> None:
        self._now = now
        self._numbers = count()  # steps of one moment and kind keep the order in which they were added
        self._queue: list[tuple[datetime, int, int, Event]] = []
        for hold in holds:
            if hold.ended is None:
                self._push(Event("release", hold.expires_at, hold=hold))
        for lot in sorted(lots, key=soonest_first):
            if not lot.matured:
                self._push(Event("mature", lot.matures_at, lot=lot))
            if lot.expires_at is not None:
                self._push(Event("expire", lot.expires_at, lot=lot))

    def __iter__(self) -> Iterator[Event]:
        while self._queue:
            yield heapq.heappop(self._queue)[-1]

    def came_back(self, lots: Iterable[Lot], at: datetime) -> None:
        """Points came back to these lots: they may die once more before ``now``."""
        for lot in lots:
            if lot.remaining and lot.expires_at is not None:
                self._push(Event("expire", max(lot.expires_at, at), lot=lot))

    def _push(self, event: Event) -> None:
        if event.at <= self._now:
            heapq.heappush(self._queue, (event.at, _RANK[event.kind], next(self._numbers), event))


def soonest_first(lot: Lot) -> tuple[bool, datetime, int]:
    """The order in which lots are spent and expire; those that live for ever come last."""
    return lot.expires_at is None, lot.expires_at or lot.matures_at, lot.id
