"""Around every request: its id, one line in the log, its count and its time."""

from __future__ import annotations

import logging
import re
import secrets
import time

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from webhooks.metrics import Metrics

REQUEST_ID = web.RequestKey("request_id", str)
HEADER = "X-Request-Id"
UNMATCHED = "unmatched"
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_log = structlog.get_logger("webhooks.access")


class _WithoutContent(logging.Filter):
    """Keeps of an error that aiohttp meets only its kind: its words quote the bytes that were sent."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Drop the traceback, name the error."""
        if record.exc_info and record.exc_info[0]:
            record.msg = f"{record.msg} ({record.exc_info[0].__name__})"
            record.exc_info = record.exc_text = None
        return True


def server_log() -> logging.Logger:
    """The log of the HTTP server itself, e.g. of requests that are not HTTP."""
    log = logging.getLogger("webhooks.server")
    if not log.filters:
        log.addFilter(_WithoutContent())
    return log


def route_of(request: web.Request) -> str:
    """The template of the path (``/v1/holds/{hold}``): a path itself may hold a token or a card."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else UNMATCHED


def request_id(request: web.Request) -> str:
    """The caller's own id of the request when it is a sane one, else a new one."""
    sent = request.headers.get(HEADER)
    return sent if sent and _ID.fullmatch(sent) else secrets.token_hex(8)


def around(metrics: Metrics) -> Middleware:
    """The middleware that wraps all others."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        started = time.perf_counter()
        request[REQUEST_ID] = request_id(request)
        status = 499  # the caller hung up
        try:
            response = await handler(request)
            status = response.status
        finally:
            _note(metrics, request, status, time.perf_counter() - started)
        if not response.prepared:
            response.headers[HEADER] = request[REQUEST_ID]
            response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return middleware


def _note(metrics: Metrics, request: web.Request, status: int, seconds: float) -> None:
    """Count it, and log it: what went well only at the level debug, since tills call thousands of times."""
    route = route_of(request)
    metrics.request(request.method, route, status, seconds)
    log = _log.debug if status < 400 else _log.info
    log(
        "request",
        method=request.method[:16],
        route=route,
        status=status,
        ms=round(seconds * 1000, 1),
        id=request[REQUEST_ID],
    )
