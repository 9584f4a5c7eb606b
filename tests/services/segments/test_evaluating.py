"""Memberships follow the conditions: entering, leaving, events and the moment of the next change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
