"""The files of the page, and the headers that keep it to itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

MEDIA = {"style.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml"}
SECURITY = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
_FOLDER = Path(__file__).parent


def handler(name: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Answers with one file, read once."""
    body = (_FOLDER / name).read_bytes()

    async def serve(request: web.Request) -> web.Response:
        return web.Response(
            body=body,
            content_type=MEDIA[name],
            charset="utf-8",
            headers={**SECURITY, "Cache-Control": "no-cache"},
        )

    return serve
