"""Faults on demand: what a test wants Telegram to do wrong, per method, chat and number of times."""

import asyncio
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from sandbox.telegram.rules import RULES, TelegramError, too_many

Kind = Literal["status", "html", "hang", "drop"]
_GATEWAY_PAGE = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>"
    b"\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)
_WORDS = {
    400: "Bad Request: fault asked for",
    403: RULES["blocked"].says,
    500: "Internal Server Error",
    502: "Bad Gateway",
}


@dataclass(slots=True)
class Fault:
    """One fault.

    `method` and `chat_id` say which requests (None: any), `times` how many (None: all). `kind`: `status` answers
    with `status` in Telegram's shape (429 carries `retry_after`), `html` with a proxy's page, `hang` answers
    nothing until the faults are cleared, `drop` closes the connection. With `after` the request takes effect
    first and only its answer is lost. `latency_ms` comes before; alone, with status 0, it is only slow.
    """

    method: str | None = None
    chat_id: int | None = None
    times: int | None = 1
    kind: Kind = "status"
    status: int = 0
    retry_after: int = 1
    description: str = ""
    after: bool = False
    latency_ms: float = 0

    def fits(self, method: str, chat_id: str) -> bool:
        """Whether it is meant for this request."""
        return (self.method is None or self.method.lower() == method.lower()) and (
            self.chat_id is None or str(self.chat_id) == chat_id
        )

    def error(self) -> TelegramError:
        """The answer of a `status` fault."""
        if self.status == 429:
            return too_many(self.retry_after)
        return TelegramError(self.status, self.description or _WORDS.get(self.status, "fault asked for"))

    @property
    def page(self) -> bytes:
        """The page of an `html` fault."""
        return _GATEWAY_PAGE

    @property
    def strikes(self) -> bool:
        """Whether it does more than slow down."""
        return self.kind != "status" or self.status != 0

    def body(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


@dataclass(slots=True)
class Faults:
    """The faults that are set, first come first served; `latency_ms` slows every request."""

    latency_ms: float = 0
    planned: list[Fault] = field(default_factory=list)
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, fault: Fault) -> None:
        """Plan a fault."""
        self.planned.append(fault)

    def pick(self, method: str, chat_id: str) -> Fault | None:
        """The fault for this request, counted."""
        for fault in self.planned:
            if fault.fits(method, chat_id):
                self._count(fault)
                return fault
        return None

    def _count(self, fault: Fault) -> None:
        if fault.times is None:
            return
        fault.times -= 1
        if fault.times <= 0:
            self.planned.remove(fault)

    async def slow(self, fault: Fault | None) -> None:
        """Wait as long as was asked for."""
        delay = self.latency_ms + (fault.latency_ms if fault else 0)
        if delay > 0:
            await asyncio.sleep(delay / 1000)

    async def hang(self) -> None:
        """Wait until the faults are cleared."""
        await self._released.wait()

    def clear(self) -> None:
        """No more faults; what hangs goes on."""
        self.planned.clear()
        self.latency_ms = 0
        self._released.set()
        self._released = asyncio.Event()
