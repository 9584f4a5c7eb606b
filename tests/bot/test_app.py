"""What every process does beside its roles."""

import asyncio
import contextlib
from datetime import timedelta

import asyncpg
import pytest

from bot import app
from services.clock import SandboxClock


class _Flickering(SandboxClock):
    """A clock whose database is away for its first looks."""

    def __init__(self, *errors: Exception) -> None:
        super().__init__()
        self._errors = list(errors)
        self.looks = 0

    async def refresh(self) -> None:
        self.looks += 1
        if self._errors:
            raise self._errors.pop()
        self._offset = timedelta(hours=1)


async def test_the_clock_is_followed_through_a_restart_of_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "_CLOCK_SECONDS", 0.001)
    clock = _Flickering(
        ConnectionRefusedError(),
        asyncpg.CannotConnectNowError("the database system is starting up"),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.CrashShutdownError("terminating connection"),
    )
    task = asyncio.create_task(app._follow_clock(clock))
    try:
        async with asyncio.timeout(5):
            while clock.looks < 5 and not task.done():
                await asyncio.sleep(0.001)
        assert not task.done(), task.exception()
        assert clock.offset() == timedelta(hours=1)
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await task
