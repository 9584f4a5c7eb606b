"""A Telegram that answers after 50 ms and does nothing else: bare asyncio, so that it costs little.

GET asks how many messages it has answered since the last reset, and when the first and the last came.
"""

from __future__ import annotations

import asyncio
from collections import deque

import orjson

from benchmarks.apart import contender

LATENCY = 0.05
ANSWER = orjson.dumps(
    {"ok": True, "result": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "x"}}
)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


class Telegram:
    """Answers in the order of arrival; all wait equally long, so one timer is enough."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[tuple[float, asyncio.Transport]] = deque()
        self._response = HEAD % len(ANSWER) + ANSWER
        self.count = 0
        self.first = self.last = 0.0

    def take(self, transport: asyncio.Transport) -> None:
        """A message has come."""
        now = self._loop.time()
        self.first, self.last, self.count = self.first or now, now, self.count + 1
        self._waiting.append((now + LATENCY, transport))
        if len(self._waiting) == 1:
            self._loop.call_at(now + LATENCY, self._answer)

    def _answer(self) -> None:
        now = self._loop.time()
        while self._waiting and self._waiting[0][0] <= now:
            _, transport = self._waiting.popleft()
            if not transport.is_closing():
                transport.write(self._response)
        if self._waiting:
            self._loop.call_at(self._waiting[0][0], self._answer)

    def tell(self, transport: asyncio.Transport, target: bytes) -> None:
        """Say what has come; "/reset" forgets it."""
        if target.startswith(b"/reset"):
            self.count, self.first, self.last = 0, 0.0, 0.0
        body = orjson.dumps({"count": self.count, "first": self.first, "last": self.last})
        transport.write(HEAD % len(body) + body)


class Connection(asyncio.Protocol):
    """Cuts requests out of the stream."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """One request after another."""
        self._buffer += data
        while self._one():
            pass

    def _one(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0 or self._transport is None:
            return False
        head = self._buffer[:end].lower()
        start = head.find(b"content-length:")
        length = int(head[start + 15 :].split(b"\r\n", 1)[0]) if start >= 0 else 0
        if len(self._buffer) < end + 4 + length:
            return False
        self._buffer = self._buffer[end + 4 + length :]
        if head.startswith(b"get "):
            self._telegram.tell(self._transport, head[4:])
        else:
            self._telegram.take(self._transport)
        return True


async def serve(*, port: int) -> None:
    """Serve until stopped."""
    telegram = Telegram()
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(telegram), "127.0.0.1", port, backlog=1000
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    contender(serve)
