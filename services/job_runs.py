"""Runs of scheduled jobs, fenced so that each slot of time runs once whoever believes to lead."""

from __future__ import annotations

from datetime import datetime

from services.database import rows

START = """
insert into job_run (job, slot, started_at) values ($1, $2, $3) on conflict (job, slot) do nothing returning id
"""


async def start(job: str, slot: datetime, *, now: datetime) -> bool:
    """Claim the slot; False when it has been run, or is being run, by somebody else."""
    return bool(await rows(START, job, slot, now))


async def finish(job: str, slot: datetime, *, now: datetime, error: str | None = None) -> None:
    """Write down how the run ended."""
    await rows(
        "update job_run set finished_at = $3, error = $4 where job = $1 and slot = $2",
        job,
        slot,
        now,
        error[:200] if error else None,
    )
