"""Is this process alive, and is it ready to serve."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import orjson
import structlog
from aiohttp import web

Check = Callable[[], Awaitable[object]]
TIMEOUT_SECONDS = 2.0
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Readiness:
    """Checks by name, each a coroutine function that raises when its part cannot be used.

    Without one in ``degrading`` the program serves on (Redis holds nothing that cannot be lost).
    """

    checks: Mapping[str, Check]
    degrading: frozenset[str] = frozenset({"redis"})

    async def examine(self) -> tuple[str, dict[str, str]]:
        """The state as a whole (ready, degraded, unavailable), and of each part (ok, failing)."""
        answers = await asyncio.gather(*(_passes(name, check) for name, check in self.checks.items()))
        found = dict(zip(self.checks, answers, strict=True))
        failing = {name for name, passed in found.items() if not passed}
        state = "ready" if not failing else "degraded" if failing <= self.degrading else "unavailable"
        return state, {name: "ok" if passed else "failing" for name, passed in found.items()}


async def _passes(name: str, check: Check) -> bool:
    try:
        await asyncio.wait_for(check(), TIMEOUT_SECONDS)
    except Exception as error:  # whatever it is, the part is not ready; its words may hold an address
        _log.warning("not_ready", check=name, error=type(error).__name__)
        return False
    return True


async def alive(request: web.Request) -> web.Response:
    """Answer that the process runs, whatever its database does."""
    return _json({"status": "alive"}, 200)


def ready(readiness: Readiness) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Answer 200 while everything that is needed can be used, else 503; each check by name."""

    async def handler(request: web.Request) -> web.Response:
        state, checks = await readiness.examine()
        return _json({"status": state, "checks": checks}, 503 if state == "unavailable" else 200)

    return handler


def _json(document: dict[str, object], status: int) -> web.Response:
    body = orjson.dumps(document)
    return web.Response(
        body=body, status=status, content_type="application/json", headers={"Cache-Control": "no-store"}
    )
