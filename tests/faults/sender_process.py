"""The sender as a process of its own, to be killed: DATABASE_URL REDIS_URL API_URL NOW LEASE_SECONDS RATE."""

import asyncio
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta

from redis.asyncio import Redis

from bot.limiter import Limiter
from bot.sender.lane import Means
from bot.sender.loop import serve
from bot.telegram import Telegram
from services import database
from services.keyring import Keyring


@dataclass
class Still:
    """A clock that stands, so that it is never night."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


async def main(database_url: str, redis_url: str, api_url: str, now: str, lease: str, rate: str) -> None:
    await database.connect(database_url)
    async with Redis.from_url(redis_url) as redis:
        means = Means(
            Still(datetime.fromisoformat(now)),
            Limiter(redis, float(rate)),
            Telegram(api_url),
            lease=timedelta(seconds=float(lease)),
        )
        await serve(means, Keyring("a secret of the tests"))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
