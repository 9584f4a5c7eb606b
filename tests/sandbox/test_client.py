"""The client for journeys, in this process and over HTTP, with a small bot that answers."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from sandbox.client import Chat
from sandbox.people import CUSTOMER_ID
from sandbox.telegram import StandIn
from sandbox.telegram.acts import ActError
from tests.sandbox.conftest import Api
from tests.sandbox.pictures import png

MENU = {
    "inline_keyboard": [
        [{"text": "My card (1)", "callback_data": "card"}],
        [{"text": "Site", "url": "https://x.example"}],
    ]
}
ASK = {"keyboard": [[{"text": "Share phone", "request_contact": True}], [{"text": "Later"}]]}


class Echo:
    """A bot that greets, echoes, edits and answers presses."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.offset = 0

    async def run(self) -> None:
        while True:
            updates = (await self.api("getUpdates", timeout=30, offset=self.offset))["result"]
            for update in updates:
                self.offset = update["update_id"] + 1
                await self.handle(update)

    async def handle(self, update: dict[str, Any]) -> None:
        if "callback_query" in update:
            return await self.pressed(update["callback_query"])
        if "message" not in update:
            return None
        message = update["message"]
        if "contact" in message:
            return await self.say(f"phone {message['contact']['phone_number']}")
        if "photo" in message or "document" in message:
            return await self.say(f"file {message.get('caption')}")
        if message["text"].startswith("/start"):
            return await self.say(f"Welcome {message['text']}", reply_markup=MENU)
        return await self.say(f"you said {message['text']}", reply_markup=ASK)

    async def pressed(self, query: dict[str, Any]) -> None:
        await self.api("answerCallbackQuery", callback_query_id=query["id"], text="Here it is")
        message_id = query["message"]["message_id"]
        await self.api("editMessageText", chat_id=CUSTOMER_ID, message_id=message_id, text="Card 77")

    async def say(self, text: str, **params: Any) -> None:
        await self.api("sendMessage", chat_id=CUSTOMER_ID, text=text, **params)


@pytest_asyncio.fixture(params=["here", "http"])
async def chat(request: pytest.FixtureRequest, world: StandIn, url: str, api: Api) -> AsyncIterator[Chat]:
    echo = asyncio.create_task(Echo(api).run())
    async with Chat(world if request.param == "here" else url, CUSTOMER_ID) as chat:
        yield chat
    echo.cancel()


async def test_a_journey(chat: Chat) -> None:
    await chat.start("ref1")
    welcome = await chat.wait_for(text="^Welcome /start ref1$")
    assert welcome.buttons == (("My card (1)",), ("Site",))
    assert (await chat.press("Site")).url == "https://x.example"
    answer = await chat.press("^My card")
    assert (answer.text, answer.show_alert, answer.answered) == ("Here it is", False, True)
    edited = await chat.wait_for(text="Card 77")
    assert (edited.id, edited.buttons) == (welcome.id, ())
    await chat.send("hello")
    assert (await chat.wait_for(button="Later")).text == "you said hello"
    await chat.press("Later")
    await chat.wait_for(text="you said Later")
    await chat.press("Share phone")
    await chat.wait_for(text="phone 12025550101")
    await chat.send_photo(png(5, 5), "look")
    await chat.wait_for(text="file look", photo=False)
    await chat.send_document("a.toml", b"x")
    await chat.wait_for(text="file None")
    assert (await chat.last()).text == "file None"


async def test_only_what_came_since_the_last_act_counts(chat: Chat) -> None:
    await chat.start()
    await chat.wait_for(text="Welcome")
    await chat.mark()
    with pytest.raises(AssertionError, match="Welcome"):
        await chat.wait_for(text="Welcome", seconds=0.05)


async def test_a_failed_wait_shows_the_chat(chat: Chat) -> None:
    await chat.start()
    await chat.wait_for(text="Welcome")
    with pytest.raises(AssertionError) as failed:
        await chat.wait_for(text="Goodbye", seconds=0.05)
    said = str(failed.value)
    assert "waited in vain for text 'Goodbye'" in said
    assert "bot 2: Welcome /start" in said
    assert "[ My card (1) ]" in said
    with pytest.raises(AssertionError, match="no button 'Nowhere'"):
        await chat.press("Nowhere")


async def test_nothing_said_and_blocked(chat: Chat) -> None:
    with pytest.raises(AssertionError, match="the bot has said nothing"):
        await chat.last()
    with pytest.raises(ActError, match="has not pressed start"):
        await chat.send("hi")
    await chat.start()
    await chat.block()
    assert "(blocked)" in await chat.screen()
    with pytest.raises(ActError, match="has blocked the bot"):
        await chat.send("hi")
