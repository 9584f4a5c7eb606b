"""A stand-in served over HTTP on a port of its own, and an aiogram bot that talks to it."""

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import web
from aiohttp.test_utils import TestServer

from sandbox.people import BOT_NAME, BOT_TOKEN, BOT_USERNAME, CUSTOMER_ID, default_people
from sandbox.server import mount
from sandbox.telegram import Limits, StandIn, acts, bots

Api = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


class Hands:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def world(clock: Hands) -> StandIn:
    """A stand-in with the default people, the bot, no flood limits and a clock that stands."""
    stand_in = StandIn(limits=Limits(enabled=False), clock=clock)
    stand_in.add_bot(BOT_TOKEN, BOT_USERNAME, BOT_NAME)
    for person in default_people():
        stand_in.add_person(person)
    return stand_in


@pytest.fixture
def me(world: StandIn) -> bots.Bot:
    """The bot, which the customer has started."""
    bot = world.bot_by_token(BOT_TOKEN)
    acts.start(world, bot, CUSTOMER_ID)
    return bot


@pytest_asyncio.fixture
async def url(world: StandIn) -> AsyncIterator[str]:
    """Where the stand-in is served."""
    application = web.Application()
    mount(application, world)
    server = TestServer(application)
    await server.start_server()
    yield str(server.make_url("")).rstrip("/")
    await server.close()


@pytest_asyncio.fixture
async def http(url: str) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(url) as session:
        yield session


@pytest.fixture
def api(http: aiohttp.ClientSession) -> Api:
    """Call a Bot API method with JSON; returns Telegram's whole answer with the HTTP status in it."""

    async def call(method: str, token: str = BOT_TOKEN, **params: Any) -> dict[str, Any]:
        async with http.post(f"/bot{token}/{method}", json=params) as response:
            body: dict[str, Any] = await response.json()
        assert response.status == body.get("error_code", 200)
        return body

    return call


@pytest_asyncio.fixture
async def bot(url: str) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    async with Bot(BOT_TOKEN, session=session) as telegram:
        yield telegram
