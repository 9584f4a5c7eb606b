"""The whole bot on one event loop: the stand-in over HTTP, the bot that polls it, and the sender beside it."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.limiter import Limiter
from bot.middlewares.frequency import Frequency
from bot.polling import Station, attend, open_session
from bot.sender.lane import Means
from bot.sender.loop import serve
from bot.telegram import Telegram
from bot.ui.texts import texts_for
from handlers.routes import build_index
from sandbox.client import Chat
from sandbox.people import ADMIN_ID, BOT_NAME, BOT_TOKEN, BOT_USERNAME, default_people
from sandbox.server import mount
from sandbox.telegram import Limits, StandIn, acts
from services import programs
from services.keyring import Keyring
from services.programs import Program

KEYRING = Keyring("a secret of the tests")


def words(key: str, language: str = "en", **facts: str | int) -> str:
    """A pattern for the first line of a text as people read it, so that tests do not hold the texts themselves."""
    first = texts_for(language).plain(key, **facts).splitlines()[0]
    return re.escape(re.sub(r"<[^>]+>", "", first))


@dataclass
class Hand:
    """A clock that moves by hand."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


class Eager(Limiter):
    """Keeps to what Telegram asks for after a 429, and to nothing else: tests tap faster than people."""

    def __init__(self) -> None:
        super().__init__(None, float("inf"))

    async def turn(self, bot: int, chat: int, *, patience: float = 30.0) -> bool:
        await asyncio.sleep(self.paused(bot))
        return True


@dataclass
class Work:
    """What the tests of the bot hold in their hands."""

    program: Program
    world: StandIn
    url: str
    clock: Hand
    station: Station
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def chat(self, user_id: int) -> Chat:
        """A person's chat; slow machines get their time."""
        return Chat(self.world, user_id, seconds=20)

    def requests(self, method: str) -> list[dict[str, Any]]:
        """What the bot asked of a method so far."""
        return [entry.params for entry in self.world.journal.entries if entry.method == method]

    async def begin(self) -> None:
        """Start the bot and the sender, unless they run."""
        self.tasks = [asyncio.create_task(attend(self.station)), asyncio.create_task(self._send())]

    async def stop(self) -> None:
        """Stop them as a deployment does."""
        for task in self.tasks:
            task.cancel()
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=20)
        self.tasks = []

    async def _send(self) -> None:
        telegram = Telegram(self.url)
        try:
            await serve(Means(self.clock, Limiter(None, float("inf")), telegram), KEYRING)
        finally:
            await telegram.close()


@contextlib.asynccontextmanager
async def at_work(program: Program, now: datetime, **station: Any) -> AsyncIterator[Work]:
    """A stand-in, and a bot for the program that takes its updates."""
    world = StandIn(limits=Limits(enabled=False))
    world.add_bot(BOT_TOKEN, BOT_USERNAME, BOT_NAME)
    for person in default_people():
        world.add_person(person)
    application = web.Application()
    mount(application, world)
    server = TestServer(application)
    await server.start_server()
    url = str(server.make_url("")).rstrip("/")
    await programs.set_bot_token(program.id, BOT_TOKEN, KEYRING)
    clock = Hand(now)
    common = Station(
        clock=clock,
        keyring=KEYRING,
        limiter=Eager(),
        session=open_session(url),
        index=build_index(),
        admin_ids=frozenset({ADMIN_ID}),
        frequency=Frequency(burst=10_000),
    )
    work = Work(program, world, url, clock, replace(common, **station))
    await work.begin()
    try:
        yield work
    finally:
        world.faults.clear()
        await work.stop()
        await common.session.close()
        await server.close()


async def until(holds: Callable[[], Awaitable[Any]], seconds: float = 20) -> Any:
    """What ``holds`` returns once it is true; polls, for facts that tell nobody when they change."""
    async with asyncio.timeout(seconds):
        while not (found := await holds()):
            await asyncio.sleep(0.02)
    return found


@contextlib.contextmanager
def forged(
    world: StandIn, user_id: int, data: str
) -> Iterator[Callable[[], Awaitable[dict[str, Any] | None]]]:
    """Press a button that no screen has: its data is put under the newest message of the bot."""
    bot = world.bot_by_token(BOT_TOKEN)
    message = [one for one in bot.chats[user_id].messages.values() if one.body["from"]["is_bot"]][-1]
    before = message.body.get("reply_markup")
    message.body["reply_markup"] = {"inline_keyboard": [[{"text": "forged", "callback_data": data}]]}

    async def press() -> dict[str, Any] | None:
        query = acts.press(world, bot, user_id, message.body["message_id"], data)
        return await acts.answer_to(query, 20)

    try:
        yield press
    finally:
        if message.body.get("reply_markup", {}).get("inline_keyboard", [[{}]])[0][0].get("text") == "forged":
            if before is None:
                message.body.pop("reply_markup", None)
            else:
                message.body["reply_markup"] = before
