"""How much is taken, marked and in flight at a time."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass

GROUP_SECONDS = 0.2
MOST_A_GROUP = 400
# marketing weighs so much more: after a crash it is lost to doubt, while the rest is only sent again
MARKETING_WEIGHT = 5


@dataclass(frozen=True, slots=True)
class Pace:
    """``batch`` rows are claimed and marked at a time; ``group`` marketing messages at most are in flight.

    A group is what Telegram takes in 200 ms; two batches fill it, so that one is on its way while the
    other is being settled.
    """

    batch: int
    group: int

    @classmethod
    def of(cls, rate: float) -> Pace:
        """The pace for a rate in messages a second."""
        group = max(1, math.floor(min(rate * GROUP_SECONDS, MOST_A_GROUP)))
        return cls(max(1, group // 2), group)


class Window:
    """How much may be in flight: marked as being sent and not settled yet. One lane takes, several give back."""

    def __init__(self, pace: Pace) -> None:
        self._free = pace.group * MARKETING_WEIGHT
        self._wanted = pace.batch * MARKETING_WEIGHT
        self._freed = asyncio.Event()

    async def room(self) -> None:
        """Wait until a whole batch of any class fits."""
        while self._free < self._wanted:
            self._freed.clear()
            await self._freed.wait()

    def enter(self, weight: int) -> None:
        """Count what is on its way from now on."""
        self._free -= weight

    def leave(self, weight: int) -> None:
        """Count what has been settled."""
        self._free += weight
        self._freed.set()


def weight_of(message_class: str) -> int:
    """What a message weighs in the window."""
    return MARKETING_WEIGHT if message_class == "marketing" else 1
