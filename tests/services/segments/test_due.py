"""The queue of changes, the walk over everybody and the clock: each customer once, whoever works."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.database import rows, transaction
from services.programs import Program
from services.segments import changes, due, members
from services.segments.evaluating import evaluate
from tests.services.segments.world import (
    add_customer,
    make_program,
    next_change,
    segments_of,
    with_rules,
)

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
OFFER = """
[[offers]]
code = "hello"
on_enter = "new"
title = "Hello"
text = "Welcome."
"""


async def touch(program: Program, *customers: int) -> None:
    async with transaction() as connection:
        await changes.add(connection, program.id, customers, "receipt", now=NOW)


async def waiting(program: Program) -> int:
    found = await rows("select count(*) as waiting from change where program_id = $1", program.id)
    return int(found[0]["waiting"])


async def count(sql: str, program: Program) -> int:
    return int((await rows(f"select count(*) as many from {sql}", program.id))[0]["many"])


async def test_changes_are_consumed_once(database: str) -> None:
    program = await make_program(now=NOW)
    one, other = [await add_customer(program, NOW, receipts=1, last_purchase_at=NOW) for _ in range(2)]
    await touch(program, one, one, other)
    assert await due.consume_changes(program, now=NOW, limit=2) == 2
    assert (await segments_of(program, one), await segments_of(program, other)) == ({"new"}, set())
    assert await due.consume_changes(program, now=NOW) == 1
    assert await due.consume_changes(program, now=NOW) == 0
    assert await segments_of(program, other) == {"new"}


async def test_several_consumers_enter_once(database: str) -> None:
    program = await make_program(OFFER, now=NOW)
    customers = [await add_customer(program, NOW, receipts=1, last_purchase_at=NOW) for _ in range(40)]
    for _ in range(5):
        await touch(program, *customers)

    async def work() -> int:
        done = 0
        while taken := await due.consume_changes(program, now=NOW, limit=7):
            done += taken
        return done

    done = await asyncio.gather(*(work() for _ in range(4)))
    assert sum(done) == 200
    assert await waiting(program) == 0
    assert await count("membership where program_id = $1", program) == 40
    assert await count("event where program_id = $1 and kind = 'segment_entered'", program) == 40
    assert await count("given_offer where program_id = $1", program) == 40
    assert await count("outbox where program_id = $1", program) == 40


async def test_the_same_customer_evaluated_at_once(database: str) -> None:
    program = await make_program(OFFER, now=NOW)
    customer = await add_customer(program, NOW, receipts=1, last_purchase_at=NOW)
    moves = await asyncio.gather(*(evaluate(program, [customer], now=NOW) for _ in range(8)))
    assert sorted(len(move.entered) for move in moves) == [0] * 7 + [1]
    assert sum(move.offers for move in moves) == 1


async def test_a_failed_evaluation_keeps_its_changes(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = await make_program(now=NOW)
    customer = await add_customer(program, NOW, receipts=1, last_purchase_at=NOW)
    await touch(program, customer)

    async def broken(*_: object, **__: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(due, "evaluate_in", broken)
        with pytest.raises(ConnectionError):
            await due.consume_changes(program, now=NOW)
    assert await waiting(program) == 1
    assert await due.consume_changes(program, now=NOW) == 1
    assert await segments_of(program, customer) == {"new"}


async def test_what_is_due_is_evaluated_when_it_is_due(database: str) -> None:
    program = await make_program(now=NOW)
    customers = [
        await add_customer(program, NOW, receipts=1, last_purchase_at=NOW - age * DAY) for age in (10, 20, 30)
    ]
    await evaluate(program, customers, now=NOW)
    assert await due.next_due(program) == NOW + 30 * DAY
    assert await due.evaluate_due(program, now=NOW + 30 * DAY - timedelta(microseconds=1)) == 0
    assert await due.evaluate_due(program, now=NOW + 40 * DAY, limit=1) == 1
    assert await segments_of(program, customers[2]) == {"at_risk"}  # the longest overdue goes first
    assert await due.evaluate_due(program, now=NOW + 40 * DAY) == 1
    assert await due.evaluate_due(program, now=NOW + 40 * DAY) == 0
    assert await segments_of(program, customers[0]) == {"new"}


async def test_a_sleep_of_a_year_ends_in_one_evaluation(database: str) -> None:
    program = await make_program(now=NOW)
    customer = await add_customer(program, NOW, receipts=1, last_purchase_at=NOW)
    await evaluate(program, [customer], now=NOW)
    assert await due.evaluate_due(program, now=NOW + 365 * DAY) == 1
    assert await segments_of(program, customer) == {"lost"}
    assert await next_change(program, customer) is None


async def test_several_workers_share_what_is_due(database: str) -> None:
    program = await make_program(now=NOW)
    customers = [await add_customer(program, NOW, receipts=1, last_purchase_at=NOW) for _ in range(60)]
    await evaluate(program, customers, now=NOW)

    async def work() -> int:
        done = 0
        while taken := await due.evaluate_due(program, now=NOW + 60 * DAY, limit=9):
            done += taken
        return done

    done = await asyncio.gather(*(work() for _ in range(3)))
    assert sum(done) == 60
    assert await count("event where program_id = $1 and kind = 'segment_left'", program) == 60


async def test_everybody_is_walked_after_a_new_version(database: str) -> None:
    program = await make_program(now=NOW)
    customers = [await add_customer(program, NOW, receipts=3) for _ in range(25)]
    changed = await with_rules(
        program,
        '[[segments]]\ncode = "three"\ntitle = "Three"\nwhen = { fact = "receipts", is = 3 }\n',
    )
    await due.evaluate_all(changed, now=NOW)
    await due.evaluate_all(changed, now=NOW)  # a second version before the walk began: still one walk
    assert await waiting(program) == 1
    assert await due.consume_changes(changed, now=NOW, limit=10) == 10
    await touch(program, customers[-1])
    assert await due.consume_changes(changed, now=NOW, limit=10) == 1  # fresh changes go first
    assert await segments_of(program, customers[-1]) >= {"three"}
    taken = [await due.consume_changes(changed, now=NOW, limit=10) for _ in range(3)]
    assert taken == [10, 5, 0]
    assert (await members.count(changed, "three")).members == 25


async def test_a_walk_of_nobody(database: str) -> None:
    program = await make_program(now=NOW)
    await due.evaluate_all(program, now=NOW)
    assert await due.consume_changes(program, now=NOW) == 0


async def test_a_segment_that_left_the_file_is_left(database: str) -> None:
    segment = '[[segments]]\ncode = "three"\ntitle = "Three"\nwhen = { fact = "receipts", is = 3 }\n'
    program = await make_program(segment, now=NOW)
    customer = await add_customer(program, NOW, receipts=3)
    await evaluate(program, [customer], now=NOW)
    assert "three" in await segments_of(program, customer)
    moves = await evaluate(await with_rules(program, ""), [customer], now=NOW)
    assert moves.left == ((customer, "three"),)


async def test_other_programs_customers_are_passed_over(database: str) -> None:
    program = await make_program(now=NOW)
    other = await make_program(slug="other", now=NOW)
    customer = await add_customer(other, NOW, receipts=1, last_purchase_at=NOW)
    moves = await evaluate(program, [customer, 10**9], now=NOW)
    assert (moves.entered, moves.left) == ((), ())
    assert await segments_of(other, customer) == set()
