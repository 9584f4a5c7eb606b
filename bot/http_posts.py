"""Posts JSON to one HTTP/1.1 server over connections that stay open, and nothing else.

For the sender alone, whose every message is the same request: a general client costs it four times as much
(decision 0018). The server's name and certificate are verified as everywhere.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections import deque
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

from aiohappyeyeballs import start_connection

from bot.http_answers import Answer, BadAnswer, Reader

_TICK = 0.5
_SECOND_ADDRESS_AFTER = 0.25
_HEAD = (
    "POST {target} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Regulars\r\nAccept: application/json\r\n"
    "Content-Type: application/json\r\nContent-Length: "
)


class NotSent(Exception):
    """There was no connection: the request has not left."""


class Lost(Exception):
    """The request left, and no answer came that can be understood."""


class Posts:
    """A pool of at most ``connections`` to the server of ``base_url`` (http or https, maybe with a path).

    ``patience``: seconds for one request, the wait for a connection included. ``idle``: seconds after which an
    unused connection is not trusted any more.
    """

    def __init__(self, base_url: str, *, patience: float, connections: int, idle: float) -> None:
        url = urlsplit(base_url)
        if url.scheme not in ("http", "https") or not url.hostname or url.query or url.fragment:
            raise ValueError("not the address of an HTTP server")
        self._host, self._tls = url.hostname, url.scheme == "https"
        self._port = url.port or (443 if self._tls else 80)
        self._authority, self._path = url.netloc.rpartition("@")[2], url.path.rstrip("/")
        self._patience, self._idle_seconds = patience, idle
        self._room = connections
        self._heads: dict[str, bytes] = {}
        self._idle: list[_Connection] = []
        self._open: set[_Connection] = set()
        self._queue: deque[asyncio.Future[_Connection | None]] = deque()
        self._ticking: asyncio.TimerHandle | None = None
        self._trust: ssl.SSLContext | None = None

    async def post(self, target: str, body: bytes) -> Answer:
        """Post a body to ``/target`` below the base address. Raises NotSent or Lost."""
        head = self._heads.get(target) or self._make_head(target)
        request = b"%b%d\r\n\r\n%b" % (head, len(body), body)
        until = asyncio.get_running_loop().time() + self._patience
        connection = self._trusted() or await self._obtain(until)
        try:
            return await connection.exchange(request, until)
        finally:
            self._give_back(connection)

    def close(self) -> None:
        """Close all connections; requests under way are lost."""
        for connection in list(self._open):
            connection.end(Lost("closed"))
        if self._ticking:
            self._ticking.cancel()
            self._ticking = None

    def _make_head(self, target: str) -> bytes:
        path = f"{self._path}/{target}"
        if not path.isascii() or not path.isprintable() or " " in path:
            raise ValueError("not a target of a request")
        head = _HEAD.format(target=path, host=self._authority).encode("ascii")
        self._heads[target] = head
        return head

    def _trusted(self) -> _Connection | None:
        """The connection that was used last: the others may then grow old and be closed."""
        oldest = asyncio.get_running_loop().time() - self._idle_seconds
        while self._idle:
            connection = self._idle.pop()
            if connection.usable and connection.since > oldest:
                return connection
            connection.end(Lost("too old"))
        return None

    async def _obtain(self, until: float) -> _Connection:
        """A new connection, or the next that is free."""
        try:
            async with asyncio.timeout_at(until):
                while True:
                    if self._room > 0:
                        return await self._connect()
                    waiter = asyncio.get_running_loop().create_future()
                    self._queue.append(waiter)
                    freed = await self._wait(waiter)
                    if freed is not None and freed.usable:
                        return freed
        except TimeoutError:
            raise NotSent("no connection in time") from None

    async def _wait(self, waiter: asyncio.Future[_Connection | None]) -> _Connection | None:
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():  # given away in the same moment: to the next then
                self._pass_on(waiter.result())
            raise

    async def _connect(self) -> _Connection:
        self._room -= 1
        loop = asyncio.get_running_loop()
        try:
            # uvloop's create_connection has no happy eyeballs of its own
            addresses = await loop.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
            reached = await start_connection(addresses, happy_eyeballs_delay=_SECOND_ADDRESS_AFTER)
            _, connection = await loop.create_connection(
                lambda: _Connection(self._forget),
                sock=reached,
                ssl=self._context() if self._tls else None,
                server_hostname=self._host if self._tls else None,
            )
            if not connection.usable:
                raise ConnectionResetError
        except BaseException as error:
            self._room += 1
            self._pass_on(None)
            if isinstance(error, OSError):  # TLS errors are of its kind
                raise NotSent(f"no connection: {error.strerror or type(error).__name__}") from None
            raise
        self._open.add(connection)
        if self._ticking is None:
            self._ticking = loop.call_later(self._tick, self._look)
        return connection

    def _context(self) -> ssl.SSLContext:
        if self._trust is None:
            self._trust = ssl.create_default_context()
        return self._trust

    def _give_back(self, connection: _Connection) -> None:
        if connection.usable:
            connection.since = asyncio.get_running_loop().time()
            self._pass_on(connection)
        else:
            connection.end(Lost("given up"))

    def _pass_on(self, connection: _Connection | None) -> None:
        """To the longest waiting; None: there is room for a new connection."""
        while self._queue:
            waiter = self._queue.popleft()
            if not waiter.done():
                waiter.set_result(connection)
                return
        if connection is not None:
            self._idle.append(connection)

    def _forget(self, connection: _Connection) -> None:
        """A connection has ended."""
        if connection in self._open:
            self._open.discard(connection)
            self._room += 1
            with contextlib.suppress(ValueError):
                self._idle.remove(connection)
            self._pass_on(None)

    @property
    def _tick(self) -> float:
        return min(_TICK, self._patience / 4)

    def _look(self) -> None:
        """End what has waited too long for an answer or for work: one timer for all connections."""
        self._ticking = None
        loop = asyncio.get_running_loop()
        now = loop.time()
        for connection in list(self._open):
            if connection.until < now or (connection.usable and connection.since < now - self._idle_seconds):
                connection.end(Lost("no answer in time"))
        if self._open:
            self._ticking = loop.call_later(self._tick, self._look)


class _Connection(asyncio.Protocol):
    """One connection with at most one request under way; ``until``: when its answer is due.

    ``since``: when it was last given back; infinite while it is in use.
    """

    def __init__(self, ended: Callable[[_Connection], None]) -> None:
        self._ended = ended
        self._reader = Reader()
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[Answer] | None = None
        self._lasting = True
        self.until = self.since = float("inf")

    @property
    def usable(self) -> bool:
        """Whether another request may be sent."""
        return self._lasting and self._waiter is None

    async def exchange(self, request: bytes, until: float) -> Answer:
        """Send a request and wait for its answer. Raises NotSent or Lost."""
        transport = self._transport
        if transport is None or not self.usable or transport.is_closing():
            raise NotSent("the connection has just ended")
        self.until, self.since = until, float("inf")
        self._waiter = asyncio.get_running_loop().create_future()
        transport.write(request)
        try:
            return await self._waiter
        except asyncio.CancelledError:
            self.end(Lost("cancelled"))  # its answer must not be taken for the next one's
            raise

    def end(self, reason: Lost) -> None:
        """Close it; a request under way is lost for this reason."""
        self._lasting = False
        if self._transport is not None:
            self._transport.abort()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(reason)
        self._waiter = None
        self._ended(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name

    def data_received(self, data: bytes) -> None:
        """A part of an answer."""
        if self._waiter is None:
            self.end(Lost("an answer that nobody waits for"))
            return
        try:
            answer = self._reader.feed(data)
        except BadAnswer as error:
            self.end(Lost(str(error)))
            return
        if answer is not None:
            self._take(answer)

    def eof_received(self) -> None:
        """The server has said all it will say; the connection closes by itself."""

    def connection_lost(self, error: Exception | None) -> None:
        """The end, which may be what completes an answer."""
        self._lasting = False
        if self._waiter is not None and error is None:
            try:
                self._take(self._reader.end())
            except BadAnswer as bad:
                self.end(Lost(str(bad)))
        self.end(Lost(type(error).__name__ if error else "ended"))

    def _take(self, answer: Answer) -> None:
        waiter, self._waiter = self._waiter, None
        self.until = float("inf")
        self._lasting = self._lasting and answer.lasting and self._reader.clean
        if waiter is not None and not waiter.done():
            waiter.set_result(answer)
