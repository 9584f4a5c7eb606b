"""The time, which is a parameter of every command; the sandbox may run ahead of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

from services.database import fetch, row, rows, transaction


class Clock(Protocol):
    """Tells the time in UTC."""

    def now(self) -> datetime:
        """The aware time of now."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The aware time of now."""
        return datetime.now(UTC)


class SandboxClock:
    """The machine's clock plus the offset that every role reads from one row."""

    def __init__(self) -> None:
        self._offset = timedelta(0)

    def now(self) -> datetime:
        """The aware time of now, as far ahead as the sandbox's page asked for."""
        return datetime.now(UTC) + self._offset

    def offset(self) -> timedelta:
        """How far ahead this clock runs."""
        return self._offset

    async def refresh(self) -> None:
        """Read the offset that another role may have changed."""
        found = await row("select offset_seconds from sandbox_clock where id = 1")
        self._offset = timedelta(seconds=found["offset_seconds"] if found else 0)

    async def advance(self, seconds: int) -> None:
        """Move the sandbox forward; time never goes back but by ``reset``."""
        await rows(
            "insert into sandbox_clock (id, offset_seconds) values (1, $1)"
            " on conflict (id) do update set offset_seconds = sandbox_clock.offset_seconds + $1",
            seconds,
        )
        await self.refresh()

    async def reset(self) -> None:
        """Back to the machine's time."""
        async with transaction() as connection:
            await fetch(connection, "delete from sandbox_clock")
        await self.refresh()
