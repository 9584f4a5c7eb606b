"""When quiet hours end, on both sides of midnight, and where clocks change."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules.quiet import minutes, quiet_end

MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")
NIGHT = (21 * 60, 10 * 60)


@pytest.mark.parametrize(
    ("local", "end"),
    [
        ("2026-11-21T20:59", None),
        ("2026-11-21T21:00", "2026-11-22T10:00"),
        ("2026-11-21T23:59", "2026-11-22T10:00"),
        ("2026-11-22T00:00", "2026-11-22T10:00"),
        ("2026-11-22T09:58", "2026-11-22T10:00"),
        ("2026-11-22T10:00", None),
    ],
)
def test_a_night(local: str, end: str | None) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=MOSCOW).astimezone(UTC)
    expected = datetime.fromisoformat(end).replace(tzinfo=MOSCOW) if end else None
    assert quiet_end(now, MOSCOW, *NIGHT) == expected


def test_quiet_hours_of_the_day() -> None:
    siesta = (13 * 60, 16 * 60 + 30)
    now = datetime(2026, 11, 21, 14, 0, tzinfo=MOSCOW)
    assert quiet_end(now, MOSCOW, *siesta) == datetime(2026, 11, 21, 16, 30, tzinfo=MOSCOW)
    assert quiet_end(datetime(2026, 11, 21, 12, 59, tzinfo=MOSCOW), MOSCOW, *siesta) is None


def test_from_equal_to_is_never_quiet() -> None:
    assert quiet_end(datetime(2026, 11, 21, 3, tzinfo=UTC), UTC, 180, 180) is None


def test_an_end_in_the_hour_that_summer_time_skips() -> None:
    now = datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN)
    end = quiet_end(now, BERLIN, 60, 150)  # until 02:30, which does not exist
    assert end is not None
    assert now < end <= datetime(2026, 3, 29, 3, 30, tzinfo=BERLIN)


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    zone=st.sampled_from([UTC, MOSCOW, BERLIN, ZoneInfo("Asia/Kathmandu"), ZoneInfo("America/St_Johns")]),
    quiet_from=st.integers(0, 1439),
    quiet_to=st.integers(0, 1439),
)
def test_the_end_lies_ahead_within_a_day(
    now: datetime, zone: ZoneInfo, quiet_from: int, quiet_to: int
) -> None:
    end = quiet_end(now, zone, quiet_from, quiet_to)
    if end is not None:
        assert 0 < (end - now).total_seconds() <= 25 * 3600


def test_minutes_after_midnight() -> None:
    assert minutes(time(21, 30)) == 21 * 60 + 30
