"""What the timetable runs: thin calls of services, in bounded chunks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime

from services import burning, campaign_ends, cleanup, memberships, points, programs, tiers
from services.programs import Program
from services.segments import due

MOST_CHUNKS = 100  # then the other programs have their turn


async def consume_changes(program: Program, now: datetime) -> None:
    """Customers to whom something happened: who is in which segment now?"""
    await _in_chunks(lambda: due.consume_changes(program, now=now))


async def evaluate_due(program: Program, now: datetime) -> None:
    """Customers whose segments change by time alone."""
    await _in_chunks(lambda: due.evaluate_due(program, now=now))


async def settle_points(program: Program, now: datetime) -> None:
    """Points that mature or expire; half of the time is left to receipts, however many are due."""
    await _in_chunks(lambda: points.settle_due(program, now=now), pause=1.0)


async def review_tiers(program: Program, now: datetime) -> None:
    """Tiers whose review is due, and given ones that end; at midnight of a new year that may be everybody's."""
    await _in_chunks(lambda: tiers.review_due(program, now=now), pause=1.0)


async def close_campaigns(program: Program, now: datetime) -> None:
    """Campaigns that have sent everything."""
    await campaign_ends.close_campaigns(program, now=now)


class Memberships:
    """Paid memberships that end, and those that end soon.

    One that Telegram renews ends ``patience`` seconds after it was first seen to be due: the bot may have been away,
    or the sandbox's clock have jumped, and the renewal be on the way.
    """

    def __init__(self, patience: float = 30.0) -> None:
        self._patience = patience
        self._seen: dict[int, dict[int, float]] = {}  # by program and membership: when it was first due

    async def attend(self, program: Program, now: datetime) -> None:
        """One look at a program."""
        before, seen = self._seen.get(program.id, {}), dict[int, float]()

        def sure(membership_id: int) -> bool:
            seen[membership_id] = before.get(membership_id, time.monotonic())
            return time.monotonic() - seen[membership_id] >= self._patience

        await _in_chunks(lambda: memberships.end_due(program, now=now, sure=sure))
        self._seen[program.id] = seen
        await memberships.remind_due(program, now=now)


class Burning:
    """Points that will burn, as long before as the program reminds; remembers how far it has looked."""

    def __init__(self) -> None:
        self._seen: dict[int, datetime] = {}

    async def announce(self, program: Program, now: datetime) -> None:
        """Tell the customers."""
        since = self._seen.get(program.id)
        await burning.announce(program, now=now, since=since if since and since <= now else None)
        self._seen[program.id] = now


async def announce_burning(now: datetime) -> None:
    """All points that a reminder is due for: restored ones and those of another rule may have come in between."""
    for program in await programs.every():
        await burning.announce(program, now=now)


async def clean_up(now: datetime) -> None:
    """What is of no more use."""
    await cleanup.sweep(now=now)


async def _in_chunks(work: Callable[[], Awaitable[int]], pause: float = 0.0) -> None:
    """Work until there is nothing left; after each chunk rest ``pause`` times as long as it took."""
    for _ in range(MOST_CHUNKS):
        began = time.monotonic()
        if not await work():
            return
        await asyncio.sleep(pause * (time.monotonic() - began))
