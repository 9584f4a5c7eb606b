"""Raw aiohttp: ready bodies from 500 workers, nothing remembered; with ``rate`` at a steady pace."""

from __future__ import annotations

import asyncio
import itertools

import aiohttp

from benchmarks.apart import contender

WORKERS = 500
HEADERS = {"Content-Type": "application/json"}


async def post(*, url: str, fields: str, seconds: float, rate: float | None = None) -> int:
    """Post for so long; returns how many were answered."""
    connector = aiohttp.TCPConnector(limit=WORKERS)
    rest = fields.encode()[1:]
    loop = asyncio.get_running_loop()
    numbers, began = itertools.count(1), loop.time()

    async def work() -> int:
        done = 0
        while (now := loop.time()) < began + seconds:
            number = next(numbers)
            if rate and (wait := began + number / rate - now) > 0:
                await asyncio.sleep(wait)
            body = b'{"chat_id":%d,%b' % (1_000_000 + number, rest)
            async with session.post(url, data=body, headers=HEADERS) as answer:
                await answer.read()
            done += 1
        return done

    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:
        return sum(await asyncio.gather(*(work() for _ in range(WORKERS))))


if __name__ == "__main__":
    contender(post)
