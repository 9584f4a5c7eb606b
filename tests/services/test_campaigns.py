"""One text to one segment: drafts, sending, progress and the brake."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from services import audit, campaigns
from services.database import rows
from services.errors import Conflict, Invalid, NotFound
from services.programs import Program
from services.segments.evaluating import evaluate
from tests.services.segments.world import add_customer, make_program, with_rules

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ADMIN = 777
SEGMENT = '[[segments]]\ncode = "three"\ntitle = "Three"\nwhen = { fact = "receipts", is = 3 }\n'


async def a_program() -> tuple[Program, list[int]]:
    """Four members that a campaign may reach, and four that it may not."""
    program = await make_program(SEGMENT, now=NOW)
    reached = [await add_customer(program, NOW, receipts=3) for _ in range(4)]
    others = [
        await add_customer(program, NOW, receipts=3, marketing_since=None),
        await add_customer(program, NOW, receipts=3, unreachable_since=NOW),
        await add_customer(program, NOW, receipts=3, joined_at=None),
        await add_customer(program, NOW, receipts=3, telegram_id=None),
        await add_customer(program, NOW, receipts=2),
    ]
    await evaluate(program, [*reached, *others], now=NOW)
    return program, reached


async def messages(program: Program) -> list[dict[str, Any]]:
    return await rows("select * from outbox where program_id = $1 order by customer_id", program.id)


async def test_a_draft_counts_and_sends_nothing(database: str) -> None:
    program, _ = await a_program()
    draft = await campaigns.create(program, "three", "  Hello <b> ☕ ", by=ADMIN, now=NOW)
    assert (draft.campaign.state, draft.campaign.text) == ("draft", "Hello <b> ☕")
    assert (draft.members, draft.reachable) == (8, 4)
    assert await messages(program) == []


async def test_starting_reaches_those_who_agreed(database: str) -> None:
    program, reached = await a_program()
    draft = await campaigns.create(program, "three", "Hello", by=ADMIN, now=NOW)
    started = await campaigns.start(program, draft.campaign.id, by=ADMIN, now=NOW)
    assert (started.state, started.audience, started.started_at) == ("sending", 4, NOW)
    queued = await messages(program)
    assert [message["customer_id"] for message in queued] == reached
    assert {
        (m["kind"], m["message_class"], m["priority"], m["campaign_id"], m["state"], m["due_at"])
        for m in queued
    } == {("campaign", "marketing", 30, started.id, "queued", NOW)}
    assert queued[0]["expires_at"] == NOW + timedelta(days=3)
    assert {m["payload"] for m in queued} == {queued[0]["payload"]}  # the sender writes equal ones once
    assert orjson.loads(queued[0]["payload"]) == {"campaign": started.id, "text": "Hello"}


async def test_starting_twice_is_starting_once(database: str) -> None:
    program, _ = await a_program()
    draft = await campaigns.create(program, "three", "Hello", by=ADMIN, now=NOW)
    started = await asyncio.gather(
        *(campaigns.start(program, draft.campaign.id, by=ADMIN, now=NOW) for _ in range(5))
    )
    assert {campaign.audience for campaign in started} == {4}
    assert len(await messages(program)) == 4
    acts = [act["action"] for act in await audit.latest(program.id)]
    assert acts == ["campaign.start", "campaign.create"]


async def test_a_repeated_update_makes_one_draft(database: str) -> None:
    program, _ = await a_program()
    drafts = await asyncio.gather(
        *(campaigns.create(program, "three", "Hello", by=ADMIN, key="update:5", now=NOW) for _ in range(5))
    )
    assert len({draft.campaign.id for draft in drafts}) == 1
    other = await campaigns.create(program, "three", "Hello", by=ADMIN, key="update:6", now=NOW)
    assert other.campaign.id != drafts[0].campaign.id
    assert len(await campaigns.latest(program)) == 2


async def test_stopping_midway(database: str) -> None:
    program, _ = await a_program()
    draft = await campaigns.create(program, "three", "Hello", by=ADMIN, now=NOW)
    campaign = await campaigns.start(program, draft.campaign.id, by=ADMIN, now=NOW)
    ids = [message["id"] for message in await messages(program)]
    await rows("update outbox set state = 'sent' where id = $1", ids[0])
    await rows("update outbox set state = 'in_doubt' where id = $1", ids[1])
    now = await campaigns.progress(program, campaign.id)
    assert (now.queued, now.sent, now.in_doubt, now.dropped, now.failed) == (2, 1, 1, 0, 0)
    stopped = await campaigns.stop(program, campaign.id, by=ADMIN, now=NOW)
    assert (stopped.state, stopped.finished_at) == ("stopped", NOW)
    after = await campaigns.progress(program, campaign.id)
    assert (after.queued, after.sent, after.in_doubt, after.dropped) == (0, 1, 1, 2)
    assert await campaigns.stop(program, campaign.id, by=ADMIN, now=NOW) == stopped
    with pytest.raises(Conflict, match="campaign_stopped"):
        await campaigns.start(program, campaign.id, by=ADMIN, now=NOW)
    assert len(await messages(program)) == 4
    assert [act["action"] for act in await audit.latest(program.id)] == [
        "campaign.stop",
        "campaign.start",
        "campaign.create",
    ]


async def test_a_thrown_away_draft_never_starts(database: str) -> None:
    program, _ = await a_program()
    draft = await campaigns.create(program, "three", "Hello", by=ADMIN, now=NOW)
    await campaigns.stop(program, draft.campaign.id, by=ADMIN, now=NOW)
    with pytest.raises(Conflict, match="campaign_stopped"):
        await campaigns.start(program, draft.campaign.id, by=ADMIN, now=NOW)
    assert await messages(program) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" \n", "text_empty"),
        ("x" * 3001, "text_too_long"),
        ("☕" * 2999 + "🎁", "text_too_long"),  # Telegram counts UTF-16 units
        ("a\0b", "text_unreadable"),
    ],
)
async def test_texts_that_are_refused(database: str, text: str, code: str) -> None:
    program, _ = await a_program()
    with pytest.raises(Invalid) as refused:
        await campaigns.create(program, "three", text, by=ADMIN, now=NOW)
    assert refused.value.code == code
    assert await campaigns.latest(program) == ()


async def test_unknown_segments_and_campaigns(database: str) -> None:
    program, _ = await a_program()
    with pytest.raises(NotFound, match="unknown_segment"):
        await campaigns.create(program, "nobody", "Hello", by=ADMIN, now=NOW)
    for act in (campaigns.start, campaigns.stop):
        with pytest.raises(NotFound, match="unknown_campaign"):
            await act(program, 404, by=ADMIN, now=NOW)
    with pytest.raises(NotFound, match="unknown_campaign"):
        await campaigns.progress(program, 404)
    draft = await campaigns.create(program, "three", "Hello", by=ADMIN, now=NOW)
    with pytest.raises(NotFound, match="unknown_segment"):
        await campaigns.start(await with_rules(program, ""), draft.campaign.id, by=ADMIN, now=NOW)
    other = await make_program(slug="other", now=NOW)
    with pytest.raises(NotFound, match="unknown_campaign"):
        await campaigns.start(other, draft.campaign.id, by=ADMIN, now=NOW)
