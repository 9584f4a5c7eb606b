"""When points come alive and burn: month ends, leap days, clocks that jump, and nobody looking for weeks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.program_file.expiry import ExpiryRules
from services.rules import expiry
from services.rules.accounts import Account, NotEnough
from services.rules.expiry import Activation
from services.rules.ledger import Entry, Life, Lot

MOSCOW, BERLIN, KIRITIMATI = (
    ZoneInfo("Europe/Moscow"),
    ZoneInfo("Europe/Berlin"),
    ZoneInfo("Pacific/Kiritimati"),
)
NEW_YORK, BEIRUT, HAVANA = ZoneInfo("America/New_York"), ZoneInfo("Asia/Beirut"), ZoneInfo("America/Havana")
ZONES = (UTC, MOSCOW, BERLIN, KIRITIMATI, NEW_YORK, BEIRUT, HAVANA)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True)
class Rules:
    """What a program says of the life of its points."""

    pending: timedelta = timedelta(0)
    activate: Activation = "at_once"
    expire_after: timedelta | None = None
    expiry: ExpiryRules | None = None


def burns(kind: ExpiryRules, alive_from: datetime, zone: ZoneInfo = BERLIN) -> str:
    """The last day and the moment, by the zone's clock, of points that come alive then."""
    at = expiry.expires_at(Rules(expiry=kind), alive_from, zone)
    assert at is not None
    return f"{expiry.last_day(at, zone)} {at.astimezone(zone):%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("kind", "day", "last"),
    [
        ({"months": 1}, date(2026, 1, 31), "2026-02-28"),
        ({"months": 1}, date(2028, 1, 31), "2028-02-29"),
        ({"months": 1}, date(2026, 3, 31), "2026-04-30"),
        ({"months": 1}, date(2026, 2, 28), "2026-03-28"),
        ({"months": 12}, date(2028, 2, 29), "2029-02-28"),
        ({"months": 48}, date(2028, 2, 29), "2032-02-29"),
        ({"months": 11}, date(2026, 12, 15), "2027-11-15"),
        ({"days": 365}, date(2028, 2, 29), "2029-02-28"),
        ({"days": 365}, date(2027, 3, 1), "2028-02-29"),
        ({"days": 1}, date(2026, 12, 31), "2027-01-01"),
        ({"end_of": "month"}, date(2028, 2, 1), "2028-02-29"),
        ({"end_of": "month", "after_months": 1}, date(2026, 1, 31), "2026-02-28"),
        ({"end_of": "quarter"}, date(2026, 5, 17), "2026-06-30"),
        ({"end_of": "quarter", "after_months": 6}, date(2026, 8, 31), "2027-03-31"),
        ({"end_of": "year", "after_months": 12}, date(2026, 11, 22), "2027-12-31"),
        ({"end_of": "year"}, date(2026, 12, 31), "2026-12-31"),
        ({"on": "12-31"}, date(2026, 12, 31), "2026-12-31"),
        ({"on": "03-01"}, date(2026, 3, 2), "2027-03-01"),
        ({"on": "12-31", "after_months": 3}, date(2026, 9, 30), "2026-12-31"),
        ({"on": "12-31", "after_months": 3}, date(2026, 10, 1), "2027-12-31"),
        ({"on": "02-29"}, date(2026, 3, 1), "2027-02-28"),
        ({"on": "02-29"}, date(2027, 3, 1), "2028-02-29"),
        ({"inactivity": timedelta(days=180)}, date(2026, 5, 1), "2026-10-28"),
    ],
)
def test_points_are_good_to_the_end_of_their_last_day(kind: dict[str, object], day: date, last: str) -> None:
    for hour in (0, 12, 23):
        born = datetime(day.year, day.month, day.day, hour, 30, tzinfo=BERLIN)
        next_day = date.fromisoformat(last) + DAY
        assert burns(ExpiryRules.model_validate(kind), born) == f"{last} {next_day:%m-%d} 00:00"


def test_a_length_of_time_is_exact() -> None:
    born = datetime(2026, 3, 28, 12, 34, 56, tzinfo=BERLIN)
    assert expiry.expires_at(Rules(expire_after=DAY), born, BERLIN) == born.astimezone(UTC) + 24 * HOUR
    silence = ExpiryRules(inactivity=timedelta(minutes=90))
    assert expiry.expires_at(Rules(expiry=silence), born, BERLIN) == born.astimezone(UTC) + timedelta(
        minutes=90
    )


def test_points_may_live_for_ever() -> None:
    born = datetime(2026, 3, 28, tzinfo=UTC)
    assert expiry.expires_at(Rules(), born, BERLIN) is None
    assert expiry.expires_at(Rules(expiry=ExpiryRules(never=True)), born, BERLIN) is None


