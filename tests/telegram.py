"""A tiny Telegram for tests of the sender: remembers every request and answers as it is told."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web

TOKEN = "123456789:" + "A" * 35


@dataclass
class Request:
    """One request: when it came (monotonic), for which method, with which fields."""

    at: float
    method: str
    fields: dict[str, Any]
    picture: bytes | None = None

    @property
    def chat(self) -> int:
        return int(self.fields["chat_id"])

    @property
    def text(self) -> str:
        return str(self.fields.get("text") or self.fields.get("caption"))


@dataclass
class Reply:
    """What to answer: ``body`` bytes go out as they are; ``hang`` seconds go by first."""

    status: int = 200
    body: Any = None
    hang: float = 0.0


Answer = Callable[[Request], Reply | None]


def refusal(code: int, description: str, **parameters: Any) -> Reply:
    """An error as the Bot API words it."""
    body = {"ok": False, "error_code": code, "description": description}
    return Reply(code, body | ({"parameters": parameters} if parameters else {}))


@dataclass
class FakeTelegram:
    """``answer`` decides about each request; None (or no ``answer``) sends it."""

    url: str = ""
    latency: float = 0.0
    answer: Answer | None = None
    requests: list[Request] = field(default_factory=list)
    sent: list[Request] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        asked = await _read(request)
        self.requests.append(asked)
        reply = (self.answer(asked) if self.answer else None) or Reply()
        await asyncio.sleep(reply.hang + self.latency)
        if reply.body is None and reply.status == 200:
            self.sent.append(asked)
            reply.body = {"ok": True, "result": {"message_id": len(self.sent)}}
        body = reply.body if isinstance(reply.body, bytes) else orjson.dumps(reply.body)
        return web.Response(status=reply.status, body=body, content_type="application/json")


async def _read(request: web.Request) -> Request:
    method = request.match_info["method"]
    if request.content_type == "application/json":
        return Request(time.monotonic(), method, orjson.loads(await request.read()))
    form = dict(await request.post())
    picture = form.pop("photo")
    assert isinstance(picture, web.FileField)
    return Request(time.monotonic(), method, form, picture.file.read())


@contextlib.asynccontextmanager
async def fake_telegram() -> AsyncIterator[FakeTelegram]:
    """A server on a port of its own."""
    telegram = FakeTelegram()
    app = web.Application(client_max_size=20_000_000)
    app.router.add_post(f"/bot{TOKEN}/{{method}}", telegram.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    telegram.url = f"http://127.0.0.1:{port}"
    try:
        yield telegram
    finally:
        await runner.cleanup()
