"""Windows and reviews begin at local midnights, whatever the calendar and the clocks do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.rules.segments import local_day
from services.rules.standings import Standings
from services.rules.tier_windows import (
    Span,
    Window,
    next_period,
    next_review,
    open_window,
    period_start,
    review_due,
    review_window,
)
from services.rules.tiers import Standing

MOSCOW, BERLIN, KIRITIMATI = (
    ZoneInfo("Europe/Moscow"),
    ZoneInfo("Europe/Berlin"),
    ZoneInfo("Pacific/Kiritimati"),
)
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Timing:
    window: Span = "year"
    grace: timedelta = timedelta(0)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


spans = st.sampled_from(["month", "quarter", "year", timedelta(days=1), timedelta(days=30), YEAR])
timings = st.builds(Timing, spans, st.integers(0, 27).map(lambda days: timedelta(days=days)))
zones = st.sampled_from([MOSCOW, BERLIN, KIRITIMATI, ZoneInfo("America/Sao_Paulo"), ZoneInfo("Asia/Tehran")])
moments = st.datetimes(datetime(2019, 1, 1), datetime(2032, 12, 31)).map(lambda one: one.replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("span", "day", "first", "following"),
    [
        ("month", date(2028, 2, 29), date(2028, 2, 1), date(2028, 3, 1)),
        ("month", date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1)),
        ("quarter", date(2026, 12, 31), date(2026, 10, 1), date(2027, 1, 1)),
        ("quarter", date(2026, 3, 31), date(2026, 1, 1), date(2026, 4, 1)),
        ("year", date(2028, 2, 29), date(2028, 1, 1), date(2029, 1, 1)),
    ],
)
def test_periods(span: str, day: date, first: date, following: date) -> None:
    assert (period_start(span, day), next_period(span, day)) == (first, following)  # type: ignore[arg-type]  # from a table


def test_a_year_ends_at_the_midnight_of_the_zone() -> None:
    assert review_due(Timing("year"), MOSCOW, utc("2026-11-21T09:00")) == utc("2026-12-31T21:00")
    # 31 December 22:00 in London is already the new year in Moscow
    assert review_due(Timing("year"), MOSCOW, utc("2026-12-31T22:00")) == utc("2027-12-31T21:00")
    assert review_due(Timing("year"), KIRITIMATI, utc("2026-12-31T09:59")) == utc("2026-12-31T10:00")


def test_clocks_that_change_do_not_move_a_midnight() -> None:
    assert open_window(Timing("month"), BERLIN, utc("2026-10-30T12:00")).begins == utc("2026-09-30T22:00")
    assert review_due(Timing("month"), BERLIN, utc("2026-10-30T12:00")) == utc("2026-10-31T23:00")


def test_rolling_days_count_today_and_leap_years_are_days_like_others() -> None:
    window = open_window(Timing(YEAR), MOSCOW, utc("2028-03-01T12:00"))
    assert local_day(window.begins or utc("1970-01-01T00:00"), MOSCOW) == date(2027, 3, 3)
    due = review_due(Timing(YEAR), MOSCOW, utc("2027-06-10T12:00"))
    assert due is not None
    assert local_day(due, MOSCOW) == date(2028, 6, 10)  # 11 June 2027 and 365 days, one of them 29 February
    # the purchases of the day on which a tier was reached do not keep it
    assert review_window(Timing(YEAR), MOSCOW, due).begins == utc("2027-06-10T21:00")


def test_grace_is_time_to_make_up_for_what_is_missing() -> None:
    timing = Timing("quarter", timedelta(days=14))
    due = review_due(timing, MOSCOW, utc("2026-11-21T09:00"))
    assert due == utc("2027-01-14T21:00")
    window = review_window(timing, MOSCOW, utc("2027-01-14T21:00"))
    assert (window.begins, window.ends) == (utc("2026-09-30T21:00"), due)
    assert next_review(timing, MOSCOW, utc("2027-01-14T21:00")) == utc("2027-04-14T21:00")


def test_a_lifetime_has_no_end() -> None:
    timing = Timing("lifetime")
    assert open_window(timing, MOSCOW, utc("2026-11-21T09:00")) == Window()
    assert review_due(timing, MOSCOW, utc("2026-11-21T09:00")) is None
    assert Window().counts(utc("1999-01-01T00:00"), utc("2026-01-01T00:00"))


@given(timings, zones, moments)
@settings(max_examples=100)
def test_reviews_come_after_what_they_look_at_and_follow_each_other(
    timing: Timing, zone: ZoneInfo, moment: datetime
) -> None:
    due = review_due(timing, zone, moment)
    assert due is not None
    assert due > moment
    following = next_review(timing, zone, due)
    assert following is not None
    assert following > due
    window, after = review_window(timing, zone, due), review_window(timing, zone, following)
    assert window.begins is not None
    assert window.ends == due
    # without the grace, one window begins where the one before ended
    end = local_day(due, zone) - timing.grace
    assert after.begins is not None
    assert local_day(after.begins, zone) == end


@given(timings, zones, moments)
@settings(max_examples=100)
def test_what_is_counted_now_is_counted_by_the_review_of_the_period(
    timing: Timing, zone: ZoneInfo, moment: datetime
) -> None:
    if isinstance(timing.window, timedelta):
        assert open_window(timing, zone, moment).counts(moment, moment)
        return
    due = review_due(timing, zone, moment)
    assert due is not None
    window = review_window(timing, zone, due)
    assert window.begins == open_window(timing, zone, moment).begins
    assert window.counts(moment, moment)


@given(zones, moments, st.integers(0, 400), st.integers(0, 27), st.sampled_from(["month", "quarter", "year"]))
@settings(max_examples=100)
def test_a_receipt_that_came_late_counts_at_exactly_one_review_without_grace(
    zone: ZoneInfo, issued_at: datetime, days_late: int, grace: int, span: Span
) -> None:
    """The till was offline: the receipt counts for its own period, or for the one in which it was told."""
    timing = Timing(span, timedelta(days=grace))
    recorded_at = issued_at + timedelta(days=days_late)
    due = review_due(timing, zone, issued_at - timedelta(days=800))
    counted = []
    for _ in range(60):
        assert due is not None
        counted.append(review_window(timing, zone, due).counts(issued_at, recorded_at))
        due = next_review(timing, zone, due)
    assert sum(counted) >= 1
    if grace == 0:
        assert sum(counted) == 1


def test_a_batch_counts_into_every_window_that_it_needs() -> None:
    before, after = utc("2026-12-31T20:59"), utc("2026-12-31T21:01")
    timing = Timing("year")
    windows = [open_window(timing, MOSCOW, moment) for moment in (before, after)]
    standings = Standings(timing, MOSCOW, windows, {(1, windows[0]): Standing(100, 5, 1)})
    standings.count(1, Standing(50, 2, 1), before, before)
    assert standings.of(1, before) == Standing(150, 7, 2)
    assert standings.of(1, after) == Standing()
    # told after midnight, and its year is reviewed already: it counts for the year in which it was told
    standings.count(1, Standing(7, 0, 1), before, after)
    assert standings.of(1, after) == Standing(7, 0, 1)
    assert standings.of(2, after) == Standing()
    with pytest.raises(LookupError):
        standings.of(1, utc("2028-01-01T00:00"))