def test_the_day_is_that_of_the_zone() -> None:
    new_year = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)  # already 2027 in Moscow
    end = ExpiryRules(end_of="year")
    assert burns(end, new_year, MOSCOW).startswith("2027-12-31")
    assert burns(end, new_year, NEW_YORK).startswith("2026-12-31")


@pytest.mark.parametrize(
    ("zone", "day", "first"),
    [
        (BEIRUT, date(2026, 3, 29), "01:00"),  # the clock jumps over midnight
        (HAVANA, date(2026, 11, 1), "00:00"),  # it strikes midnight twice
        (BERLIN, date(2026, 3, 29), "00:00"),
        (BERLIN, date(2026, 10, 25), "00:00"),
    ],
)
def test_a_day_begins_at_its_first_moment(zone: ZoneInfo, day: date, first: str) -> None:
    start = expiry.day_start(day, zone)
    assert f"{start.astimezone(zone):%H:%M}" == first
    assert start.astimezone(zone).date() == day
    assert (start - timedelta(microseconds=1)).astimezone(zone).date() == day - DAY


def test_a_day_that_a_zone_left_out_ends_where_it_would_have_begun() -> None:
    apia = ZoneInfo("Pacific/Apia")  # went from 29 to 31 December 2011
    assert expiry.day_start(date(2011, 12, 30), apia) == expiry.day_start(date(2011, 12, 31), apia)


@pytest.mark.parametrize(
    ("activate", "pending", "alive_from"),
    [
        ("at_once", DAY, datetime(2026, 12, 31, 15, tzinfo=BERLIN)),
        ("next_day", timedelta(0), datetime(2026, 12, 31, tzinfo=BERLIN)),
        ("next_day", DAY, datetime(2027, 1, 1, tzinfo=BERLIN)),
        ("first_of_month", timedelta(0), datetime(2027, 1, 1, tzinfo=BERLIN)),
        ("first_of_month", timedelta(days=2), datetime(2027, 2, 1, tzinfo=BERLIN)),
    ],
)
def test_maturing_and_not_earning_starts_the_life(
    activate: Activation, pending: timedelta, alive_from: datetime
) -> None:
    rules = Rules(pending, activate, expiry=ExpiryRules(months=1))
    earned_at = datetime(2026, 12, 30, 15, tzinfo=BERLIN)
    life = expiry.life(rules, earned_at, BERLIN)
    assert life.matures_at == alive_from
    assert life.expires_at == expiry.expires_at(rules, alive_from, BERLIN)
    assert expiry.granted_life(rules, earned_at, BERLIN).matures_at == earned_at


def test_a_purchase_keeps_what_is_left() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rules = Rules(expiry=ExpiryRules(inactivity=30 * DAY))
    lots = [
        Lot(1, 1, None, 10, 10, start, True, start + 5 * DAY),
        Lot(2, 1, None, 10, 0, start, True, start + 5 * DAY, held=10),
        Lot(3, 1, None, 10, 0, start, True, start + 5 * DAY, consumed=10),
        Lot(4, 1, None, 10, 10, start, True, None),
        Lot(5, 1, None, 10, 10, start, True, start + 90 * DAY),
    ]
    until = expiry.kept_until(rules, start + 2 * DAY, UTC)
    assert until == start + 33 * DAY  # to the end of the day
    assert [lot.id for lot in expiry.prolong(lots, until)] == [1, 2]
    assert [lot.expires_at for lot in lots] == [until, until, start + 5 * DAY, None, start + 90 * DAY]
    assert expiry.prolong(lots, until) == []


def test_a_purchase_changes_nothing_elsewhere() -> None:
    for rules in (Rules(), Rules(expire_after=DAY), Rules(expiry=ExpiryRules(months=1))):
        assert expiry.kept_until(rules, datetime(2026, 1, 1, tzinfo=UTC), UTC) is None


KINDS = st.one_of(
    st.builds(ExpiryRules, days=st.integers(1, 60)),
    st.builds(ExpiryRules, months=st.integers(1, 14)),
    st.builds(
        ExpiryRules,
        end_of=st.sampled_from(["month", "quarter", "year"]),
        after_months=st.none() | st.integers(1, 13),
    ),
    st.builds(
        ExpiryRules,
        on=st.sampled_from(["01-01", "02-29", "12-31"]),
        after_months=st.none() | st.integers(1, 13),
    ),
    st.builds(ExpiryRules, inactivity=st.sampled_from([DAY, 30 * DAY, timedelta(minutes=5)])),
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))


@settings(max_examples=100, deadline=None)
@given(kind=KINDS, moment=MOMENTS, later=st.timedeltas(timedelta(0), 40 * DAY), zone=st.sampled_from(ZONES))
def test_nobodys_points_burn_before_those_that_came_earlier(
    kind: ExpiryRules, moment: datetime, later: timedelta, zone: ZoneInfo
) -> None:
    rules = Rules(expiry=kind)
    first, second = (expiry.expires_at(rules, at, zone) for at in (moment, moment + later))
    assert first is not None
    assert second is not None
    assert moment < first <= second
    local = first.astimezone(zone)
    assert local.time() == datetime.min.time() or kind.inactivity or zone is BEIRUT


