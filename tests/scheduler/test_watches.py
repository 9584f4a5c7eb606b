"""What time alone brings about, with a clock that jumps: settled points, burning points, campaigns, old rows."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest

import scheduler
from bot.ui.outbox import render
from bot.ui.program_texts import texts_of
from scheduler import jobs
from scheduler.loop import run_watches
from scheduler.timetable import WATCHES, Watch
from services import burning, campaign_ends, cleanup, points
from services.database import rows, transaction
from services.programs import Program
from tests import factories


@dataclass
class Hand:
    """A clock that moves by hand."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


@contextlib.asynccontextmanager
async def scheduled(database: str, clock: Hand) -> AsyncIterator[None]:
    task = asyncio.create_task(scheduler.run(clock=clock, database_url=database))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def until(sql: str, *values: Any, patience: float = 8.0) -> None:
    deadline = time.monotonic() + patience
    while True:
        if (await rows(f"select exists ({sql}) as so", *values))[0]["so"]:
            return
        assert time.monotonic() < deadline, f"not in time: {sql}"
        await asyncio.sleep(0.05)


async def _grant(program: Program, customer: int, now: datetime, amount: int = 100) -> None:
    async with transaction() as connection:
        grant = points.Grant(customer, amount, "gift", "test", f"test:{customer}:{now}:{amount}")
        await points.give(connection, program, [grant], now=now)


async def test_a_clock_that_jumps_is_noticed_within_seconds(
    program: Program, database: str, now: datetime
) -> None:
    customer = (await factories.joined(program, now)).id
    await _grant(program, customer, now)
    clock = Hand(now)
    async with scheduled(database, clock):
        await asyncio.sleep(1.2)
        clock.moment += timedelta(days=360)
        await until("select from outbox where kind = 'points_expire_soon' and customer_id = $1", customer)
        clock.moment += timedelta(days=10)
        await until("select from entry where kind = 'expire' and customer_id = $1", customer)


async def test_a_change_reaches_the_segments_within_a_second(
    program: Program, database: str, now: datetime
) -> None:
    async with scheduled(database, Hand(now)):
        await asyncio.sleep(0.5)
        customer = (await factories.joined(program, now)).id
        began = time.monotonic()
        await until("select from membership where customer_id = $1", customer)
        assert time.monotonic() - began < 1.5
        await until("select where not exists (select from change)")


async def test_points_that_burn_are_announced_once(program: Program, now: datetime) -> None:
    early = (await factories.joined(program, now)).id
    late = (await factories.joined(program, now + timedelta(days=2))).id
    await _grant(program, early, now)
    await _grant(program, early, now, 50)
    await _grant(program, late, now + timedelta(days=2))
    soon = now + program.config.points.expire_after - timedelta(days=29)  # type: ignore[operator]  # set in coffee.toml
    assert await burning.announce(program, now=soon)
    await burning.announce(program, now=soon)
    found = await rows("select customer_id, payload, due_at from outbox where kind = 'points_expire_soon'")
    assert [row["customer_id"] for row in found] == [early]
    await burning.announce(program, now=soon + timedelta(days=2), since=soon)
    found = await rows("select customer_id from outbox where kind = 'points_expire_soon' order by id")
    assert [row["customer_id"] for row in found] == [early, late]


