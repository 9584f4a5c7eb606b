"""The SQL of a condition says what plain Python says, and knows when time alone changes the answer."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.database import rows
from services.program_file.clubs import ClubRules
from services.program_file.segments import SegmentRules
from services.programs import Program
from services.rules.segments import start_of_day
from services.segments.evaluating import evaluate
from services.segments.reasons import Facts, explain, facts_of, holds
from tests.services.segments.strategies import CLUBS, NOW, STEP, conditions, facts
from tests.services.segments.world import (
    add_customer,
    add_event,
    add_lot,
    make_program,
    next_change,
    segments_of,
    store_id,
)

DAY = timedelta(days=1)
on_one_database = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


_program: list[Program] = []  # one for all the examples of a test


@pytest.fixture(autouse=True)
def another_program() -> None:
    _program.clear()


async def the_program(whens: Sequence[dict[str, Any]]) -> Program:
    """The database's one program with these conditions as its own segments."""
    if not _program:
        _program.append(await make_program(now=NOW))
    base = _program[0]
    context = {"language": "en", "currency": "EUR"}
    own = tuple(
        SegmentRules.model_validate({"code": f"own_{place}", "title": "Own", "when": when}, context=context)
        for place, when in enumerate(whens)
    )
    clubs = tuple(
        ClubRules.model_validate({"code": code, "title": code, **days}, context=context)
        for code, days in {
            "always": {},
            "ending": {"ends": date(2027, 3, 4)},
            "coming": {"starts": date(2027, 2, 28)},
        }.items()
    )
    config = base.config.model_copy(update={"segments": own, "clubs": clubs})
    return Program(base.id, base.slug, base.version, config)


async def put(program: Program, known: Facts) -> int:
    """A customer of whom exactly this is known."""
    columns = asdict(known)
    columns["timezone"] = columns.pop("zone")
    store = columns.pop("store")
    columns["home_store_id"] = await store_id(program, store) if store else None
    debt, lots, events = columns.pop("debt"), columns.pop("lots"), columns.pop("events")
    clubs = [code for code, _, _ in columns.pop("clubs")]
    await rows("update customer set telegram_id = null where telegram_id = $1", known.telegram_id)
    customer = await add_customer(program, NOW, **columns)
    await rows(
        "insert into balance (program_id, customer_id, available, pending, held, debt) values ($1, $2, 0, 0, 0, $3)",
        program.id,
        customer,
        debt,
    )
    for club in clubs:
        await rows(
            "insert into club_member (program_id, customer_id, club, joined_at) values ($1, $2, $3, $4)",
            program.id,
            customer,
            club,
            NOW,
        )
    for points, matures_at, expires_at in lots:
        await add_lot(program, customer, points, matures_at=matures_at, expires_at=expires_at)
    for kind, times in (events or {}).items():
        for at in times:
            await add_event(program, customer, kind, at)
    return customer


def in_python(program: Program, known: Facts, now: datetime) -> set[str]:
    return {segment.code for segment in program.config.all_segments if holds(segment.when, known, now)}


@on_one_database
@given(whens=st.lists(conditions, min_size=1, max_size=4), known=st.lists(facts, min_size=1, max_size=4))
async def test_sql_equals_python(database: str, whens: list[dict[str, Any]], known: list[Facts]) -> None:
    program = await the_program(whens)
    customers = [await put(program, one) for one in known]
    await evaluate(program, customers, now=NOW)
    for customer, one in zip(customers, known, strict=True):
        assert await segments_of(program, customer) == in_python(program, one, NOW)
        explained = {reason.code for reason in await explain(program, customer, now=NOW) if reason.holds}
        assert explained == in_python(program, one, NOW)


