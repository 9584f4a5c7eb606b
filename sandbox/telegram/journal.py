"""The journal: every request that the bots made, the newest kept, for tests to look at and to wait for."""

import asyncio
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Any

_KEPT = 5000


@dataclass(frozen=True, slots=True)
class Entry:
    """One request and how it was answered. `time` is Unix time when it arrived."""

    number: int
    time: float
    bot_id: int
    method: str
    chat_id: int | None
    params: dict[str, str]
    status: int
    description: str = ""

    def body(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


@dataclass(slots=True)
class Journal:
    """The last requests, oldest first."""

    entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=_KEPT))
    _count: int = 0
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    def add(
        self, time: float, bot_id: int, method: str, params: dict[str, str], status: int, description: str
    ) -> None:
        """Write a request down, after it was answered."""
        self._count += 1
        chat = params.get("chat_id", "")
        chat_id = int(chat) if chat.removeprefix("-").isdecimal() else None
        self.entries.append(Entry(self._count, time, bot_id, method, chat_id, params, status, description))
        self._more.set()
        self._more = asyncio.Event()

    def find(self, method: str | None = None, chat_id: int | None = None) -> list[Entry]:
        """The requests of a method (any case) and to a chat, oldest first."""
        return [
            entry
            for entry in self.entries
            if (method is None or entry.method.lower() == method.lower())
            and (chat_id is None or entry.chat_id == chat_id)
        ]

    async def wait(
        self, method: str | None = None, *, chat_id: int | None = None, count: int = 1, seconds: float = 5
    ) -> list[Entry]:
        """Wait until there are `count` such requests. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while len(found := self.find(method, chat_id)) < count:
                await self._more.wait()
        return found

    def clear(self) -> None:
        """Forget all."""
        self.entries.clear()
