"""Caps: how many points one customer may earn with a receipt, in a day, in a month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """The most points that receipts may earn; None: as many as they earn."""

    receipt: int | None = None
    day: int | None = None
    month: int | None = None

    def allow(self, points: int, *, earned_day: int, earned_month: int) -> int:
        """How many of ``points`` a receipt may earn after what the day and the month already have."""
        room = [points]
        room += [self.receipt] if self.receipt is not None else []
        room += [self.day - earned_day] if self.day is not None else []
        room += [self.month - earned_month] if self.month is not None else []
        return max(0, min(room))


@dataclass(frozen=True, slots=True)
class Past:
    """A receipt of the same customer: when it was issued, and what it earned less what refunds took back."""

    issued_at: datetime
    earned: int


@dataclass(frozen=True, slots=True)
class Used:
    """What the day and the month of a sale already have."""

    receipts_day: int = 0
    earned_day: int = 0
    earned_month: int = 0


def used(past: Iterable[Past], at: datetime) -> Used:
    """Count the receipts of the day and the month of ``at``, by the zone that ``at`` is in (the store's)."""
    receipts = earned_day = earned_month = 0
    for one in past:
        issued = one.issued_at.astimezone(at.tzinfo).date()
        if (issued.year, issued.month) == (at.year, at.month):
            earned_month += one.earned
            receipts += issued.day == at.day
            earned_day += one.earned if issued.day == at.day else 0
    return Used(receipts, earned_day, earned_month)


def month_of(at: datetime) -> tuple[datetime, datetime]:
    """The first moment of the month of ``at`` and of the next one, in UTC, by the zone that ``at`` is in."""
    first = date(at.year, at.month, 1)
    following = date(at.year + at.month // 12, at.month % 12 + 1, 1)
    begin, end = (datetime.combine(day, time(0), at.tzinfo).astimezone(UTC) for day in (first, following))
    return begin, end
