"""Screens with charts are drawn in a thread of their own: the bot never waits for a picture."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

# one thread: matplotlib's import and its fonts are shared, and two charts at once are no faster
_DRAWER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drawing")


async def drawn(make: Callable[[], T]) -> T:
    """Return what ``make`` draws, made beside the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_DRAWER, make)
