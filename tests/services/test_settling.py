"""Settling what is due: little at a time, never in the way of who is busy."""

import asyncio
from datetime import datetime, timedelta

from scheduler import jobs
from services import points
from services.database import rows, transaction
from services.programs import Program
from tests.factories import joined, make_program, program_text
from tests.services.ledger import assert_sound

DAY = timedelta(days=1)


async def _due(now: datetime, customers: int, lots: int) -> tuple[Program, list[int]]:
    """A program and customers whose lots burn a day later."""
    program = await make_program(now, program_text(expire_after="1d"))
    people = [(await joined(program, now)).id for _ in range(customers)]
    async with transaction() as connection:
        grants = [
            points.Grant(person, 10, "gift", "test", f"{person}:{number}")
            for person in people
            for number in range(lots)
        ]
        await points.give(connection, program, grants, now=now)
    return program, people


async def _burned() -> list[int]:
    found = await rows("select distinct customer_id from entry where kind = 'expire' order by 1")
    return [row["customer_id"] for row in found]


async def _hold(program: Program, customer: int, held: asyncio.Event, done: asyncio.Event) -> None:
    """A till's call that takes its time."""
    async with transaction() as connection:
        await points.lock(connection, program.id, [customer])
        held.set()
        await done.wait()


async def test_who_is_busy_is_passed_over_and_settled_later(database: str, now: datetime) -> None:
    program, (busy, free) = await _due(now, customers=2, lots=2)
    held, done = asyncio.Event(), asyncio.Event()
    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        tasks.create_task(_hold(program, busy, held, done))
        await held.wait()
        assert await points.settle_due(program, now=now + DAY) == 1
        assert await _burned() == [free]
        assert await points.settle_due(program, now=now + DAY) == 0  # nobody is waited for
        done.set()
    assert await points.settle_due(program, now=now + DAY) == 1
    assert await _burned() == [busy, free]
    await assert_sound(program)


async def test_one_settling_takes_few_lots_and_the_job_takes_all(database: str, now: datetime) -> None:
    program, people = await _due(now, customers=6, lots=2)
    assert await points.settle_due(program, now=now + DAY, limit=4) == 2
    assert len(await _burned()) == 2
    await jobs.settle_points(program, now + DAY)
    assert await _burned() == people
    await assert_sound(program)
