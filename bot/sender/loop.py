"""All lanes of a process: one for each program that has a bot."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from bot.limiter import Limiter
from bot.sender.lane import DATABASE_PAUSE, Lane, Means
from bot.telegram import Telegram
from services import outbox_claims, programs
from services.clock import Clock
from services.database import LOST
from services.keyring import Keyring

if TYPE_CHECKING:
    from redis.asyncio import Redis

LOOK_EVERY = 0.1  # one indexed query for all programs
PROGRAMS_EVERY = 5.0

_log = structlog.get_logger(__name__)


async def run(*, clock: Clock, keyring: Keyring, redis: Redis | None, api_url: str, rate: float) -> None:
    """Send what is due, for all programs, until cancelled; heals when PostgreSQL or Redis come back.

    ``rate``: messages a second over all chats of one bot; infinity for no limit.
    """
    telegram = Telegram(api_url)
    means = Means(clock, Limiter(redis, rate), telegram)
    try:
        await serve(means, keyring)
    finally:
        await telegram.close()


async def serve(means: Means, keyring: Keyring) -> None:
    """The same with means of one's own."""
    lanes = Lanes(means)
    try:
        while True:
            try:
                await lanes.follow(await programs.bot_tokens(keyring))
                await lanes.wake_for(PROGRAMS_EVERY)
            except LOST as error:
                _log.warning("sender_without_database", error=type(error).__name__)
                await asyncio.sleep(DATABASE_PAUSE)
    finally:
        await lanes.close()


class Lanes:
    """The lanes that run now."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._lanes: dict[int, tuple[Lane, asyncio.Task[None]]] = {}

    async def follow(self, tokens: dict[int, str]) -> None:
        """Have one lane for each program and token; those that are gone or failed end."""
        for program_id, (lane, task) in list(self._lanes.items()):
            if tokens.get(program_id) != lane.token or task.done():
                await self._end(program_id)
        for program_id, token in tokens.items():
            if program_id not in self._lanes:
                lane = Lane(program_id, token, self._means)
                self._lanes[program_id] = (lane, asyncio.create_task(lane.run()))

    async def wake_for(self, seconds: float) -> None:
        """Look for due messages and wake their lanes, for so long."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while loop.time() < until:
            asleep = [program_id for program_id, (lane, _) in self._lanes.items() if not lane.due.is_set()]
            for program_id in await self._waiting(asleep):
                self._lanes[program_id][0].due.set()
            await asyncio.sleep(LOOK_EVERY)

    async def close(self) -> None:
        """End all lanes; each settles what is in flight."""
        await asyncio.gather(*(self._end(program_id) for program_id in list(self._lanes)))

    async def _waiting(self, program_ids: list[int]) -> set[int]:
        if not program_ids:
            return set()
        real_now = self._means.real_clock.now()
        return await outbox_claims.waiting(program_ids, now=self._means.clock.now(), real_now=real_now)

    async def _end(self, program_id: int) -> None:
        _, task = self._lanes.pop(program_id)
        task.cancel()
        done, _ = await asyncio.wait([task], timeout=5)
        for ended in done:
            if not ended.cancelled() and ended.exception():
                _log.error("lane_failed", program=program_id, exc_info=ended.exception())
