"""/broadcast to hundreds: write, look, send, watch one message change, stop."""

import asyncio
from datetime import datetime

import pytest

from bot.limiter import Limiter
from bot.sender.lane import Means
from bot.sender.loop import serve
from bot.telegram import Telegram
from handlers.admin import broadcast
from sandbox.client import Chat
from sandbox.telegram.chats import Person
from services import campaigns
from services.database import rows
from services.programs import Program
from services.segments.evaluating import evaluate
from tests.bot_at_work import KEYRING, Work, until, words
from tests.handlers.admin.conftest import Tap
from tests.services.segments.world import add_customer

FIRST = 900_000


async def crowd(work: Work, count: int) -> list[int]:
    """Loyal customers who agreed to offers and whose chats the stand-in knows."""
    now = work.clock.now()
    bot = next(iter(work.world.bots.values()))
    ids = []
    for number in range(count):
        person = Person(FIRST + number, f"P{number}")
        work.world.add_person(person)
        work.world.chat_with(bot, person).started = True
        ids.append(await member(work.program, now, FIRST + number))
    await evaluate(work.program, ids, now=now)
    return ids


async def member(program: Program, now: datetime, telegram_id: int) -> int:
    return await add_customer(
        program,
        now,
        telegram_id=telegram_id,
        receipts=9,
        last_purchase_at=now,
        marketing_since=now,
        terms_version="2026-11",
        terms_accepted_at=now,
    )


async def slow(work: Work, rate: float) -> None:
    """A sender that keeps to so many messages a second takes the place of the eager one."""
    work.tasks[1].cancel()
    await asyncio.wait([work.tasks[1]], timeout=20)
    work.tasks[1] = asyncio.create_task(send(work, rate))


async def send(work: Work, rate: float) -> None:
    telegram = Telegram(work.url)
    try:
        await serve(Means(work.clock, Limiter(None, rate), telegram), KEYRING)
    finally:
        await telegram.close()


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
    await write(admin, tap, "Hello <3")
    await admin.wait_for("This is how 300 customers")
    await slow(work, 50)
    await admin.press(words("broadcast-button-send", count=300))
    first = await admin.wait_for(button=words("broadcast-button-stop"))
    await admin.mark()
    second = await admin.wait_for(r"Delivered: [1-9]", button=words("broadcast-button-stop"))
    assert first.id == second.id  # one message tells how far it is
    stopped = await tap("broadcast-button-stop", "Stopped: “Loyal”")
    assert stopped.id == first.id

    async def nothing_flies() -> bool:
        flying = await rows("select id from outbox where state = 'queued' and sending_at is not null")
        return not flying

    await until(nothing_flies)
    found = await campaigns.progress(work.program, 1)
    assert (found.campaign.state, found.campaign.audience) == ("stopped", 300)
    assert 0 < found.sent < 300
    assert found.sent + found.dropped + found.failed + found.in_doubt == 300
    acts = await rows("select action from audit where action like 'campaign.%' order by id")
    assert [act["action"] for act in acts] == ["campaign.create", "campaign.start", "campaign.stop"]


async def test_to_the_end(work: Work, admin: Chat, tap: Tap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broadcast, "LOOK_EVERY", 0.05)
    members = await crowd(work, 20)
    await write(admin, tap, "Hello")
    await admin.wait_for("This is how 20 customers")
    await admin.press(words("broadcast-button-send", count=20))
    done = await admin.wait_for("Sent: “Loyal”")
    assert "20 / 20" in done.text
    heard = work.chat(FIRST + 7)
    assert (await heard.last()).text == "Hello"
    sent = await rows("select customer_id from outbox where kind = 'campaign' and state = 'sent'")
    assert {row["customer_id"] for row in sent} == set(members)


async def test_a_press_elsewhere_ends_the_watching(
    work: Work, admin: Chat, tap: Tap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broadcast, "LOOK_EVERY", 0.05)
    await crowd(work, 100)
    await write(admin, tap, "Hello")
    await admin.wait_for("This is how 100 customers")
    await slow(work, 50)
    await admin.press(words("broadcast-button-send", count=100))
    await admin.wait_for(button=words("broadcast-button-stop"))
    menu = await tap("admin-back", "What shall we look at")

    async def all_gone() -> bool:
        return not await rows("select id from outbox where kind = 'campaign' and state = 'queued'")

    await until(all_gone)
    assert (await admin.messages())[-1].text == menu.text


async def test_at_night_it_says_that_it_waits(
    work: Work, admin: Chat, tap: Tap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broadcast, "LOOK_EVERY", 0.05)
    work.clock.moment = work.clock.moment.replace(hour=20)  # 23:00 of the first store
    await crowd(work, 3)
    await write(admin, tap, "Good night")
    await admin.wait_for("This is how 3 customers")
    await admin.press(words("broadcast-button-send", count=3))
    waiting = await admin.wait_for(words("broadcast-waiting", count=3), button=words("broadcast-button-stop"))
    assert "0 / 3" in waiting.text
    await tap("broadcast-button-stop", "Stopped: “Loyal”")
    found = await campaigns.progress(work.program, 1)
    assert (found.sent, found.dropped, found.waiting) == (0, 3, 0)


async def test_who_was_written_to_today_is_left_out_and_it_says_so(
    work: Work, admin: Chat, tap: Tap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broadcast, "LOOK_EVERY", 0.05)
    await crowd(work, 2)
    for text, told in (("One", "Sent: “Loyal”"), ("Two", "Reached nobody: “Loyal”")):
        await write(admin, tap, text)
        await admin.wait_for("This is how 2 customers")
        await admin.press(words("broadcast-button-send", count=2))
        shown = await admin.wait_for(told)
    assert "written to lately): 2" in shown.text
