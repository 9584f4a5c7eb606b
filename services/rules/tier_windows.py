"""When a tier is measured and reviewed: windows and due moments, all at midnights of one zone.

A receipt counts by the day of the sale. One that a till told too late for its own calendar period (the review
of that period was over) counts for the period in which it was told, so that no purchase is ever lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal, Protocol, TypeAlias

from services.rules.segments import local_day, start_of_day

Calendar: TypeAlias = Literal["month", "quarter", "year"]
Span: TypeAlias = Literal["lifetime"] | Calendar | timedelta

MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "year": 12}
DAY = timedelta(days=1)


class Timing(Protocol):
    """What the windows need of [tier_rules]; a rolling ``window`` and the ``grace`` are whole days."""

    @property
    def window(self) -> Span:
        """Over which time the tier is measured."""
        ...

    @property
    def grace(self) -> timedelta:
        """How long after the window's end the review waits; purchases until then still help."""
        ...


@dataclass(frozen=True, slots=True)
class Window:
    """Which receipts count: those of ``begins`` to ``ends``; None: open on that side.

    With ``late_from``, older ones count too when they were recorded from that moment on.
    """

    begins: datetime | None = None
    late_from: datetime | None = None
    ends: datetime | None = None

    def counts(self, issued_at: datetime, recorded_at: datetime) -> bool:
        """Whether a receipt belongs here."""
        if self.ends is not None and (issued_at >= self.ends or recorded_at >= self.ends):
            return False
        if self.begins is None or issued_at >= self.begins:
            return True
        return self.late_from is not None and recorded_at >= self.late_from


def open_window(timing: Timing, zone: tzinfo, now: datetime) -> Window:
    """What counts for an upgrade now: the present calendar period, or as many days with today as the last."""
    return day_window(timing, zone, local_day(now, zone))


def day_window(timing: Timing, zone: tzinfo, today: date) -> Window:
    """The same for all moments of a day."""
    span = timing.window
    if isinstance(span, timedelta):
        return Window(start_of_day(today - (span - DAY), zone))
    if span == "lifetime":
        return Window()
    first = period_start(span, today)
    return Window(start_of_day(first, zone), start_of_day(first + timing.grace, zone))


def review_due(timing: Timing, zone: tzinfo, reached_at: datetime) -> datetime | None:
    """When a tier that was reached at that moment is reviewed first; None: never.

    A calendar period is reviewed after its end; rolling days are counted from the day after it was reached.
    """
    day, span = local_day(reached_at, zone), timing.window
    if isinstance(span, timedelta):
        return start_of_day(day + DAY + span + timing.grace, zone)
    if span == "lifetime":
        return None
    return start_of_day(next_period(span, day) + timing.grace, zone)


def next_review(timing: Timing, zone: tzinfo, due: datetime) -> datetime | None:
    """When the review after the one of ``due`` is."""
    day, span = local_day(due, zone), timing.window
    if isinstance(span, timedelta):
        return start_of_day(day + span, zone)
    if span == "lifetime":
        return None
    return start_of_day(next_period(span, day - timing.grace) + timing.grace, zone)


def review_window(timing: Timing, zone: tzinfo, due: datetime) -> Window:
    """What the review of ``due`` looks at: the window that ended a grace before, and the grace."""
    end, span = local_day(due, zone) - timing.grace, timing.window
    if isinstance(span, timedelta):
        return Window(start_of_day(end - span, zone), ends=due)
    if span == "lifetime":
        return Window(ends=due)
    first = period_start(span, end - DAY)
    return Window(start_of_day(first, zone), start_of_day(first + timing.grace, zone), due)


def period_start(span: Calendar, day: date) -> date:
    """The first day of the month, quarter or year that holds the day."""
    months = MONTHS[span]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def next_period(span: Calendar, day: date) -> date:
    """The first day of the period after the one that holds the day."""
    first = period_start(span, day)
    month = first.month - 1 + MONTHS[span]
    return date(first.year + month // 12, month % 12 + 1, 1)
