"""A contact that is tied to another account moves only after the old account's yes."""

import pytest_asyncio

from sandbox.client import Chat
from sandbox.people import CUSTOMER_ID, SECOND_CUSTOMER_ID
from sandbox.telegram.chats import Person
from services import customers
from services.database import rows
from tests.bot_at_work import Work, forged, words
from tests.handlers.conftest import Join

NEW_ID = 2002
YES, NO = words("move-button-yes"), words("move-button-no")


@pytest_asyncio.fixture
async def newcomer(work: Work, alex: Chat, join: Join) -> Chat:
    """Alex has joined; a new account with the same phone is at the last step."""
    await join(alex)
    await alex.mark()
    work.world.add_person(Person(NEW_ID, "Alex <2>", language_code="en", phone="+12025550102"))
    chat = work.chat(NEW_ID)
    await chat.start()
    for label in ("join-button-start", "join-button-agree", "join-button-marketing-no"):
        await chat.wait_for(button=words(label))
        await chat.press(words(label))
    await chat.wait_for(button=words("join-button-contact"))
    await chat.share_contact()
    await chat.wait_for(words("move-waiting"))
    return chat


async def owner(work: Work) -> int | None:
    found = await rows("select telegram_id from customer where phone = '+12025550102'")
    telegram_id: int | None = found[0]["telegram_id"]
    return telegram_id


async def test_yes(work: Work, alex: Chat, newcomer: Chat) -> None:
    await alex.wait_for(r"Alex <2>", button=YES)
    assert await owner(work) == SECOND_CUSTOMER_ID
    await newcomer.mark()
    await alex.press(YES)
    await alex.wait_for(words("move-given-away"))
    await newcomer.wait_for(words("move-moved", program="Три чашки"))
    assert await owner(work) == NEW_ID
    await newcomer.press(words("menu-back"))
    await newcomer.wait_for("100", button=words("menu-card"))
    await alex.press(words("menu-back"))
    await alex.wait_for(button=words("menu-button-join"))


async def test_no(work: Work, alex: Chat, newcomer: Chat) -> None:
    await alex.wait_for(button=NO)
    await newcomer.mark()
    await alex.press(NO)
    await alex.wait_for(words("move-kept"))
    await newcomer.wait_for(words("move-refused"))
    assert await owner(work) == SECOND_CUSTOMER_ID
    with forged(work.world, SECOND_CUSTOMER_ID, "move:yes:1") as press:
        answer = await press()
    assert answer is not None
    assert answer["text"]  # decided already
    assert await owner(work) == SECOND_CUSTOMER_ID


async def test_nobody_else_can_say_yes(work: Work, alex: Chat, maria: Chat, newcomer: Chat) -> None:
    await alex.wait_for(button=YES)
    await maria.start()
    await maria.wait_for(button=words("join-button-start", "ru"))
    for person in (CUSTOMER_ID, NEW_ID):
        for data in ("move:yes:1", "move:approve:1", "move:yes:999", "move:yes:x"):
            with forged(work.world, person, data) as press:
                answer = await press()
            assert answer is not None
            assert answer["text"]
    assert await owner(work) == SECOND_CUSTOMER_ID
    assert (await customers.by_telegram(work.program.id, NEW_ID)) is not None