def moments(known: Facts, until: datetime) -> Iterable[datetime]:
    """Where anything may change before ``until``: local midnights, and times on and around all thresholds."""
    zone = ZoneInfo(known.zone)
    for days in range(min(400, (until - NOW).days + 2)):
        yield start_of_day(NOW.astimezone(zone).date() + days * DAY, zone)
    times = [at for times in (known.events or {}).values() for at in times]
    anchors = [known.last_purchase_at, known.joined_at, known.started_at, *times]
    for anchor in filter(None, anchors):
        for span in (90 / 1440, 1, 7, 30, 60, 120, 365):
            yield from (anchor + span * DAY, anchor + span * DAY + STEP)
    for _, opens, closes in known.clubs:
        yield from filter(None, (opens, closes))
    for _, matures_at, expires_at in known.lots:
        yield from filter(None, (matures_at, expires_at))
    if known.rhythm_seconds and known.last_purchase_at:
        for ratio in (0.5, 1, 1.5, 2.7182818):
            yield known.last_purchase_at + timedelta(seconds=known.rhythm_seconds * ratio)
    yield from (NOW + (until - NOW) * random.Random(0).random() for _ in range(20))


@on_one_database
@given(whens=st.lists(conditions, min_size=1, max_size=3), known=facts)
async def test_the_next_change_is_the_first(database: str, whens: list[dict[str, Any]], known: Facts) -> None:
    program = await the_program(whens)
    customer = await put(program, known)
    await evaluate(program, [customer], now=NOW)
    changes_at = await next_change(program, customer)
    until = changes_at or NOW + 3 * 365 * DAY
    before = in_python(program, known, NOW)
    for moment in [*moments(known, until), until - STEP]:
        if NOW < moment < until:
            assert in_python(program, known, moment) == before, moment
    if changes_at and changes_at != NOW + 365 * DAY:
        assert in_python(program, known, changes_at) != before
        await evaluate(program, [customer], now=changes_at)
        assert await segments_of(program, customer) == in_python(program, known, changes_at)


def when(fact: str, **tests: Any) -> dict[str, Any]:
    return {"fact": fact, **tests}


