"""Refusals of the sandbox's own routes, as RFC 9457 problem documents."""

from typing import Any

import orjson
from aiohttp import web


def problem(status: int, code: str, detail: str, **facts: Any) -> web.Response:
    """Build an `application/problem+json` answer; `detail` is for people, `code` for programs."""
    body = {"type": "about:blank", "title": detail, "status": status, "code": code, "detail": detail, **facts}
    return web.Response(status=status, body=orjson.dumps(body), content_type="application/problem+json")


def answer(body: Any, status: int = 200) -> web.Response:
    """Build a JSON answer that no cache keeps."""
    return web.Response(
        status=status,
        body=orjson.dumps(body),
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
