"""When earning rules hold: windows of the day, days of the calendar, birthdays; and the days of caps."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.rules.caps import Past, Used, month_of, used
from services.rules.earning_conditions import When

BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY = date(2026, 11, 27)
SATURDAY = FRIDAY + timedelta(days=1)
NIGHT = When(weekdays=frozenset({4}), start=time(22), end=time(2))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("when", "moment", "holds"),
    [
        (When(), at(FRIDAY, 3), True),
        (When(start=time(16), end=time(18)), at(FRIDAY, 16), True),
        (When(start=time(16), end=time(18)), at(FRIDAY, 17, 59), True),
        (When(start=time(16), end=time(18)), at(FRIDAY, 18), False),
        (When(start=time(16)), at(FRIDAY, 23, 59), True),
        (When(end=time(9)), at(FRIDAY, 0), True),
        (When(end=time(9)), at(FRIDAY, 9), False),
        (When(weekdays=frozenset({4})), at(SATURDAY, 0), False),
        (NIGHT, at(FRIDAY, 21, 59), False),
        (NIGHT, at(FRIDAY, 22), True),
        (NIGHT, at(SATURDAY, 1, 59), True),
        (NIGHT, at(SATURDAY, 2), False),
        (NIGHT, at(FRIDAY, 1), False),  # that is Thursday's night
        (NIGHT, at(SATURDAY, 22), False),
        (When(first=FRIDAY, last=FRIDAY), at(FRIDAY, 23, 59), True),
        (When(first=FRIDAY, last=FRIDAY), at(SATURDAY, 0), False),
        (When(first=FRIDAY, last=FRIDAY, start=time(22), end=time(2)), at(SATURDAY, 1), True),
        (When(first=SATURDAY, start=time(22), end=time(2)), at(SATURDAY, 1), False),
    ],
)
def test_windows(when: When, moment: datetime, holds: bool) -> None:
    assert when.holds(moment, None) is holds


@settings(max_examples=100)
@given(
    moment=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
    start=st.times(),
    end=st.times(),
)
def test_a_window_and_the_rest_of_the_day_are_all_day(moment: datetime, start: time, end: time) -> None:
    if start == end:
        return
    inside, outside = When(start=start, end=end), When(start=end, end=start)
    assert inside.holds(moment, None) is not outside.holds(moment, None)
    day = inside.day(moment) or outside.day(moment)
    assert day is not None and timedelta(0) <= moment.date() - day <= timedelta(days=1)


def test_the_clock_is_the_one_on_the_wall_when_clocks_change() -> None:
    early = When(start=time(2), end=time(3))
    twice = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC).astimezone(BERLIN) for hour in (0, 1)]
    assert [moment.hour for moment in twice] == [2, 2]
    assert all(early.holds(moment, None) for moment in twice)
    spring = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    hours = [(spring + timedelta(minutes=minutes)).astimezone(BERLIN) for minutes in range(0, 3)]
    assert not any(early.holds(moment, None) for moment in hours)  # that hour does not exist


@pytest.mark.parametrize(
    ("birthday", "around", "day", "holds"),
    [
        (date(1990, 11, 27), (0, 0), FRIDAY, True),
        (date(1990, 11, 27), (0, 0), SATURDAY, False),
        (date(1990, 11, 27), (0, 1), SATURDAY, True),
        (date(1990, 11, 30), (3, 0), FRIDAY, True),
        (date(1990, 12, 1), (3, 0), FRIDAY, False),
        (date(4, 11, 27), (0, 0), FRIDAY, True),  # a year that nobody told
        (date(1990, 1, 2), (3, 0), date(2026, 12, 30), True),
        (date(1990, 1, 2), (3, 0), date(2026, 12, 29), False),
        (date(1990, 12, 30), (0, 7), date(2027, 1, 6), True),
        (date(1990, 12, 30), (0, 7), date(2027, 1, 7), False),
        (date(2000, 2, 29), (0, 0), date(2027, 2, 28), True),
        (date(2000, 2, 29), (0, 0), date(2027, 3, 1), False),
        (date(2000, 2, 29), (0, 0), date(2028, 2, 28), False),
        (date(2000, 2, 29), (0, 0), date(2028, 2, 29), True),
        (date(2000, 2, 29), (0, 1), date(2027, 3, 1), True),
        (date(2000, 2, 29), (1, 0), date(2028, 2, 28), True),
        (date(2000, 2, 29), (0, 0), date(2100, 2, 28), True),
    ],
)
def test_birthdays(birthday: date, around: tuple[int, int], day: date, holds: bool) -> None:
    assert When(birthday=around).holds(at(day, 12), birthday) is holds
    assert not When(birthday=around).holds(at(day, 12), None)


def test_a_birthday_lasts_as_long_as_its_night() -> None:
    night = When(start=time(22), end=time(2), birthday=(0, 0))
    assert night.holds(at(SATURDAY, 1), date(1990, 11, 27))
    assert not night.holds(at(FRIDAY, 1), date(1990, 11, 27))


@settings(max_examples=100)
@given(
    birthday=st.dates(date(1930, 1, 1), date(2020, 12, 31)) | st.just(date(4, 2, 29)),
    day=st.dates(date(2020, 1, 1), date(2105, 1, 1)),
    before=st.integers(0, 60),
    after=st.integers(0, 60),
)
def test_a_birthday_window_is_as_long_as_it_says(birthday: date, day: date, before: int, after: int) -> None:
    """In any 365 or 366 days from a birthday to the next one, so many days are inside."""
    when = When(birthday=(before, after))
    start = next(
        shifted
        for shift in range(367)
        if When(birthday=(0, 0)).holds(at(shifted := day + timedelta(shift), 12), birthday)
    )
    inside = [shift for shift in range(-180, 181) if when.holds(at(start + timedelta(shift), 12), birthday)]
    assert inside == list(range(-before, after + 1))


def test_a_day_and_a_month_are_those_of_the_store() -> None:
    past = [
        Past(datetime(2026, 11, 24, 22, 59, tzinfo=UTC), 1),  # the 24th in Berlin
        Past(datetime(2026, 11, 24, 23, 0, tzinfo=UTC), 2),
        Past(datetime(2026, 11, 25, 22, 59, tzinfo=UTC), 4),
        Past(datetime(2026, 11, 25, 23, 0, tzinfo=UTC), 8),  # issued later, recorded before
        Past(datetime(2026, 10, 31, 22, 59, tzinfo=UTC), 16),
        Past(datetime(2026, 10, 31, 23, 0, tzinfo=UTC), 32),
        Past(datetime(2025, 11, 25, 12, 0, tzinfo=UTC), 64),
    ]
    assert used(past, at(date(2026, 11, 25), 12)) == Used(2, 6, 47)
    assert used([], at(FRIDAY, 1)) == Used()


@settings(max_examples=100)
@given(
    moment=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
    zone=st.sampled_from(["Europe/Berlin", "America/Havana", "Asia/Kolkata", "Pacific/Auckland"]),
)
def test_a_month_holds_its_own_moments(moment: datetime, zone: str) -> None:
    here = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    begin, end = month_of(here)
    assert begin <= here < end
    for edge, inside in ((begin, True), (begin - timedelta(seconds=1), False), (end, False)):
        assert (used([Past(edge, 1)], here).earned_month == 1) is inside
