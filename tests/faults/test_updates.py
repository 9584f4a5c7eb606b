"""Updates survive what Telegram and PostgreSQL do in the middle of them."""

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio

from sandbox.people import BOT_TOKEN, SECOND_CUSTOMER_ID
from sandbox.telegram import Fault
from services import database as services_database
from services import programs
from services.database import rows
from services.programs import Program
from tests.bot_at_work import Work, at_work, until, words
from tests.conftest import EXAMPLES

START, AGREE = words("join-button-start"), words("join-button-agree")


@pytest_asyncio.fixture
async def work(program: Program, now: datetime) -> AsyncIterator[Work]:
    async with at_work(program, now) as work:
        yield work


@pytest.mark.parametrize(
    "fault",
    [
        Fault(method="sendMessage", status=500, times=2),
        Fault(method="sendMessage", kind="html", status=502, times=2),
        Fault(method="sendMessage", kind="drop", times=2),
    ],
    ids=["500", "html", "drop"],
)
async def test_a_reply_that_telegram_loses_comes_again(work: Work, fault: Fault) -> None:
    work.world.faults.add(fault)
    alex = work.chat(SECOND_CUSTOMER_ID)
    await alex.start()
    await alex.wait_for(button=START)
    assert len(await rows("select id from customer")) == 1
    assert len([one for one in await alex.messages() if one.by_bot]) == 1


async def test_nothing_is_sent_before_retry_after(work: Work) -> None:
    alex = work.chat(SECOND_CUSTOMER_ID)
    await alex.start()
    await alex.wait_for(button=START)
    work.world.faults.add(Fault(method="editMessageText", status=429, retry_after=2))
    began = time.monotonic()
    press = asyncio.create_task(alex.press(START))
    await asyncio.sleep(0.5)
    asked = len(work.requests("editMessageText"))
    await press
    await alex.wait_for(button=AGREE)
    assert time.monotonic() - began >= 2
    assert (asked, len(work.requests("editMessageText"))) == (1, 2)


async def test_a_person_who_blocks_in_the_middle_stops_nothing(work: Work) -> None:
    work.world.faults.add(
        Fault(method="sendMessage", status=403, description="Forbidden: bot was blocked by the user")
    )
    alex = work.chat(SECOND_CUSTOMER_ID)
    await alex.start()

    async def finished() -> bool:
        return bool(await rows("select id from telegram_update"))

    await until(finished)
    assert len(work.requests("sendMessage")) == 1
    await alex.start()
    await alex.wait_for(button=START)


class Cable:
    """The way to PostgreSQL, which can be pulled."""

    def __init__(self, target: str, folder: Path) -> None:
        self._target = target
        self.folder = folder
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    async def plug(self) -> None:
        path = self.folder / Path(self._target).name
        path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._serve, path)

    async def pull(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()
        (self.folder / Path(self._target).name).unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there = await asyncio.open_unix_connection(self._target)
        self._writers |= {writer, there}
        await asyncio.gather(_pump(reader, there), _pump(there_reader, writer))
        self._writers -= {writer, there}


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@pytest_asyncio.fixture
async def cable(empty_database: str) -> AsyncIterator[Cable]:
    """A connection to PostgreSQL that a test holds in its hands; the services use it."""
    query = parse_qs(urlsplit(empty_database).query)
    folder = query["host"][0]
    target = f"{folder}/.s.PGSQL.{query.get('port', ['5432'])[0]}"
    with tempfile.TemporaryDirectory(prefix="regulars-test-") as own:
        cable = Cable(target, Path(own))
        await cable.plug()
        await services_database.connect(empty_database.replace(folder, own), pool_size=10)
        try:
            yield cable
        finally:
            await asyncio.wait_for(services_database.disconnect(), 20)
            with contextlib.suppress(AssertionError):
                await cable.pull()


async def test_an_update_waits_for_the_database(cable: Cable, now: datetime) -> None:
    text = (EXAMPLES / "coffee.toml").read_text(encoding="utf-8")
    program = (await programs.apply(text, actor="test", now=now)).program
    async with at_work(program, now) as work:
        alex = work.chat(SECOND_CUSTOMER_ID)
        await alex.start()
        await alex.wait_for(button=START)
        await cable.pull()
        press = asyncio.create_task(alex.press(START))
        await asyncio.sleep(3)
        assert not press.done()
        assert work.world.bot_by_token(BOT_TOKEN).pending  # not acknowledged
        await cable.plug()
        await press
        await alex.wait_for(button=AGREE)
        assert not [p for p in work.requests("sendMessage") if words("errors-internal") in p["text"]]


async def test_a_transaction_that_could_not_begin_leaves_nothing_behind(cable: Cable) -> None:
    """In the same task the next one works, and no connection is lost to the pool."""

    async def once() -> int:
        async with services_database.transaction() as connection:
            found = await services_database.fetch(connection, "select 1 as one")
        one: int = found[0]["one"]
        return one

    for _ in range(12):  # more often than there are connections
        assert await once() == 1
        await cable.pull()
        with pytest.raises(services_database.LOST):
            await once()
        await cable.plug()
    assert await once() == 1