HERE = Facts(zone="Europe/Berlin", language="en")
CASES: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
    (when("receipts", **{"is": 2}), {"receipts": 2}, True),
    (when("receipts", **{"is": 2}), {"receipts": 3}, False),
    (when("receipts", at_least=2, less_than=4), {"receipts": 3}, True),
    (when("receipts", at_least=2, less_than=4), {"receipts": 4}, False),
    (when("spent", at_least="10.50"), {"spent": 1050}, True),
    (when("spent", more_than="10.50"), {"spent": 1050}, False),
    (when("average_receipt", at_least="3.34"), {"spent": 1000, "receipts": 3}, False),
    (when("average_receipt", at_least="3.33"), {"spent": 1000, "receipts": 3}, True),
    (when("average_receipt", at_least=0), {"spent": 0, "receipts": 0}, False),
    (when("days_since_last_purchase", at_least=60), {"last_purchase_at": NOW - 60 * DAY}, True),
    (when("days_since_last_purchase", at_least=60), {"last_purchase_at": NOW - 60 * DAY + STEP}, False),
    (when("days_since_last_purchase", at_most=60), {"last_purchase_at": NOW - 60 * DAY}, True),
    (when("days_since_last_purchase", at_most=60), {"last_purchase_at": NOW - 60 * DAY - STEP}, False),
    (when("days_since_last_purchase", at_most=60), {}, False),
    ({"not": when("days_since_last_purchase", at_most=60)}, {}, True),
    (when("days_since_join", less_than="10m"), {"joined_at": NOW - timedelta(minutes=9)}, True),
    (when("days_since_join", less_than="10m"), {"joined_at": NOW - timedelta(minutes=10)}, False),
    (when("days_since_start", more_than=1), {"started_at": NOW - DAY}, False),
    (when("joined", **{"is": True}), {"joined_at": NOW}, True),
    (when("joined", **{"is": False}), {}, True),
    (when("reachable", **{"is": True}), {"telegram_id": 5}, True),
    (when("reachable", **{"is": True}), {"telegram_id": 5, "unreachable_since": NOW}, False),
    (when("reachable", **{"is": True}), {}, False),
    (when("marketing_consent", **{"is": True}), {"marketing_since": NOW}, True),
    (when("marketing_consent", **{"is": True}), {}, False),
    (when("tier", **{"is": "base"}), {"tier": "base"}, True),
    (when("tier", **{"in": ["gold", "base"]}), {"tier": "silver"}, False),
    (when("tier", **{"is": "base"}), {}, False),
    (when("store", **{"is": "harbour"}), {"store": "harbour"}, True),
    (when("store", **{"is": "harbour"}), {"store": "center"}, False),
    (when("language", **{"is": "en"}), {}, True),
    (when("source", **{"is": "poster' or true --"}), {"source": "poster"}, False),
    (when("source", **{"is": "it's"}), {"source": "it's"}, True),
    (when("tag", **{"is": "vip"}), {"tags": ["vip", "late"]}, True),
    (when("tag", **{"in": ["a", "b"]}), {"tags": ["vip"]}, False),
    (when("points", at_least=100), {"lots": [(100, NOW, None)]}, True),
    (when("points", at_least=100), {"lots": [(100, NOW + STEP, None)]}, False),
    (when("points", at_least=100), {"lots": [(100, NOW - DAY, NOW)]}, False),
    (when("points", **{"is": 0}), {"lots": [(50, NOW, None)], "debt": 60}, True),
    (when("visit_score", at_most=2), {"visit_score": 2}, True),
    (when("visit_score", at_most=2), {}, False),
    (when("employee_score", **{"is": 5}), {"employee_score": 5}, True),
    (when("rhythm", more_than=2), {"last_purchase_at": NOW - 2 * DAY, "rhythm_seconds": 86_400}, False),
    (when("rhythm", at_least=2), {"last_purchase_at": NOW - 2 * DAY, "rhythm_seconds": 86_400}, True),
    (when("rhythm", at_least=2), {"last_purchase_at": NOW - 2 * DAY}, False),
    (when("event", **{"is": "visit"}), {"events": {"visit": [NOW - 900 * DAY]}}, True),
    (when("event", **{"is": "visit", "at_least": 2}), {"events": {"visit": [NOW]}}, False),
    (when("event", **{"is": "visit", "within": "7d"}), {"events": {"visit": [NOW - 7 * DAY]}}, False),
    (when("event", **{"is": "visit", "within": "7d"}), {"events": {"visit": [NOW - 7 * DAY + STEP]}}, True),
    (when("birthday_in_days", at_most=7), {"birthday": date(1990, 3, 5)}, True),
    (when("birthday_in_days", at_most=6), {"birthday": date(1990, 3, 5)}, False),
    (when("birthday_in_days", **{"is": 0}), {"birthday": date(1990, 2, 26)}, True),
    (when("birthday_in_days", **{"is": 364}), {"birthday": date(1990, 2, 25)}, True),
    (when("birthday_in_days", **{"is": 2}), {"birthday": date(2000, 2, 29)}, True),
    (when("birthday_in_days", at_least=0), {}, False),
    (when("club", **{"is": "always"}), {"clubs": [("always", None, None)]}, True),
    (when("club", **{"in": ["ending", "coming"]}), {"clubs": [("always", None, None)]}, False),
    (when("club", **{"is": "ending"}), {"clubs": [("ending", *CLUBS["ending"])]}, True),
    (when("club", **{"is": "coming"}), {"clubs": [("coming", *CLUBS["coming"])]}, False),
    ({"all": [when("receipts", at_least=1), when("joined", **{"is": True})]}, {"receipts": 1}, False),
    ({"any": [when("receipts", at_least=1), when("joined", **{"is": True})]}, {"receipts": 1}, True),
]


