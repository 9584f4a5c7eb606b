"""PostgreSQL killed under load: nothing that was acknowledged is lost, and work goes on by itself."""

import asyncio
import itertools
import os
import shutil
import signal
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot.embedded import Servers, Wanted
from bot.migrations import migrate
from services import database, merchants
from services.customers import Customer
from services.database import rows
from services.keyring import Keyring
from services.merchants import Merchant
from services.programs import Program
from services.receipts.recorder import Recorder, Unavailable
from services.receipts.shapes import NewReceipt
from tests.factories import card, encode, joined, make_program, receipt
from tests.services.ledger import assert_sound

KEYRING = Keyring("test secret")
CLIENTS = 16


@pytest_asyncio.fixture
async def servers_of_its_own() -> AsyncIterator[Servers]:
    """A PostgreSQL that may be killed; with fsync, since what was acknowledged must survive."""
    folder = Path(tempfile.mkdtemp(prefix="regulars-kill-"))
    folder.chmod(0o711)
    servers = Servers.claim(folder, Wanted(valkey=False), print)
    assert servers is not None
    addresses = servers.start()
    try:
        assert addresses.database_url is not None
        await migrate(addresses.database_url, print)
        await database.disconnect()
        await database.connect(addresses.database_url, pool_size=10)
        yield servers
        await database.disconnect()
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)


class Till:
    """A till that rings up receipt after receipt and repeats one until it is answered, as tills do."""

    def __init__(
        self, program: Program, merchant: Merchant, recorder: Recorder, people: list[Customer]
    ) -> None:
        self._program, self._merchant, self._recorder, self._people = program, merchant, recorder, people
        self.answered: dict[str, bytes] = {}
        self.last_answer = 0.0

    async def ring_up(self, name: str, now: datetime, until: asyncio.Event) -> None:
        for number in itertools.count():
            if until.is_set():
                return
            customer = self._people[number % len(self._people)]
            item = receipt(f"{name}-{number}", customer=card(customer), issued_at=now)
            body = await self._insist(item, now)
            self.answered[item.receipt_id] = body
            self.last_answer = time.monotonic()

    async def _insist(self, item: NewReceipt, now: datetime) -> bytes:
        while True:
            try:
                recorded = await self._recorder.record(
                    self._program.id, self._merchant.id, self._merchant.name, item, arrived_at=now
                )
            except Unavailable:
                continue
            return recorded.body


@pytest.mark.timeout(90)
async def test_killed_under_load(servers_of_its_own: Servers, now: datetime) -> None:
    program = await make_program(now)
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    people = [await joined(program, now) for _ in range(5)]
    till = Till(program, merchant, Recorder(keyring=KEYRING, encode=encode), people)
    end = asyncio.Event()
    clients = [asyncio.create_task(till.ring_up(f"c{n}", now, end)) for n in range(CLIENTS)]
    for _ in range(3):
        await asyncio.sleep(0.5)
        await _kill_postmaster()
        killed_at = time.monotonic()
        await asyncio.sleep(0.5)
        servers_of_its_own.watch()
        returned_at = time.monotonic()
        while till.last_answer < returned_at:
            await asyncio.sleep(0.01)
        print(
            f"away {returned_at - killed_at:.2f} s, healed {till.last_answer - returned_at:.2f} s after its return"
        )
    end.set()
    await asyncio.gather(*clients)

    kept = {
        row["receipt_id"]: bytes(row["answer"])
        for row in await rows("select receipt_id, answer from receipt")
    }
    assert till.answered == kept
    assert len(kept) > 100
    await assert_sound(program)


async def _kill_postmaster() -> None:
    """kill -9, as a power cut of the database: the parent of any of its backends."""
    [backend] = await rows("select pg_backend_pid() as pid")
    stat = Path(f"/proc/{backend['pid']}/stat").read_text()
    os.kill(int(stat.rpartition(")")[2].split()[1]), signal.SIGKILL)
