"""A program with its bot, customers to write to, and a sender that runs beside the test."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.limiter import Limiter
from bot.sender.lane import Means
from bot.sender.loop import serve
from bot.telegram import Telegram
from services import programs
from services.database import Row, row, rows, transaction
from services.keyring import Keyring
from services.outbox import MessageClass, Notice, enqueue
from services.programs import Program
from tests.telegram import TOKEN, FakeTelegram, fake_telegram

KEYRING = Keyring("a secret of the tests")
TRANSACTIONAL, SERVICE, MARKETING = MessageClass.TRANSACTIONAL, MessageClass.SERVICE, MessageClass.MARKETING
GRANTED = {"points": 10, "available": 10, "reason": "a gift"}


@dataclass
class Hand:
    """A clock that moves by hand; 12:00 in Moscow at first, when nobody sleeps."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with fake_telegram() as telegram:
        yield telegram


@pytest.fixture
def clock(now: datetime) -> Hand:
    return Hand(now)


class Office:
    """What the tests of the sender work with."""

    def __init__(self, program: Program, telegram: FakeTelegram, clock: Hand) -> None:
        self.program = program
        self.telegram = telegram
        self.clock = clock
        self._keys = 0

    async def customer(self, chat: int | None, **facts: Any) -> int:
        """A joined customer with all consents, unless facts say otherwise."""
        now = self.clock.now() - timedelta(days=30)
        values = {
            "program_id": self.program.id,
            "telegram_id": chat,
            "card": f"card{chat}",
            "name": "Anna",
            "language": "en",
            "language_chosen": False,
            "created_at": now,
            "terms_accepted_at": now,
            "joined_at": now,
            "marketing_since": now,
            "service_messages": True,
            "receipts": 0,
            "spent": 0,
            "tags": "[]",
        } | facts
        names = ", ".join(values)
        slots = ", ".join(f"${number}" for number in range(1, len(values) + 1))
        sql = f"insert into customer ({names}) values ({slots}) returning id"
        return int((await rows(sql, *values.values()))[0]["id"])

    async def notice(
        self, customer: int | None, message_class: MessageClass = TRANSACTIONAL, **facts: Any
    ) -> int:
        """A message in the outbox that is due now, unless facts say otherwise."""
        self._keys += 1
        values: dict[str, Any] = {
            "kind": "points_granted",
            "dedup_key": f"test:{self._keys}",
            "due_at": self.clock.now(),
            "payload": GRANTED,
        } | facts
        notice = Notice(customer_id=customer, message_class=message_class, **values)
        async with transaction() as connection:
            await enqueue(connection, self.program.id, [notice], now=self.clock.now())
        found = await row("select max(id) as id from outbox where dedup_key = $1", notice.dedup_key)
        assert found
        return int(found["id"])

    async def message(self, message: int) -> Row:
        """The row of a message."""
        found = await row("select * from outbox where id = $1", message)
        assert found
        return found

    async def state(self, message: int) -> str:
        return str((await self.message(message))["state"])

    @contextlib.asynccontextmanager
    async def sender(
        self,
        *,
        limiter: Limiter | None = None,
        patience: float = 5.0,
        connections: int = 500,
        **means: Any,
    ) -> AsyncIterator[asyncio.Task[None]]:
        """A sender that runs for the length of the block."""
        client = Telegram(self.telegram.url, patience=patience, connections=connections)
        made = Means(self.clock, limiter or Limiter(None, 1000.0), client, **means)
        task = asyncio.create_task(serve(made, KEYRING))
        try:
            yield task
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            await client.close()

    async def until(self, done: Callable[[], Any], patience: float = 10.0) -> None:
        """Wait until something is so."""
        deadline = time.monotonic() + patience
        while True:
            answer = done()
            if await answer if asyncio.iscoroutine(answer) else answer:
                return
            assert time.monotonic() < deadline, "it did not happen in time"
            await asyncio.sleep(0.01)

    async def until_state(self, message: int, state: str) -> None:
        async def reached() -> bool:
            return await self.state(message) == state

        await self.until(reached)


@pytest_asyncio.fixture
async def office(program: Program, telegram: FakeTelegram, clock: Hand) -> Office:
    await programs.set_bot_token(program.id, TOKEN, KEYRING)
    return Office(program, telegram, clock)
