"""Telegram's webhook: the web role lets in who knows the secret, the bot role in its process handles.

Telegram -> web role, ``/telegram/<program>`` -> bot role on a loopback port that ``DATA_DIR`` names. Both
compare the secret before anything else; 200 goes back only when the update's handler has finished.
See docs/decisions/0016-webhook.md.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import structlog
from aiohttp import web

from services.keyring import Keyring

PURPOSE = "telegram_webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
PATH = "/telegram/{program:[a-z][a-z0-9-]{0,39}}"
PORT_FILE = "webhook.port"
LARGEST_UPDATE = 512 * 1024
LONGEST_ANSWER = 55.0  # Telegram gives a webhook a minute
_log = structlog.get_logger(__name__)

Receive = Callable[[dict[str, Any]], Awaitable[None]]


def secret(keyring: Keyring, slug: str) -> str:
    """The token that Telegram sends with every update of a program; nothing has to be kept."""
    return keyring.sign(PURPOSE, slug)


def address(public_url: str, slug: str) -> str:
    """Where Telegram is to send a program's updates."""
    return f"{public_url}/telegram/{slug}"


async def admitted(request: web.Request, keyring: Keyring) -> bytes:
    """The body of a request that knows the secret.

    Raises HTTPUnauthorized before the body is read, HTTPRequestEntityTooLarge for one too long.
    """
    expected = secret(keyring, request.match_info["program"])
    given = request.headers.get(SECRET_HEADER, "")
    if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode()):
        raise web.HTTPUnauthorized
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > LARGEST_UPDATE:
            raise web.HTTPRequestEntityTooLarge(LARGEST_UPDATE, len(body))
    return bytes(body)


class Door:
    """The bot role's end: takes updates on a loopback port while it is open."""

    def __init__(self, keyring: Keyring, data_dir: Path) -> None:
        self._keyring = keyring
        self._file = data_dir / PORT_FILE
        self._receivers: dict[str, Receive] = {}

    def admit(self, slug: str, receive: Receive) -> None:
        """A program's updates go to ``receive`` from now on; it returns when the handler has finished."""
        self._receivers[slug] = receive

    def dismiss(self, slug: str) -> None:
        """Nobody takes this program's updates any more; Telegram keeps them."""
        self._receivers.pop(slug, None)

    @contextlib.asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Listen for the length of the block."""
        app = web.Application(client_max_size=LARGEST_UPDATE)
        app.router.add_post(PATH, self._take)
        runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=3.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            _write(self._file, str(runner.addresses[0][1]))
            yield
        finally:
            await runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        body = await admitted(request, self._keyring)
        receive = self._receivers.get(request.match_info["program"])
        if receive is None:
            raise web.HTTPServiceUnavailable
        try:
            update = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise web.HTTPBadRequest from None
        if not isinstance(update, dict):
            raise web.HTTPBadRequest
        await receive(update)
        return web.Response()


def mount(application: web.Application, keyring: Keyring, data_dir: Path) -> None:
    """Add the web role's end: hands updates on to the bot role and waits for its answer."""
    session = web.AppKey("telegram_session", aiohttp.ClientSession)

    async def connected(app: web.Application) -> AsyncIterator[None]:
        timeout = aiohttp.ClientTimeout(total=LONGEST_ANSWER)
        async with aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as opened:
            app[session] = opened
            yield

    async def hand_on(request: web.Request) -> web.Response:
        body = await admitted(request, keyring)
        slug = request.match_info["program"]
        return await _handed_on(request.app[session], data_dir / PORT_FILE, slug, secret(keyring, slug), body)

    application.cleanup_ctx.append(connected)
    application.router.add_post(PATH, hand_on)


async def _handed_on(
    session: aiohttp.ClientSession, file: Path, slug: str, token: str, body: bytes
) -> web.Response:
    """The bot role's answer; 503 when it is away, so that Telegram repeats."""
    try:
        port = int(await asyncio.to_thread(file.read_text))
        url = f"http://127.0.0.1:{port}/telegram/{slug}"
        async with session.post(url, data=body, headers={SECRET_HEADER: token}) as answer:
            return web.Response(status=answer.status)
    except (OSError, ValueError, aiohttp.ClientError, TimeoutError) as error:
        _log.warning("webhook_bot_away", program=slug, error=type(error).__name__)
        return web.Response(status=503, headers={"Retry-After": "1"})


def _write(file: Path, text: str) -> None:
    draft = file.with_name(file.name + ".new")
    draft.write_text(text)
    draft.replace(file)
