"""Reminders of points that burn: one for each day of burning and reminder, in time or not at all."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from services import burning, points
from services.burning import Reminder, reminders
from services.database import rows, transaction
from services.outbox_checks import judge
from services.outbox_claims import claim
from services.programs import Program
from tests import factories
from tests.factories import make_program, program_text

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def rules(written: str = 'expire_after = "60d"', before: str = '["30d", "3d"]') -> str:
    """A program in Moscow whose points live so long."""
    return program_text().replace('expire_after = "365d"', f"{written}\nremind_before = {before}")


async def give(program: Program, customer: int, now: datetime, amount: int = 10) -> None:
    async with transaction() as connection:
        grant = points.Grant(customer, amount, "gift", "test", f"test:{customer}:{now.isoformat()}:{amount}")
        await points.give(connection, program, [grant], now=now)


async def said() -> list[dict[str, Any]]:
    found = await rows("select * from outbox where kind = 'points_expire_soon' order by due_at, id")
    return [one | {"payload": orjson.loads(one["payload"])} for one in found]


async def amounts() -> list[int]:
    return [one["payload"]["points"] for one in await said()]


def test_each_reminder_knows_the_one_that_takes_over() -> None:
    assert reminders([3 * DAY, 30 * DAY, 3 * DAY]) == (
        Reminder(30 * DAY, 3 * DAY),
        Reminder(3 * DAY, timedelta(0)),
    )
    assert reminders([]) == ()


async def test_all_that_burns_on_a_day_is_one_message(database: str, now: datetime) -> None:
    program = await make_program(now, rules())
    anna, boris = [(await factories.joined(program, now)).id for _ in range(2)]
    morning = now.replace(hour=4)  # seven in Moscow
    for hours, amount in ((0, 10), (5, 20), (16, 40), (18, 80)):  # 23:00, and 01:00 of the next day
        await give(program, anna, morning + hours * HOUR, amount)
    await give(program, boris, morning + HOUR, 5)
    at = morning + 60 * DAY - 30 * DAY  # the first lot is thirty days from its end, the others are not
    await burning.announce(program, now=at)
    (first,) = await said()
    assert (first["customer_id"], first["message_class"]) == (anna, "service")
    assert first["payload"] == {
        "points": 70,
        "at": (morning + 60 * DAY).isoformat(),
        "available": 150,
    }
    assert (first["due_at"], first["expires_at"]) == (at, morning + 57 * DAY)
    await burning.announce(program, now=at + DAY)
    assert [(one["customer_id"], one["payload"]["points"]) for one in await said()] == [
        (anna, 70),
        (boris, 5),
        (anna, 80),
    ]


async def test_each_reminder_comes_once_however_often_one_looks(database: str, now: datetime) -> None:
    program = await make_program(now, rules(before='["30d", "3d", "1h"]'))
    await give(program, (await factories.joined(program, now)).id, now)
    expected = []
    seen = None
    for hours in range(29 * 24, 60 * 24 + 2, 7):
        moment = now + hours * HOUR
        await burning.announce(program, now=moment, since=seen)
        if hours % 3 == 0:
            await burning.announce(program, now=moment)  # another process
        seen = moment
    await burning.announce(program, now=now + 60 * DAY - HOUR / 2)
    expected = [now + 30 * DAY, now + 57 * DAY, now + 60 * DAY - HOUR]
    assert [one["due_at"] for one in await said()] == expected
    assert [one["expires_at"] for one in await said()] == [*expected[1:], now + 60 * DAY]


@pytest.mark.parametrize(
    ("left", "due"),
    [
        (31 * DAY, None),
        (30 * DAY, 30 * DAY),
        (23 * DAY, 30 * DAY),
        (3 * DAY + HOUR, 30 * DAY),
        (3 * DAY, 3 * DAY),  # the reminder of thirty days was missed: only the nearest comes
        (HOUR, 3 * DAY),
        (timedelta(0), None),
        (-DAY, None),  # burned, though nobody has settled it
    ],
)
async def test_after_days_asleep_only_the_nearest_comes_and_none_is_late(
    database: str, now: datetime, left: timedelta, due: timedelta | None
) -> None:
    program = await make_program(now, rules())
    await give(program, (await factories.joined(program, now)).id, now)
    await burning.announce(program, now=now + 60 * DAY - left)
    assert [one["due_at"] for one in await said()] == ([now + 60 * DAY - due] if due else [])


async def test_of_a_day_that_has_begun_to_burn_only_the_rest_is_told(database: str, now: datetime) -> None:
    program = await make_program(now, rules())
    customer = (await factories.joined(program, now)).id
    await give(program, customer, now, 10)
    await give(program, customer, now + 4 * HOUR, 20)
    await burning.announce(program, now=now + 60 * DAY + HOUR)
    assert await amounts() == [20]


async def test_a_later_lot_of_a_day_whose_first_is_nearer_says_nothing_of_its_own(
    database: str, now: datetime
) -> None:
    program = await make_program(now, rules())
    customer = (await factories.joined(program, now)).id
    await give(program, customer, now, 10)
    await give(program, customer, now + 4 * HOUR, 20)
    await burning.announce(program, now=now + 57 * DAY + HOUR)  # one within three days, one not
    assert [(one["due_at"], one["payload"]["points"]) for one in await said()] == [(now + 57 * DAY, 30)]


async def test_points_that_live_no_longer_than_the_reminder_are_left_alone(
    database: str, now: datetime
) -> None:
    program = await make_program(now, rules('expire_after = "20d"'))
    await give(program, (await factories.joined(program, now)).id, now)
    await burning.announce(program, now=now + DAY)
    assert await said() == []
    await burning.announce(program, now=now + 18 * DAY)
    assert [one["due_at"] for one in await said()] == [now + 17 * DAY]


async def test_the_day_is_that_of_the_customers_clock(database: str, now: datetime) -> None:
    program = await make_program(now, rules())
    customer = (await factories.joined(program, now)).id
    await rows("update customer set timezone = 'Asia/Vladivostok' where id = $1", customer)
    for hour in (13, 15):  # 23:00 and 01:00 there, one day in Moscow
        await give(program, customer, datetime(2026, 11, 21, hour, tzinfo=UTC), hour)
    await burning.announce(program, now=now + 40 * DAY)
    assert await amounts() == [13, 15]


async def test_by_the_calendar_the_last_day_is_the_day(database: str, now: datetime) -> None:
    program = await make_program(now, rules('expiry = { end_of = "month", after_months = 1 }'))
    customer = (await factories.joined(program, now)).id
    for day in (0, 3, 8):
        await give(program, customer, now + day * DAY)
    end = datetime(2026, 12, 31, 21, tzinfo=UTC)  # midnight in Moscow
    await burning.announce(program, now=end - 3 * DAY)
    (message,) = await said()
    assert (message["payload"]["points"], message["payload"]["at"]) == (30, end.isoformat())
    assert message["dedup_key"] == f"burn:{customer}:2026-12-31:3d"


async def test_pieces_of_any_size_say_the_same(
    database: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(burning, "CHUNK", 2)
    program = await make_program(now, rules())
    customers = [(await factories.joined(program, now)).id for _ in range(5)]
    for customer in customers:
        for hours in (0, 0, 1):
            await give(program, customer, now + hours * HOUR, 1 + hours)
        await give(program, customer, now, 7)
    assert await burning.announce(program, now=now + 31 * DAY) == 10
    assert sorted(one["customer_id"] for one in await said()) == customers
    assert set(await amounts()) == {10}


async def test_a_program_may_say_nothing(database: str, now: datetime) -> None:
    program = await make_program(now, rules(before="[]"))
    await give(program, (await factories.joined(program, now)).id, now)
    assert await burning.announce(program, now=now + 59 * DAY) == 0


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ("select 1", None),
        ("update lot set remaining = 0, consumed = issued", "nothing_burns"),  # spent meanwhile
        (
            "update lot set expires_at = expires_at + interval '180 days'",
            "nothing_burns",
        ),  # kept by a purchase
        ("update lot set expires_at = expires_at + interval '3 hours'", None),
    ],
)
async def test_what_does_not_burn_any_more_is_not_sent(
    database: str, now: datetime, change: str, verdict: str | None
) -> None:
    program = await make_program(now, rules())
    await give(program, (await factories.joined(program, now)).id, now)
    await rows("update outbox set state = 'sent'")
    moment = now + 57 * DAY
    await burning.announce(program, now=moment)
    await rows(change)
    claimed, _ = await claim(program.id, limit=10, now=moment, real_now=moment)
    judged = await judge(program.id, program.config, claimed, now=moment)
    assert [held.reason for held in judged.held] == ([verdict] if verdict else [])
    assert len(judged.go) == (0 if verdict else 1)
