"""A till asks for points; their owner answers in the chat."""

import re
from datetime import timedelta

import pytest
import pytest_asyncio

from sandbox.client import Chat
from sandbox.people import CUSTOMER_ID, SECOND_CUSTOMER_ID
from services import customers, holds
from services.database import rows
from services.receipts.shapes import CustomerRef
from tests.bot_at_work import Work, forged, words
from tests.handlers.conftest import Join
from tests.services.tills import Till, new_hold, open_till

YES, NO = words("holds-button-confirm"), words("holds-button-refuse")


@pytest_asyncio.fixture
async def till(work: Work) -> Till:
    return await open_till(work.program, work.clock.now())


async def asked(work: Work, till: Till, chat: Chat) -> str:
    """Alex's hold of 20 points, asked about in the chat; returns what the till knows it by."""
    customer = await customers.by_telegram(work.program.id, SECOND_CUSTOMER_ID)
    assert customer is not None
    new = new_hold(CustomerRef("card", customer.card), 20, work.clock.now())
    made = await till.hold(new, work.clock.now())
    await chat.wait_for(button=YES)
    return str(made["hold"])


async def state_of(work: Work, till: Till, token: str) -> str:
    return (await holds.get(work.program, till.merchant.id, token, now=work.clock.now())).state


async def test_yes(work: Work, till: Till, alex: Chat, join: Join) -> None:
    await join(alex)
    await alex.mark()
    token = await asked(work, till, alex)
    assert await state_of(work, till, token) == "waiting"
    sent = len(work.requests("sendMessage"))
    await alex.press(YES)
    await alex.wait_for(words("holds-confirmed", points="20").split("\\ 20")[0])
    assert await state_of(work, till, token) == "live"
    assert len(work.requests("sendMessage")) == sent  # the question itself was edited


async def test_no(work: Work, till: Till, alex: Chat, join: Join) -> None:
    await join(alex)
    await alex.mark()
    token = await asked(work, till, alex)
    await alex.press(NO)
    await alex.wait_for(words("holds-refused", points="20").split("\\.")[0])
    assert await state_of(work, till, token) == "refused"
    with forged(work.world, SECOND_CUSTOMER_ID, f"holds:confirm:{await only_hold()}") as press:
        await press()
    assert await state_of(work, till, token) == "refused"


async def test_too_late(work: Work, till: Till, alex: Chat, join: Join) -> None:
    await join(alex)
    await alex.mark()
    token = await asked(work, till, alex)
    work.clock.moment += timedelta(minutes=3)
    await alex.press(YES)
    await alex.wait_for(words("holds-too-late", points="20").split("\\.")[0])
    assert await state_of(work, till, token) == "timed_out"


async def test_the_till_took_it_back(work: Work, till: Till, alex: Chat, join: Join) -> None:
    await join(alex)
    await alex.mark()
    token = await asked(work, till, alex)
    await holds.cancel(work.program, till.merchant.id, token, now=work.clock.now())
    await alex.press(YES)
    await alex.wait_for(words("holds-too-late", points="20").split("\\.")[0])
    assert await state_of(work, till, token) == "cancelled"


async def only_hold() -> int:
    return int((await rows("select id from hold"))[0]["id"])


@pytest.mark.parametrize("verb", ["confirm", "refuse"])
async def test_nobody_else_decides(
    work: Work, till: Till, alex: Chat, maria: Chat, join: Join, verb: str
) -> None:
    await join(alex)
    await alex.mark()
    token = await asked(work, till, alex)
    await maria.start()
    await maria.wait_for(button=words("join-button-start", "ru"))
    hold_id = await only_hold()
    for data in (
        f"holds:{verb}:{hold_id}",
        f"holds:{verb}:{hold_id + 1}",
        f"holds:{verb}:x",
        f"holds:{verb}",
    ):
        with forged(work.world, CUSTOMER_ID, data) as press:
            answer = await press()
        assert answer is not None
        assert answer["text"], data
    assert await state_of(work, till, token) == "waiting"


async def test_a_hold_taken_back_at_once_asks_nobody(work: Work, till: Till, alex: Chat, join: Join) -> None:
    await join(alex)
    await work.stop()
    customer = await customers.by_telegram(work.program.id, SECOND_CUSTOMER_ID)
    assert customer is not None
    new = new_hold(CustomerRef("card", customer.card), 20, work.clock.now())
    made = await till.hold(new, work.clock.now())
    await holds.cancel(work.program, till.merchant.id, str(made["hold"]), now=work.clock.now())
    await work.begin()
    await alex.send("/menu")
    await alex.wait_for(button=words("menu-button-balance"))
    texts = [str(request.get("text", "")) for request in work.requests("sendMessage")]
    assert not [text for text in texts if re.search("🔒", text)]