async def test_thousands_of_points_that_burn_at_one_moment(
    program: Program, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(burning, "CHUNK", 3)
    customers = [(await factories.joined(program, now)).id for _ in range(8)]
    for customer in customers:
        await _grant(program, customer, now)
    await burning.announce(program, now=now + timedelta(days=360))
    found = await rows("select customer_id from outbox where kind = 'points_expire_soon'")
    assert sorted(row["customer_id"] for row in found) == customers


async def test_a_campaign_ends_when_everything_has_left(program: Program, now: datetime) -> None:
    campaign = await _campaign(program, now, "sending")
    message = await _message(program, now, campaign)
    assert await campaign_ends.close_campaigns(program, now=now) == 0
    await rows("update outbox set state = 'sent' where id = $1", message)
    assert await campaign_ends.close_campaigns(program, now=now) == 1
    assert await campaign_ends.close_campaigns(program, now=now) == 0
    assert (await rows("select state, finished_at from campaign")) == [{"state": "done", "finished_at": now}]
    (news,) = await rows("select telegram_id, payload from outbox where kind = 'campaign_finished'")
    assert news["telegram_id"] == 777
    screen = render(
        "campaign_finished", orjson.loads(news["payload"]), texts_of(program.config, "en"), program.config
    )
    assert "New" in screen.text


async def test_a_stopped_campaign_drops_what_waits_but_not_what_is_leaving(
    program: Program, now: datetime
) -> None:
    campaign = await _campaign(program, now, "stopped")
    waiting, leaving = await _message(program, now, campaign), await _message(program, now, campaign)
    await rows("update outbox set sending_at = $2 where id = $1", leaving, now)
    await campaign_ends.close_campaigns(program, now=now)
    states = {
        row["id"]: row["state"]
        for row in await rows("select id, state from outbox where campaign_id is not null")
    }
    assert states == {waiting: "dropped", leaving: "queued"}


async def test_two_who_believe_to_lead_do_nothing_twice(program: Program, now: datetime) -> None:
    customer = (await factories.joined(program, now)).id
    await _grant(program, customer, now)
    campaign = await _campaign(program, now, "sending")
    await rows("update outbox set state = 'sent' where id = $1", await _message(program, now, campaign))
    life = program.config.points.expire_after
    assert life is not None
    for moment in (now + life - timedelta(days=6), now + life):
        for watch in WATCHES:
            await asyncio.gather(*(watch.work(program, moment) for _ in range(4)))
    told = await rows("select kind, count(*) as times from outbox where kind <> 'campaign' group by kind")
    assert {row["kind"]: row["times"] for row in told}.items() >= {
        "points_expire_soon": 1,
        "campaign_finished": 1,
    }.items()
    expired = await rows("select points from entry where kind = 'expire'")
    assert [row["points"] for row in expired] == [-100, -100]  # those of joining, and the gift
    now_in = await rows("select segment from membership where customer_id = $1 and left_at is null", customer)
    assert len(now_in) == len({row["segment"] for row in now_in}) > 0


async def test_old_rows_go_and_young_ones_stay(program: Program, now: datetime) -> None:
    for age, number in ((timedelta(days=8), 1), (timedelta(days=6), 2)):
        await rows(
            "insert into telegram_update (program_id, update_id, at) values ($1, $2, $3)",
            program.id,
            number,
            now - age,
        )
        await rows("insert into job_run (job, slot, started_at) values ('job', $1, $1)", now - age)
    assert await cleanup.sweep(now=now, chunk=1) == 2
    assert [row["update_id"] for row in await rows("select update_id from telegram_update")] == [2]
    assert len(await rows("select id from job_run")) == 1


async def test_one_programs_trouble_does_not_stop_a_watch(program: Program, now: datetime) -> None:
    looked: list[int] = []

    async def work(program: Program, now: datetime) -> None:
        looked.append(program.id)
        if len(looked) == 1:
            raise ValueError("trouble")

    task = asyncio.create_task(run_watches([Watch("test", work, every=0.01)], Hand(now)))
    async with asyncio.timeout(30):  # to write the trouble down takes seconds on a busy machine
        while len(looked) < 2:
            await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.wait([task])
    assert len(looked) > 1


async def test_a_burning_watch_survives_a_clock_that_goes_back(program: Program, now: datetime) -> None:
    watch = jobs.Burning()
    customer = (await factories.joined(program, now)).id
    await _grant(program, customer, now)
    await watch.announce(program, now + timedelta(days=2000))
    await watch.announce(program, now + timedelta(days=360))
    assert await rows("select id from outbox where kind = 'points_expire_soon'")


async def _campaign(program: Program, now: datetime, state: str) -> int:
    found = await rows(
        "insert into campaign (program_id, segment, text, state, audience, created_by, created_at)"
        " values ($1, 'new', 'Hello', $2, 1, 777, $3) returning id",
        program.id,
        state,
        now,
    )
    return int(found[0]["id"])


async def _message(program: Program, now: datetime, campaign: int) -> int:
    found = await rows(
        "insert into outbox (program_id, kind, message_class, priority, due_at, dedup_key, payload, campaign_id, state,"
        " attempts, created_at)"
        " values ($1, 'campaign', 'marketing', 30, $2, 'test:' || random(), '{}', $3, 'queued', 0, $2)"
        " returning id",
        program.id,
        now,
        campaign,
    )
    return int(found[0]["id"])
