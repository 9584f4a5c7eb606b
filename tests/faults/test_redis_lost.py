"""Redis killed and flushed: no message is lost, and the shared limits are back within five seconds."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.embedded import Servers, Wanted
from bot.limiter import Limiter
from tests.bot.sender.conftest import Office, clock, office, telegram

__all__ = ["clock", "office", "telegram"]


@pytest.fixture
def valkey() -> Iterator[Servers]:
    folder = Path(tempfile.mkdtemp(prefix="regulars-test-"))
    folder.chmod(0o711)
    servers = Servers.claim(folder, Wanted(postgres=False, fsync=False), lambda _: None)
    assert servers
    try:
        yield servers
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _kill(servers: Servers) -> None:
    (server,) = servers._running
    assert server._process
    os.kill(server._process.pid, signal.SIGKILL)
    server._process.wait()


async def test_messages_leave_while_redis_is_dead_and_limits_are_shared_again_after(
    office: Office, valkey: Servers
) -> None:
    async with Redis.from_url(valkey.start().redis_url) as redis:
        limiter, other = Limiter(redis, 30.0), Limiter(redis, 30.0)
        async with office.sender(limiter=limiter):
            await office.until_state(await office.notice(await office.customer(1)), "sent")
            _kill(valkey)
            began = time.monotonic()
            for chat in range(2, 12):
                await office.notice(await office.customer(chat))
            await office.until(lambda: len(office.telegram.sent) == 11)
            assert time.monotonic() - began < 3
            valkey.watch()
            back = time.monotonic()
            await redis.flushall()

            async def shared() -> bool:
                await limiter.take(5, range(1, 100))
                return not (await other.take(5, (999,))).waits

            await office.until(shared)
            assert time.monotonic() - back < 5
    assert sorted(request.chat for request in office.telegram.requests) == list(range(1, 12))


async def test_silence_outlives_redis(valkey: Servers) -> None:
    async with Redis.from_url(valkey.start().redis_url) as redis:
        limiter = Limiter(redis, 30.0)
        await limiter.pause(1, 30.0)
        await redis.flushall()
        assert (await limiter.take(1, (1,))).waits == []
        _kill(valkey)
        assert (await limiter.take(1, (1,))).waits == []
