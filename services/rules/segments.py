"""Time in segments: birthdays by a person's own calendar, and how values compare."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from operator import eq, ge, gt, le, lt
from typing import Any

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": eq,
    "at_least": ge,
    "at_most": le,
    "more_than": gt,
    "less_than": lt,
}


def observed_birthday(birthday: date, year: int) -> date:
    """The day on which a birthday is kept in that year: 29 February is 28 February in a common year."""
    try:
        return birthday.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def days_until_birthday(birthday: date, today: date) -> int:
    """Whole days until the next birthday; 0 on the day itself."""
    this_year = observed_birthday(birthday, today.year)
    following = this_year if this_year >= today else observed_birthday(birthday, today.year + 1)
    return (following - today).days


def local_day(moment: datetime, zone: tzinfo) -> date:
    """The date of a moment on the calendar of a zone."""
    return moment.astimezone(zone).date()


@lru_cache(maxsize=1024)
def start_of_day(day: date, zone: tzinfo) -> datetime:
    """The first moment of a local day, in UTC, also when the clocks change at midnight."""
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def microseconds(span: timedelta) -> int:
    """A span as a whole number of microseconds, the finest step of time in the database."""
    return span // timedelta(microseconds=1)
