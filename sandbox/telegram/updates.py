"""Updates: what waits for a bot, and long polling with Telegram's offsets.

Offsets: https://core.telegram.org/bots/api#getupdates; the edges (an offset far ahead is ignored, -n keeps the
last n) are those of https://github.com/tdlib/td/blob/master/tddb/td/db/TQueue.cpp.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from sandbox.telegram.bots import Bot, Pending
from sandbox.telegram.rules import TelegramError, refuse

KEPT_SECONDS = 24 * 3600
LIMIT_MOST = 100
TIMEOUT_MOST = 50
_AHEAD = 10
_ASKED_FOR_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class Line:
    """The queue of one bot's updates. `wake` is called when one comes; a poll that waits is woken by itself."""

    def __init__(self, bot: Bot, clock: Callable[[], float], wake: Callable[[int], None]) -> None:
        self.bot = bot
        self.last_poll = 0.0
        self._clock = clock
        self._wake = wake
        self._waiter: asyncio.Future[None] | None = None

    @property
    def is_polled(self) -> bool:
        """Whether somebody waits for updates right now."""
        return self._waiter is not None

    def push(self, kind: str, body: dict[str, Any], chat_id: int) -> int | None:
        """Queue an update; returns its id, or None when the bot does not want this kind."""
        if not self._wanted(kind):
            return None
        update_id = self.bot.next_update
        self.bot.next_update += 1
        update = {"update_id": update_id, kind: body}
        self.bot.pending[update_id] = Pending(self._clock(), chat_id, update)
        self._release()
        self._wake(update_id)
        return update_id

    def take(self, offset: int, limit: int) -> list[dict[str, Any]]:
        """The updates from an offset; the ones before it are confirmed and gone."""
        self._drop_old()
        if offset < 0:
            self._confirm(self.bot.next_update + offset)
        elif offset <= self.bot.next_update + _AHEAD:
            self._confirm(offset)
        found = list(self.bot.pending.values())[:limit]
        return [pending.body for pending in found]

    async def poll(self, offset: int, limit: int, seconds: int) -> list[dict[str, Any]]:
        """The updates from an offset, waiting for the first. A later poll ends this one with 409."""
        self.last_poll = self._clock()
        found = self.take(offset, limit)
        if found or seconds <= 0:
            return found
        self.abort(refuse("other-poll"))
        await self._wait(seconds)
        self.last_poll = self._clock()
        return self.take(0, limit)

    def abort(self, error: TelegramError | None) -> None:
        """End a waiting poll: with an error, or with what there is."""
        waiter, self._waiter = self._waiter, None
        if waiter is None or waiter.done():
            return
        if error is None:
            waiter.set_result(None)
        else:
            waiter.set_exception(error)

    async def _wait(self, seconds: float) -> None:
        waiter = self._waiter = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await waiter
        except TimeoutError:
            pass
        finally:
            if self._waiter is waiter:
                self._waiter = None

    def _release(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _wanted(self, kind: str) -> bool:
        if self.bot.allowed is None:
            return kind not in _ASKED_FOR_ONLY
        return kind in self.bot.allowed

    def _confirm(self, before: int) -> None:
        while self.bot.pending and (first := next(iter(self.bot.pending))) < before:
            del self.bot.pending[first]

    def _drop_old(self) -> None:
        oldest = self._clock() - KEPT_SECONDS
        while self.bot.pending:
            first = next(iter(self.bot.pending))
            if self.bot.pending[first].at >= oldest:
                return
            del self.bot.pending[first]
