"""Birthdays by the calendar of a place."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules.segments import days_until_birthday, local_day, observed_birthday, start_of_day

ZONES = st.sampled_from(
    ["Europe/Berlin", "Africa/Cairo", "Atlantic/Azores", "Pacific/Auckland", "America/Havana"]
)


@pytest.mark.parametrize(
    ("birthday", "today", "days"),
    [
        (date(1990, 5, 1), date(2027, 5, 1), 0),
        (date(1990, 5, 1), date(2027, 4, 30), 1),
        (date(1990, 5, 1), date(2027, 5, 2), 365),
        (date(1990, 1, 1), date(2027, 12, 31), 1),
        (date(2000, 2, 29), date(2027, 2, 27), 1),
        (date(2000, 2, 29), date(2028, 2, 27), 2),
        (date(2000, 2, 29), date(2027, 3, 1), 365),
        (date(2000, 2, 29), date(2100, 2, 28), 0),
    ],
)
def test_days_until_a_birthday(birthday: date, today: date, days: int) -> None:
    assert days_until_birthday(birthday, today) == days


@given(st.dates(date(1930, 1, 1)), st.dates(date(2000, 1, 1), date(2200, 1, 1)))
def test_counting_down_ends_on_the_observed_day(birthday: date, today: date) -> None:
    days = days_until_birthday(birthday, today)
    day = today + timedelta(days=days)
    assert day == observed_birthday(birthday, day.year)
    assert 0 <= days <= 365


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), ZONES)
def test_a_day_starts_with_its_first_moment(day: date, name: str) -> None:
    zone = ZoneInfo(name)
    start = start_of_day(day, zone)
    assert local_day(start, zone) == day
    assert local_day(start - timedelta(microseconds=1), zone) == day - timedelta(days=1)


def test_a_midnight_that_the_clocks_skip() -> None:
    start = start_of_day(date(2027, 4, 30), ZoneInfo("Africa/Cairo"))
    assert start == datetime(2027, 4, 29, 22, tzinfo=UTC)
