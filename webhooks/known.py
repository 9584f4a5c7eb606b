"""What the database said a moment ago, so that a busy sender asks it once in that time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Found = TypeVar("Found")

LIFE_SECONDS = 5.0
MOST_KNOWN = 10_000


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Found]):
    found: Found
    until: float


class Known(Generic[Found]):
    """Answers by digest of a secret, never by the secret itself; what was not found is asked for again."""

    def __init__(
        self,
        *,
        life: float = LIFE_SECONDS,
        most: int = MOST_KNOWN,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._life = life
        self._most = most
        self._timer = timer
        self._entries: dict[bytes, _Entry[Found]] = {}
        self._asked: dict[bytes, asyncio.Task[Found | None]] = {}

    def __len__(self) -> int:
        """How many answers are known at the moment."""
        return len(self._entries)

    async def get(self, digest: bytes, ask: Callable[[], Awaitable[Found | None]]) -> Found | None:
        """What is known, else what ``ask()`` finds; who comes meanwhile waits for the same answer."""
        entry = self._entries.get(digest)
        if entry and entry.until > self._timer():
            return entry.found
        task = self._asked.get(digest)
        if task is None:
            task = asyncio.create_task(self._ask(digest, ask))
            self._asked[digest] = task
            task.add_done_callback(lambda _: self._asked.pop(digest, None))
        return await asyncio.shield(task)

    async def _ask(self, digest: bytes, ask: Callable[[], Awaitable[Found | None]]) -> Found | None:
        asked_at = self._timer()
        found = await ask()
        if found is None:
            self._entries.pop(digest, None)
        else:
            self._keep(digest, _Entry(found, asked_at + self._life))
        return found

    def _keep(self, digest: bytes, entry: _Entry[Found]) -> None:
        if len(self._entries) >= self._most:
            now = self._timer()
            self._entries = {key: other for key, other in self._entries.items() if other.until > now}
        if len(self._entries) < self._most:
            self._entries[digest] = entry
