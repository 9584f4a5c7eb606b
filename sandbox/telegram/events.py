"""What happens in the chats, told to whoever listens: the page (by SSE) and the tests' client."""

import asyncio
from types import TracebackType
from typing import Any

_KEPT = 1000


class Subscription:
    """A queue of events. When nobody reads it, the oldest are dropped."""

    def __init__(self, events: "Events") -> None:
        self._events = events
        self._queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()

    def put(self, event: dict[str, Any] | None) -> None:
        """Add an event; None ends the subscription."""
        if self._queue.qsize() >= _KEPT:
            self._queue.get_nowait()
        self._queue.put_nowait(event)

    async def next(self) -> dict[str, Any] | None:
        """The next event, or None when there will be no more."""
        return await self._queue.get()

    def __enter__(self) -> "Subscription":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._events.drop(self)


class Events:
    """Everybody who listens."""

    def __init__(self) -> None:
        self._listeners: set[Subscription] = set()

    def subscribe(self) -> Subscription:
        """A new subscription, to be used as a context manager."""
        subscription = Subscription(self)
        self._listeners.add(subscription)
        return subscription

    def drop(self, subscription: Subscription) -> None:
        """Stop telling this one."""
        self._listeners.discard(subscription)

    def tell(self, kind: str, chat: int | None = None, **facts: Any) -> None:
        """Tell everybody. `kind`: message edit delete answer keyboard commands typing blocked people faults stars."""
        for listener in self._listeners:
            listener.put({"chat": chat, "kind": kind, **facts})

    def close(self) -> None:
        """End all subscriptions."""
        for listener in self._listeners:
            listener.put(None)
