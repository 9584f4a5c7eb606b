"""Memberships follow the conditions: entering, leaving, events and the moment of the next change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from services.database import rows
from services.errors import NotFound
from services.segments import members
from services.segments.compiling import compile_segments
from services.segments.evaluating import evaluate
from tests.services.segments.world import add_customer, make_program, next_change, segments_of

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


async def test_lifecycle_follows_time(database: str) -> None:
    program = await make_program(now=NOW)
    customer = await add_customer(program, NOW, receipts=1, last_purchase_at=NOW, first_purchase_at=NOW)
    moves = await evaluate(program, [customer], now=NOW)
    assert moves.entered == ((customer, "new"),)
    assert await next_change(program, customer) == NOW + 60 * DAY
    moves = await evaluate(program, [customer], now=NOW + 60 * DAY)
    assert (moves.entered, moves.left) == (((customer, "at_risk"),), ((customer, "new"),))
    assert await next_change(program, customer) == NOW + 120 * DAY
    await evaluate(program, [customer], now=NOW + 120 * DAY)
    assert await segments_of(program, customer) == {"lost"}
    assert await next_change(program, customer) is None


async def test_entering_and_leaving_are_events(database: str) -> None:
    program = await make_program(now=NOW)
    customer = await add_customer(program, NOW, receipts=1, last_purchase_at=NOW)
    await evaluate(program, [customer], now=NOW)
    await evaluate(program, [customer], now=NOW + DAY)  # nothing changed: nothing is written
    await evaluate(program, [customer], now=NOW + 60 * DAY)
    found = await rows(
        "select kind, data ->> 'segment' as segment, at from event where program_id = $1 order by id",
        program.id,
    )
    assert {tuple(event.values()) for event in found} == {
        ("segment_entered", "new", NOW),
        ("segment_entered", "at_risk", NOW + 60 * DAY),
        ("segment_left", "new", NOW + 60 * DAY),
    }
    assert len(found) == 3
    stays = await members.of_customer(program, customer)
    assert [(stay.code, stay.entered_at) for stay in stays] == [("at_risk", NOW + 60 * DAY)]


async def test_coming_back_is_a_new_stay(database: str) -> None:
    program = await make_program(now=NOW)
    customer = await add_customer(program, NOW, receipts=1, last_purchase_at=NOW - 90 * DAY)
    await evaluate(program, [customer], now=NOW)
    await rows("update customer set receipts = 2, last_purchase_at = $1 where id = $2", NOW, customer)
    await evaluate(program, [customer], now=NOW)
    assert await segments_of(program, customer) == {"active"}
    await evaluate(program, [customer], now=NOW + 60 * DAY)
    stays = await rows(
        "select left_at from membership where program_id = $1 and customer_id = $2 and segment = 'at_risk'"
        " order by id",
        program.id,
        customer,
    )
    assert [stay["left_at"] for stay in stays] == [NOW, None]


async def test_counts_by_segment(database: str) -> None:
    program = await make_program(now=NOW)
    bought = {"receipts": 1, "last_purchase_at": NOW}
    customers = [
        await add_customer(program, NOW, **bought),
        await add_customer(program, NOW, **bought, marketing_since=None),
        await add_customer(program, NOW, **bought, unreachable_since=NOW),
        await add_customer(program, NOW, birthday=date(1990, 11, 25)),
    ]
    await evaluate(program, customers, now=NOW)
    counted = {item.code: (item.members, item.reachable) for item in await members.counts(program)}
    assert list(counted) == [segment.code for segment in program.config.all_segments]
    assert counted["new"] == (4, 2)
    assert counted["birthday_soon"] == (1, 1)
    assert counted["lost"] == (0, 0)
    with pytest.raises(NotFound, match="unknown_segment"):
        await members.count(program, "nonsense")


async def test_a_segment_written_with_hostile_values(database: str) -> None:
    """Values never become part of the statement's text."""
    hostile = "'); drop table customer; -- $1 %s {0}"
    program = await make_program(
        f'[[segments]]\ncode = "bad"\ntitle = "Bad"\nwhen = {{ fact = "source", is = "{hostile}" }}\n',
        now=NOW,
    )
    compiled = compile_segments(program.config.all_segments)
    assert "drop table" not in compiled.text
    customer = await add_customer(program, NOW, source=hostile)
    await evaluate(program, [customer], now=NOW)
    assert "bad" in await segments_of(program, customer)
