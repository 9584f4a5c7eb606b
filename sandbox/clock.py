"""Routes that show the sandbox's time and move it on.

Other origins cannot move it: a change has to come as `application/json`, which a browser sends across
origins only after asking, and nothing here says yes.
"""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import orjson
from aiohttp import web

from sandbox.guard import guarded
from sandbox.problem import answer, problem

MAX_STEP_SECONDS = 366 * 86_400
MAX_OFFSET_SECONDS = 50 * 366 * 86_400


class SandboxClock(Protocol):
    """What keeps the offset between the sandbox's time and the real one, in whole seconds."""

    async def advance(self, seconds: int) -> None:
        """Move the sandbox's time on; `seconds` > 0."""

    async def reset(self) -> None:
        """Bring the sandbox's time back to the real one."""

    async def offset(self) -> int:
        """How many seconds the sandbox is ahead."""


def real_now() -> datetime:
    """Return the real time, in UTC."""
    return datetime.now(UTC)


def mount(
    application: web.Application,
    *,
    clock: SandboxClock,
    now: Callable[[], datetime] = real_now,
    hosts: Collection[str] = (),
) -> None:
    """Add `GET` and `POST /sandbox/clock`; both answer {now, offset_seconds}."""

    async def told() -> web.Response:
        seconds = await clock.offset()
        return answer({"now": (now() + timedelta(seconds=seconds)).isoformat(), "offset_seconds": seconds})

    async def show(request: web.Request) -> web.Response:
        return await told()

    async def change(request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            return problem(415, "not_json", "Send application/json.")
        refused = await _apply(clock, await request.read())
        return refused or await told()

    application.router.add_get("/sandbox/clock", guarded(show, hosts))
    application.router.add_post("/sandbox/clock", guarded(change, hosts))


async def _apply(clock: SandboxClock, body: bytes) -> web.Response | None:
    """Make the change that the body asks for; return the refusal, or None when it is done."""
    asked = _parsed(body)
    if asked == {"reset": True}:
        await clock.reset()
        return None
    seconds = asked.get("advance_seconds") if isinstance(asked, dict) and len(asked) == 1 else None
    if type(seconds) is not int:
        return problem(422, "clock_invalid", 'Say {"advance_seconds": N} or {"reset": true}.')
    if not 0 < seconds <= MAX_STEP_SECONDS:
        return problem(422, "clock_step", f"Time moves on by 1 to {MAX_STEP_SECONDS} seconds at once.")
    if await clock.offset() + seconds > MAX_OFFSET_SECONDS:
        return problem(422, "clock_far", "The sandbox does not go further into the future than fifty years.")
    await clock.advance(seconds)
    return None


def _parsed(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
