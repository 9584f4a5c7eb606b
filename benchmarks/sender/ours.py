"""The sender as it runs, but without a limit on the rate (SEND_RATE ends at Telegram's 1,000 a second)."""

from __future__ import annotations

import math

from redis.asyncio import Redis

from benchmarks.apart import contender
from benchmarks.house import SECRET
from bot.logs import configure
from bot.sender import run
from services import database
from services.clock import SystemClock
from services.keyring import Keyring


async def serve(*, database_url: str, redis_url: str, api_url: str) -> None:
    """Send until stopped."""
    configure("warning", "console")
    await database.connect(database_url)
    async with Redis.from_url(redis_url) as redis:
        await run(clock=SystemClock(), keyring=Keyring(SECRET), redis=redis, api_url=api_url, rate=math.inf)


if __name__ == "__main__":
    contender(serve)
