"""A real BOT_TOKEN after the sandbox, and a second program beside it: another Bot API server stands for Telegram."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from sandbox.client import Chat
from sandbox.people import CUSTOMER_ID
from sandbox.server import mount
from sandbox.telegram import Limits, StandIn
from tests.conftest import EXAMPLES
from tests.regulars import Machine, Running, machine

FIRST = "123456789:AAEabcdefghijklmnopqrstuvwxyz0123456"
SECOND = "223456789:AAEabcdefghijklmnopqrstuvwxyz0123456"
PRETEND = "1 of the customers and 1 of the employees of three-cups are the sandbox's pretend people"


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[str]:
    """The address of a Bot API server that knows two bots."""
    world = StandIn(limits=Limits(enabled=False))
    for token, username in ((FIRST, "first_bot"), (SECOND, "second_bot")):
        world.add_bot(token, username, username)
    application = web.Application()
    mount(application, world)
    server = TestServer(application)
    await server.start_server()
    yield str(server.make_url("")).rstrip("/")
    await server.close()


async def until(running: Running, pattern: str) -> None:
    await asyncio.to_thread(running.until, lambda: re.search(pattern, running.said()) is not None)


async def run_sandbox(place: Machine) -> None:
    """Somebody presses Start in the sandbox."""
    with place.started("run") as running:
        await asyncio.to_thread(running.until_ready)
        async with Chat(place.url, CUSTOMER_ID, seconds=40) as chat:
            await chat.start()
            await chat.wait_for()
        assert "pretend" not in running.said()
        await asyncio.to_thread(running.process.terminate)
        assert await asyncio.to_thread(running.ended) == 0


@pytest.mark.timeout(240)
async def test_pretend_people_are_told_of_and_a_second_program_needs_no_new_start(telegram: str) -> None:
    with machine() as place:
        await run_sandbox(place)
        real = replace(place, extra={"BOT_TOKEN": FIRST, "BOT_API_URL": telegram})
        with real.started("run", log="real") as running:
            await asyncio.to_thread(running.until_ready)
            await until(running, "bot_ready.*first_bot")
            assert running.said().count(f"Warning: {PRETEND}; `regulars doctor` says what to do\n") == 1

            looked = await asyncio.to_thread(real.run, "doctor")
            assert looked.returncode == 0, looked.stdout
            [note] = [line for line in looked.stdout.splitlines() if "pretend" in line]
            assert note.startswith(f"  note   {PRETEND}: ")
            assert "another DATA_DIR" in note

            (real.folder / "token").write_text(SECOND)
            added = await asyncio.to_thread(
                real.run, "program", "add", str(EXAMPLES / "salon.toml"), "--bot-token-file", "token"
            )
            assert "Its bot answers within a minute if Regulars is running" in added.stdout, added.stderr
            await until(running, "bot_ready.*second_bot")
