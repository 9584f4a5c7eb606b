"""What the steps of a walk share."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from bot.failures import UNAVAILABLE, Failure
from bot.settings import Settings
from services.clock import Clock
from services.programs import Program

LONGEST_WAIT = 300.0
MACHINE_PATIENCE = 60.0
_LOOK_EVERY = 0.5
T = TypeVar("T")


class Findings(Protocol):
    """Where the doctor's lines go."""

    def good(self, words: str) -> None:
        """Something works."""

    def note(self, words: str) -> None:
        """Something that one may want to know."""

    def bad(self, words: str) -> None:
        """Something does not work."""

    def wait(self, words: str) -> None:
        """The person who reads this is to do something."""


@dataclass(frozen=True)
class Wishes:
    """How to walk: ``program`` by its slug (default: the first), ``key_file`` holds a merchant's key.

    ``patience``: seconds that each step waits for the person.
    """

    program: str | None = None
    key_file: Path | None = None
    patience: float = LONGEST_WAIT


@dataclass
class Walk:
    """One walk; ``stays`` are the lines about what it leaves behind."""

    settings: Settings
    program: Program
    token: str
    clock: Clock
    wishes: Wishes
    findings: Findings
    mark: str
    stays: list[str] = field(default_factory=list)

    @property
    def api(self) -> str:
        """Where the Bot API is."""
        return self.settings.telegram_url

    async def until(self, look: Callable[[], Awaitable[T | None]], otherwise: str, seconds: float) -> T:
        """What ``look`` returns once it is something. Raises Failure with ``otherwise`` after ``seconds``."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while True:
            found = await look()
            if found:
                return found
            if loop.time() > end:
                raise Failure(f"{otherwise} ({seconds:g} s)", UNAVAILABLE)
            await asyncio.sleep(_LOOK_EVERY)

    async def person(self, look: Callable[[], Awaitable[T | None]], otherwise: str) -> T:
        """The same, as long as one waits for a person."""
        return await self.until(look, otherwise, self.wishes.patience)
