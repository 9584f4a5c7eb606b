"""The one table of what happens by time.

A watch compares rows with the clock every second or so, so that nothing has to be planned ahead and the
sandbox's clock may jump. A job runs by the calendar, once in each slot whoever leads.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scheduler import jobs
from services.programs import Program

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Watch:
    """Looks at each program's rows ``every`` so many seconds; ``alone``: only where the leader is."""

    name: str
    work: Callable[[Program, datetime], Awaitable[None]]
    every: float = 1.0
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Job:
    """Runs once in each slot of ``every``, counted from ``EPOCH``."""

    name: str
    work: Callable[[datetime], Awaitable[None]]
    every: timedelta

    def slot(self, moment: datetime) -> datetime:
        """The slot that holds the moment."""
        return EPOCH + (moment - EPOCH) // self.every * self.every


WATCHES = (
    Watch("changes", jobs.consume_changes, every=0.5, alone=False),
    Watch("segments", jobs.evaluate_due),
    Watch("points", jobs.settle_points),
    Watch("burning", jobs.Burning().announce),
    Watch("tiers", jobs.review_tiers),
    Watch("memberships", jobs.Memberships().attend),
    Watch("campaigns", jobs.close_campaigns),
)

JOBS = (
    Job("cleanup", jobs.clean_up, timedelta(hours=1)),
    Job("burning", jobs.announce_burning, timedelta(hours=1)),
)
