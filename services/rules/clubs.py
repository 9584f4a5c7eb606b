"""Clubs inside a program: who is in one when, and on which days its rules count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class Club:
    """A club as earning sees it; open from its first to its last day, both included (None: always)."""

    code: str
    first: date | None = None
    last: date | None = None

    def open_on(self, day: date) -> bool:
        """Whether the club is there on this day."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)

    def moments(self, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
        """The first moment of the club's days and the first one after them, in UTC; None: no such."""
        after = self.last + timedelta(days=1) if self.last and self.last < date.max else None
        first, ended = (
            datetime.combine(day, time(0), zone).astimezone(UTC) if day else None
            for day in (self.first, after)
        )
        return first, ended


@dataclass(frozen=True, slots=True)
class Stay:
    """A customer's time in a club; without an end it goes on."""

    club: str
    joined_at: datetime
    left_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether the customer was in the club at that moment."""
        return self.joined_at <= at and (self.left_at is None or at < self.left_at)


def members_of(stays: Iterable[Stay], at: datetime) -> frozenset[str]:
    """The clubs that somebody with these stays was in at that moment."""
    return frozenset(stay.club for stay in stays if stay.holds(at))