async def test_each_fact_and_operator(database: str) -> None:
    program = await the_program([condition for condition, _, _ in CASES])
    for place, (condition, known, expected) in enumerate(CASES):
        customer = await put(program, Facts(**{**asdict(HERE), **known}))
        await evaluate(program, [customer], now=NOW)
        assert (f"own_{place}" in await segments_of(program, customer)) is expected, (condition, known)
        own = await facts_of(program, customer)
        assert holds(program.config.segments[place].when, own, NOW) is expected, (condition, known)


@pytest.mark.parametrize(
    ("zone", "birthday", "now", "enters", "leaves"),
    [
        # by the customer's own midnight, whichever side of UTC it is on
        (
            "Pacific/Auckland",
            date(1990, 6, 10),
            "2027-06-01T00:00Z",
            "2027-06-09T12:00Z",
            "2027-06-10T12:00Z",
        ),
        (
            "America/St_Johns",
            date(1990, 6, 10),
            "2027-06-01T00:00Z",
            "2027-06-10T02:30Z",
            "2027-06-11T02:30Z",
        ),
        # 29 February: on the 28th in a common year, on the day itself in a leap year
        ("UTC", date(2000, 2, 29), "2027-02-01T00:00Z", "2027-02-28T00:00Z", "2027-03-01T00:00Z"),
        ("UTC", date(2000, 2, 29), "2028-02-01T00:00Z", "2028-02-29T00:00Z", "2028-03-01T00:00Z"),
        # over New Year
        ("UTC", date(1990, 1, 1), "2027-12-01T00:00Z", "2028-01-01T00:00Z", "2028-01-02T00:00Z"),
        # Cairo's clocks skip midnight on 30 April 2027, and the Azores live it twice on 31 October 2027
        ("Africa/Cairo", date(1990, 4, 30), "2027-04-01T00:00Z", "2027-04-29T22:00Z", "2027-04-30T21:00Z"),
        (
            "Atlantic/Azores",
            date(1990, 10, 31),
            "2027-10-01T00:00Z",
            "2027-10-31T00:00Z",
            "2027-11-01T01:00Z",
        ),
    ],
)
async def test_birthdays_by_the_customers_calendar(
    database: str, zone: str, birthday: date, now: str, enters: str, leaves: str
) -> None:
    program = await the_program([when("birthday_in_days", **{"is": 0})])
    customer = await put(program, Facts(zone=zone, language="en", birthday=birthday))
    program = Program(program.id, program.slug, 1, program.config)
    start, first, last = (datetime.fromisoformat(text).astimezone(UTC) for text in (now, enters, leaves))
    await evaluate(program, [customer], now=start)
    due = await next_change(program, customer)
    while due and due < first:  # birthday_soon enters before
        assert "own_0" not in await segments_of(program, customer)
        await evaluate(program, [customer], now=due)
        due = await next_change(program, customer)
    assert due == first
    await evaluate(program, [customer], now=due)
    assert "own_0" in await segments_of(program, customer)
    assert await next_change(program, customer) == last


async def test_a_customer_without_a_zone_has_the_home_stores(database: str) -> None:
    program = await the_program([when("birthday_in_days", **{"is": 0})])
    harbour = await store_id(program, "harbour")
    midnight = datetime(2027, 6, 9, 12, tzinfo=UTC)  # in Auckland
    at_harbour = await add_customer(program, NOW, birthday=date(1990, 6, 10), home_store_id=harbour)
    nowhere = await add_customer(program, NOW, birthday=date(1990, 6, 10))
    await evaluate(program, [at_harbour, nowhere], now=midnight)
    assert "own_0" in await segments_of(program, at_harbour)
    assert "own_0" not in await segments_of(program, nowhere)
    berlin = datetime(2027, 6, 9, 22, tzinfo=UTC)
    await evaluate(program, [nowhere], now=berlin)
    assert "own_0" in await segments_of(program, nowhere)
