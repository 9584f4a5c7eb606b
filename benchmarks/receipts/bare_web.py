"""The same server stack with a handler that reads the body and answers at once: no parsing, no database."""

from __future__ import annotations

import asyncio

import uvloop
from aiohttp import web

from benchmarks.apart import contender
from benchmarks.house import SECRET
from benchmarks.receipts.rows import ANSWER
from bot.logs import configure
from services.clock import SystemClock
from services.keyring import Keyring
from services.receipts.recorder import Recorder
from webhooks.api.answers import encode
from webhooks.server import application, runner


async def _answer(request: web.Request) -> web.Response:
    await request.read()
    return web.Response(body=ANSWER, status=201, content_type="application/json")


async def serve(*, port: int) -> None:
    """Serve until stopped."""
    configure("warning", "console")
    keyring = Keyring(SECRET)
    recorder = Recorder(keyring=keyring, encode=encode)
    app = application(clock=SystemClock(), keyring=keyring, recorder=recorder, readiness={})
    app.router.add_post("/bare", _answer)
    serving = runner(app)
    await serving.setup()
    await web.TCPSite(serving, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    contender(serve, uvloop.new_event_loop)  # as the web role runs