# ── nobody looked ──


def purchases(
    rules: Rules, zone: ZoneInfo, start: datetime, steps: int
) -> Iterator[tuple[datetime, int, Life]]:
    """One purchase every 50 hours, so that each hour of the day comes up, with what it earns."""
    for number in range(steps):
        at = start + number * timedelta(hours=50)
        yield at, 10 + number, expiry.life(rules, at, zone)


def lived(
    rules: Rules, zone: ZoneInfo, start: datetime, days: int, *, awake: bool
) -> list[tuple[str, int, datetime]]:
    """The entries and sums of somebody who buys and spends for half of the days; ``awake``: settled each hour."""
    ids, end = count(1), start + days * DAY
    account = Account(customer_id=1)
    hour = start
    for at, points, life in purchases(rules, zone, start, days * 24 // 100):
        while awake and hour < at:
            account.settle(hour, lambda: next(ids))
            hour += HOUR
        account.settle(at, lambda: next(ids))
        if until := expiry.kept_until(rules, at, zone):
            expiry.prolong(account.new_lots, until)
        account.add(Entry(next(ids), "earn", points, at, "till"), life, next(ids), at)
        if points % 3 == 0:
            with_enough(account, Entry(next(ids), "spend", -7, at, "till"))
        assert_sound(account)
    while awake and hour < end:
        account.settle(hour, lambda: next(ids))
        hour += HOUR
    account.settle(end, lambda: next(ids))
    assert_sound(account)
    sums = [("available", account.available, end), ("pending", account.pending, end)]
    return sorted((entry.kind, entry.points, entry.at) for entry in account.entries) + sums


def with_enough(account: Account, entry: Entry) -> None:
    try:
        account.spend(entry)
    except NotEnough:
        assert account.available < -entry.points


def assert_sound(account: Account) -> None:
    lots = account.new_lots
    assert sum(entry.points for entry in account.entries) == account.available + account.pending
    assert sum(lot.remaining for lot in lots if lot.matured) == account.available
    assert sum(lot.remaining for lot in lots if not lot.matured) == account.pending


STARTS = {
    "over a leap day": datetime(2028, 2, 20, 21, 15, tzinfo=UTC),
    "over the end of the year": datetime(2026, 12, 20, 21, 15, tzinfo=UTC),
    "into summer time": datetime(2026, 3, 20, 21, 15, tzinfo=UTC),
    "out of summer time": datetime(2026, 10, 17, 21, 15, tzinfo=UTC),
}
PROGRAMS = {
    "days": Rules(pending=2 * DAY, expiry=ExpiryRules(days=3)),
    "exact": Rules(pending=DAY, expire_after=4 * DAY),
    "months": Rules(activate="next_day", expiry=ExpiryRules(months=1)),
    "end of the month": Rules(activate="first_of_month", expiry=ExpiryRules(end_of="month")),
    "a fixed day": Rules(pending=DAY, expiry=ExpiryRules(on="12-31")),
    "the leap day": Rules(pending=DAY, expiry=ExpiryRules(on="02-29")),
    "silence": Rules(expiry=ExpiryRules(inactivity=5 * DAY)),
}


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
@pytest.mark.parametrize("rules", PROGRAMS.values(), ids=PROGRAMS)
def test_a_week_or_a_month_asleep_changes_no_balance(rules: Rules, start: datetime) -> None:
    for zone in (BERLIN, NEW_YORK, KIRITIMATI):
        for days in (14, 60):  # the last 7 and the last 30 days nobody looked
            asleep = lived(rules, zone, start, days, awake=False)
            assert asleep == lived(rules, zone, start, days, awake=True)


def test_the_programs_above_do_burn_points() -> None:
    for name, rules in PROGRAMS.items():
        found = [lived(rules, BERLIN, start, 60, awake=False) for start in STARTS.values()]
        assert any(entry[0] == "expire" for entries in found for entry in entries), name


def test_points_of_a_leap_day_live_a_whole_year() -> None:
    born = datetime(2028, 2, 29, 10, tzinfo=BERLIN)
    rules = Rules(expiry=ExpiryRules(months=12))
    account, ids = Account(customer_id=1), count(1)
    account.add(Entry(next(ids), "earn", 50, born, "till"), expiry.life(rules, born, BERLIN), next(ids), born)
    for moment, left in (
        (datetime(2029, 2, 28, 23, 59, 59, tzinfo=BERLIN), 50),
        (datetime(2029, 3, 1, tzinfo=BERLIN), 0),
    ):
        account.settle(moment, lambda: next(ids))
        assert account.available == left
    assert replace(account.entries[-1], id=0).at == datetime(2029, 3, 1, tzinfo=BERLIN)
