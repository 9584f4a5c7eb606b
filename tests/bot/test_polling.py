"""The bot role by long polling: what is acknowledged and when, other programs, wrong tokens."""

import asyncio
import copy
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest_asyncio

from bot.polling import attend
from sandbox.client import Chat
from sandbox.people import BOT_TOKEN, CUSTOMER_ID, SECOND_CUSTOMER_ID
from sandbox.telegram import Fault, acts
from services import programs
from services.database import rows
from services.programs import Program
from tests import factories
from tests.bot_at_work import KEYRING, Work, at_work, until, words

SECOND_TOKEN = "7000000002:" + "b" * 35
START = words("join-button-start")


@pytest_asyncio.fixture
async def work(program: Program, now: datetime) -> AsyncIterator[Work]:
    async with at_work(program, now) as work:
        yield work


def pending(work: Work) -> dict[int, Any]:
    return work.world.bot_by_token(BOT_TOKEN).pending


async def test_one_who_hangs_holds_nobody_up_and_is_not_acknowledged(work: Work) -> None:
    work.world.faults.add(Fault(method="sendMessage", chat_id=CUSTOMER_ID, kind="hang"))
    await work.chat(CUSTOMER_ID).start()
    await work.world.journal.wait("getUpdates", count=1, seconds=20)
    alex = work.chat(SECOND_CUSTOMER_ID)
    for _ in range(3):
        await alex.start()
        await alex.wait_for(button=START)
    assert len(pending(work)) >= 1
    work.world.faults.clear()

    async def forgotten() -> bool:
        return not pending(work)

    await until(forgotten)


async def test_what_a_stop_leaves_half_way_is_handled_again(work: Work) -> None:
    work.world.faults.add(Fault(method="sendMessage", chat_id=SECOND_CUSTOMER_ID, kind="hang", times=None))
    alex = work.chat(SECOND_CUSTOMER_ID)
    await alex.start()

    async def begun() -> bool:
        return bool(await rows("select id from customer"))

    await until(begun)
    await work.stop()
    assert len(pending(work)) == 1
    assert await rows("select id from telegram_update") == []
    work.world.faults.clear()
    await work.begin()
    await alex.wait_for(button=START)
    assert len(await rows("select id from customer")) == 1


async def test_a_repeated_update_changes_nothing(work: Work) -> None:
    bot = work.world.bot_by_token(BOT_TOKEN)
    alex = work.chat(SECOND_CUSTOMER_ID)
    await alex.start()
    kept = copy.copy(next(iter(pending(work).values())))
    await alex.wait_for(button=START)
    before = len(await alex.messages())

    async def forgotten() -> bool:
        return not pending(work)

    await until(forgotten)
    await work.stop()
    bot.pending[kept.body["update_id"]] = kept  # as if the acknowledgement had been lost
    polls = len(work.world.journal.find("getUpdates"))
    await work.begin()
    await until(forgotten)
    await work.world.journal.wait("getUpdates", count=polls + 1, seconds=20)
    assert len(await alex.messages()) == before


async def test_a_new_program_is_picked_up_and_a_wrong_token_is_its_own_trouble(
    work: Work, now: datetime
) -> None:
    await work.stop()
    other = await factories.make_program(now)
    work.world.add_bot(SECOND_TOKEN, "second_bot", "Second")
    await programs.set_bot_token(other.id, "7000000003:" + "c" * 35, KEYRING)

    async def quickly() -> None:
        await attend(work.station, look_again=0.2)

    work.tasks = [asyncio.create_task(quickly())]
    first = work.chat(SECOND_CUSTOMER_ID)
    await first.start()
    await first.wait_for(button=START)
    await programs.set_bot_token(other.id, SECOND_TOKEN, KEYRING)
    second = Chat(work.world, SECOND_CUSTOMER_ID, bot=work.world.bot_by_token(SECOND_TOKEN), seconds=20)
    await second.start()
    await second.wait_for("Test & <Co>", button=START)
    assert await programs.bot_username(other.id) == "second_bot"


async def test_bad_moments_of_polling_pass(work: Work) -> None:
    for fault in (
        Fault(method="getUpdates", kind="html", status=502),
        Fault(method="getUpdates", status=500),
        Fault(method="getUpdates", kind="drop"),
        Fault(method="getUpdates", status=429, retry_after=1),
    ):
        work.world.faults.add(fault)
    alex = work.chat(SECOND_CUSTOMER_ID)
    for _ in range(2):
        await alex.start()
        await alex.wait_for(button=START)

    async def struck() -> bool:
        return not work.world.faults.planned

    await until(struck)
    await alex.start()
    await alex.wait_for(button=START)


async def test_a_button_pressed_while_the_bot_was_away(work: Work) -> None:
    """Telegram refuses to answer a press after a while; the person gets the screen all the same."""
    alex = work.chat(SECOND_CUSTOMER_ID)
    await alex.start()
    await alex.wait_for(button=START)
    work.world.faults.add(
        Fault(
            method="answerCallbackQuery",
            status=400,
            description="Bad Request: query is too old and response timeout expired or query ID is invalid",
        )
    )
    bot = work.world.bot_by_token(BOT_TOKEN)

    acts.press(work.world, bot, SECOND_CUSTOMER_ID, (await alex.last()).id, "join:start")
    await alex.wait_for(button=words("join-button-agree"))
    assert not [p for p in work.requests("sendMessage") if "Reference" in p.get("text", "")]
