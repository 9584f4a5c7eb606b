"""Updates side by side: each person's one after another, the same update once, none lost to a bad moment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from services.database import LOST

log = structlog.get_logger(__name__)

ATTEMPTS = 5
PAUSE = 1.0
LONGEST_PAUSE = 5.0
GRACE = 2.0

Work = Callable[[], Awaitable[object]]


class Away(Exception):
    """The database cannot be reached: nothing can be handled, so waiting for it costs no attempt."""


class Lanes:
    """Tasks that handle updates. ``unfinished`` are the ids that Telegram must not be told to forget."""

    def __init__(self, pause: float = PAUSE) -> None:
        self._pause = pause
        self._running: dict[int, asyncio.Task[None]] = {}
        self._last: dict[int, asyncio.Task[None]] = {}

    @property
    def unfinished(self) -> set[int]:
        """Updates that are still being handled."""
        return set(self._running)

    def accept(self, update_id: int, person: int, work: Work) -> asyncio.Task[None]:
        """Handle an update after those of the same person; an update in work already is not begun again."""
        running = self._running.get(update_id)
        if running is not None:
            return running
        task = asyncio.create_task(self._in_turn(self._last.get(person), update_id, work))
        self._running[update_id] = self._last[person] = task
        task.add_done_callback(lambda done: self._forget(update_id, person, done))
        return task

    async def settle(self, seconds: float) -> None:
        """Wait until all are handled, at most so long."""
        if self._running:
            await asyncio.wait(set(self._running.values()), timeout=seconds)

    async def close(self) -> None:
        """Let what runs finish for a moment, then end it; Telegram will repeat it."""
        await self.settle(GRACE)
        left = set(self._running.values())
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left)

    def _forget(self, update_id: int, person: int, task: asyncio.Task[None]) -> None:
        self._running.pop(update_id, None)
        if self._last.get(person) is task:
            del self._last[person]

    async def _in_turn(self, before: asyncio.Task[None] | None, update_id: int, work: Work) -> None:
        if before is not None:
            await asyncio.wait([before])
        await self._until_done(update_id, work)

    async def _until_done(self, update_id: int, work: Work) -> None:
        """What passes by itself is tried again, later and later; an update that never works is given up."""
        attempt, pause = 0, self._pause
        while attempt < ATTEMPTS:
            try:
                await work()
            except Away as away:
                log.warning("update_waits", update_id=update_id, cause=repr(away.__cause__))
            except (
                LOST
            ) as error:  # in the middle of it; whether it was the database shows with the next attempt
                attempt += 1
                log.warning("update_interrupted", update_id=update_id, attempt=attempt, error=repr(error))
            except Exception:  # a bug in one update must not stop the bot: tried again, then given up
                attempt += 1
                log.exception("update_attempt_failed", update_id=update_id, attempt=attempt)
            else:
                return
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)
        log.error("update_given_up", update_id=update_id)
