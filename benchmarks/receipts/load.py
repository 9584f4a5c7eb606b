"""The load generator: keep-alive connections that post prepared requests, in a process of its own.

With ``rate`` the requests leave by the clock, whether or not earlier ones were answered, and each is timed
from the moment at which it should have left (no coordinated omission). Without it, each client posts again
as soon as it is answered. With ``until_told`` it goes on until its input ends, at most ``seconds``.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.apart import contender
from benchmarks.receipts.requests import requests

TICK = 0.001
WINDOW = 5.0  # seconds: the worst of these tells what the whole time hides


class Client(asyncio.Protocol):
    """One connection; ``done`` is told when a whole answer has come."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._buffer = b""
        self._missing = -1
        self.due = 0.0
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def post(self, request: bytes, due: float) -> None:
        """Let a request leave that was due at that moment."""
        assert self.transport is not None
        self.due = due
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Collect until the answer is whole."""
        self._buffer += data
        if self._missing < 0:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self._buffer[:end].lower()
            start = head.index(b"content-length:") + 15
            self._missing = end + 4 + int(head[start:].split(b"\r\n", 1)[0])
        if len(self._buffer) >= self._missing:
            answer, self._buffer, self._missing = self._buffer, b"", -1
            self._load.answered(self, answer)

    def connection_lost(self, error: Exception | None) -> None:
        """Nobody hangs up during a measurement."""
        self._load.fail("the server hung up")


class Load:
    """Clients and what they have seen."""

    def __init__(self, prepared: Iterator[bytes], rate: float | None, status: int = 201) -> None:
        self._loop = asyncio.get_running_loop()
        self._prepared = prepared
        self._rate = rate
        self._status = str(status).encode()
        self._free: deque[Client] = deque()
        self._late: deque[float] = deque()
        self._waiting: dict[Client, float] = {}
        self.answers = 0
        self._from = self._until = 0.0
        self.failed: asyncio.Future[None] = self._loop.create_future()
        self.times: list[tuple[float, float]] = []  # when it was due, how long it took
        self.finished = False

    @property
    def seconds(self) -> float:
        """How long was measured."""
        return self._until - self._from

    async def run(self, port: int, clients: int, seconds: float, warm: float, until_told: bool) -> None:
        """Warm up, then measure for so many seconds."""
        for _ in range(clients):
            _, client = await self._loop.create_connection(lambda: Client(self), "127.0.0.1", port)
            self._free.append(client)
        self._from = self._loop.time() + warm
        self._until = self._from + seconds
        if until_told:
            self._loop.add_reader(sys.stdin.fileno(), self._end)
        if self._rate:
            await self._post_by_the_clock(self._rate)
        else:
            while self._free:
                self._free.popleft().post(next(self._prepared), self._loop.time())
        await asyncio.wait([self.failed], timeout=max(0.0, self._until - self._loop.time()))
        self.finished = True
        if self._rate:
            self._count_unanswered()

    def _end(self) -> None:
        self._loop.remove_reader(sys.stdin.fileno())
        self._until = min(self._until, self._loop.time())

    def _count_unanswered(self) -> None:
        """What should have left and was not answered has taken at least until now: not to be left out."""
        now = self._loop.time()
        unanswered = [*self._late, *self._waiting.values()]
        self.times += [(due, now - due) for due in unanswered if due >= self._from]

    async def _post_by_the_clock(self, rate: float) -> None:
        began, number = self._loop.time(), 0
        while (now := self._loop.time()) < self._until and not self.failed.done():
            while began + number / rate <= now:
                self._late.append(began + number / rate)
                number += 1
            self._send_late()
            await asyncio.sleep(TICK)

    def _send_late(self) -> None:
        while self._late and self._free:
            client, due = self._free.popleft(), self._late.popleft()
            self._waiting[client] = due
            client.post(next(self._prepared), due)

    def answered(self, client: Client, answer: bytes) -> None:
        """Note the time, post again."""
        now = self._loop.time()
        if answer[9:12] != self._status:
            self.fail(answer[-300:].decode(errors="replace"))
        self._waiting.pop(client, None)
        if self._from <= now <= self._until:
            self.answers += 1
        if self._from <= (client.due if self._rate else now) and not self.finished:
            self.times.append((client.due, now - client.due))
        if self.finished or self.failed.done():
            return
        if self._rate:
            self._free.append(client)
            self._send_late()
        else:
            client.post(next(self._prepared), now)

    def fail(self, why: str) -> None:
        """Stop: what is not answered as it should be is not worth measuring."""
        if not self.failed.done() and not self.finished:
            self.failed.set_exception(RuntimeError(why))


async def load(
    *,
    port: int,
    path: str,
    key: str,
    prefix: str,
    customers: int,
    clients: int,
    seconds: float,
    warm: float = 1.0,
    rate: float | None = None,
    quotes: bool = False,
    status: int = 201,
    until_told: bool = False,
) -> dict[str, Any]:
    """Answers a second and the times in ms (median, 99th percentile, longest, the worst 5 s' 99th percentile)."""
    gc.disable()
    made = Load(requests(path, key, prefix, customers, quotes=quotes), rate, status)
    await made.run(port, clients, seconds, warm, until_told)
    if made.failed.done():
        made.failed.result()
    if not made.times:
        raise RuntimeError(f"nothing was answered in {seconds} s")
    times = sorted(took for _, took in made.times)
    return {
        "rate": made.answers / made.seconds,
        "p50": times[len(times) // 2] * 1000,
        "p99": _p99(times),
        "longest": times[-1] * 1000,
        "worst": max(_p99(sorted(window)) for window in _windows(made.times)),
    }


def _p99(times: Sequence[float]) -> float:
    return times[int(len(times) * 0.99)] * 1000


def _windows(times: Sequence[tuple[float, float]]) -> list[list[float]]:
    first = min(due for due, _ in times)
    windows: dict[int, list[float]] = {}
    for due, took in times:
        windows.setdefault(int((due - first) / WINDOW), []).append(took)
    return list(windows.values())


if __name__ == "__main__":
    contender(load)
