"""The same races by the least that PostgreSQL can be asked: one conditional UPDATE of one row, and its commit."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg

from benchmarks.apart import contender

SPEND = (
    "update bare_balance set available = available - $2 where id = $1 and available >= $2 returning available"
)


async def races(
    *, url: str, tills: int, points: int, first: int, last: int, seconds: float
) -> dict[str, Any]:
    """Races for the rows with these numbers, one after another: how long each took, who won how often."""
    dsn = url.replace("asyncpg://", "postgres://")
    connections = [await asyncpg.connect(dsn) for _ in range(tills)]
    for connection in connections:
        await connection.fetch(SPEND, -1, points)  # the statement is prepared by then
    loop = asyncio.get_running_loop()
    until, times, won = loop.time() + seconds, [], []
    for row in range(first, last):
        began = loop.time()
        spends = await asyncio.gather(*(one.fetch(SPEND, row, points) for one in connections))
        times.append(loop.time() - began)
        won.append(sum(map(bool, spends)))
        if loop.time() >= until:
            break
    for connection in connections:
        await connection.close()
    return {"times": times, "won": won}


if __name__ == "__main__":
    contender(races)
