"""Waiting with a deadline."""

import asyncio
from collections.abc import AsyncIterator
from typing import TypeVar

Item = TypeVar("Item")


async def deadline(items: AsyncIterator[Item], seconds: float) -> AsyncIterator[Item]:
    """The items that come within `seconds` from now; then it ends quietly."""
    until = asyncio.get_running_loop().time() + seconds
    while True:
        try:
            async with asyncio.timeout_at(until):
                item = await anext(items)
        except (TimeoutError, StopAsyncIteration):
            return
        yield item
