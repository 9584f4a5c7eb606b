"""kill -9 while sending, ten times over 10,000 messages."""

import asyncio
import signal
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

import pytest

from bot.embedded import Addresses
from bot.sender.pace import Pace
from services import programs
from services.database import rows
from services.keyring import Keyring
from services.programs import Program
from tests.conftest import NOW
from tests.telegram import TOKEN, FakeTelegram, fake_telegram

MESSAGES = 10_000
KILLS = 10
RATE = 2000
PROCESS = Path(__file__).with_name("sender_process.py")
ROOT = PROCESS.parents[2]

CUSTOMERS = """
insert into customer (program_id, telegram_id, card, name, language, language_chosen, created_at, terms_accepted_at,
                      marketing_since, service_messages, receipts, spent, tags)
select $1, n, 'card' || n, 'Ann', 'en', false, $2, $2, $2, true, 0, 0, '[]' from generate_series(1, $3::int) n
"""
OUTBOX = """
insert into outbox (program_id, kind, message_class, priority, customer_id, due_at, dedup_key, payload, state, attempts,
                    created_at)
select program_id, 'points_granted', c.class, case c.class when 'marketing' then 30 else 10 end, id, $2, 'test:' || id,
       '{"points": 5, "available": 5, "reason": ""}', 'queued', 0, $2
from customer
cross join lateral (select case when telegram_id % 2 = 0 then 'marketing' else 'transactional' end) c(class)
where program_id = $1
"""
IN_DOUBT = (
    "select id, message_class, sending_at from outbox where state = 'queued' and sending_at is not null"
)
BUSY = """
select count(*) as count from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'
"""


class Senders:
    """One sender process after another."""

    def __init__(self, *arguments: str) -> None:
        self._arguments = arguments
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.faults.sender_process", *self._arguments, cwd=ROOT
        )

    async def kill(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
            await self.process.wait()


class Doubts:
    """What each kill left in doubt; rows of an earlier kill may still wait for their lease to end."""

    def __init__(self) -> None:
        self._seen: set[tuple[int, datetime]] = set()
        self.kills: list[Counter[str]] = []

    async def look(self) -> None:
        kill: Counter[str] = Counter()
        for found in await rows(IN_DOUBT):
            mark = (found["id"], found["sending_at"])
            kill[found["message_class"]] += mark not in self._seen
            self._seen.add(mark)
        self.kills.append(kill)

    def sum(self, message_class: str) -> int:
        return sum(kill[message_class] for kill in self.kills)


async def _count(sql: str) -> int:
    return int((await rows(f"select count(*) as count from outbox where {sql}"))[0]["count"])


async def _until(done: Callable[[], Awaitable[bool]], every: float) -> None:
    while True:
        if await done():
            return
        await asyncio.sleep(every)


async def _reach(telegram: FakeTelegram, count: int) -> None:
    async def reached() -> bool:
        return len(telegram.requests) >= count

    await _until(reached, 0.002)


async def _at_rest() -> bool:
    """What the dead sender had told PostgreSQL is done."""
    return not (await rows(BUSY))[0]["count"]


async def _over() -> bool:
    return not await _count("state = 'queued'")


@pytest.mark.timeout(180)
async def test_kill_9_while_sending(program: Program, database: str, servers: Addresses) -> None:
    await programs.set_bot_token(program.id, TOKEN, Keyring("a secret of the tests"))
    await rows(CUSTOMERS, program.id, NOW, MESSAGES)
    await rows(OUTBOX, program.id, NOW)
    doubts = Doubts()
    async with fake_telegram() as telegram:
        telegram.latency = 0.02
        senders = Senders(database, servers.redis_url, telegram.url, NOW.isoformat(), "1.5", str(RATE))
        try:
            for kill in range(1, KILLS + 1):
                await senders.start()
                await _reach(telegram, kill * (MESSAGES - 1000) // KILLS)
                await senders.kill()
                await _until(_at_rest, 0.01)
                await doubts.look()
            await senders.start()
            await _until(_over, 0.1)
        finally:
            await senders.kill()
    _judge(telegram, doubts, await _count("state = 'in_doubt'"), await _count("state = 'sent'"))
    assert await _count("state = 'in_doubt' and message_class <> 'marketing'") == 0


def _judge(telegram: FakeTelegram, doubts: Doubts, in_doubt: int, sent: int) -> None:
    times = Counter(request.chat for request in telegram.requests)
    transactional = {chat: times[chat] for chat in range(1, MESSAGES + 1, 2)}
    marketing = {chat: times[chat] for chat in range(2, MESSAGES + 1, 2)}
    assert min(transactional.values()) >= 1, "a transactional message was lost"
    assert max(marketing.values()) == 1, "a marketing message went out twice"
    repeats = sum(count - 1 for count in transactional.values())
    assert repeats <= doubts.sum("transactional")
    assert in_doubt == doubts.sum("marketing")
    assert max(kill["marketing"] for kill in doubts.kills) <= Pace.of(RATE).group
    assert sum(count == 0 for count in marketing.values()) <= in_doubt
    assert sent + in_doubt == MESSAGES
    # the kills did hit both kinds in mid-flight, or this test proves nothing
    assert doubts.sum("transactional") > 0
    assert in_doubt > 0
