"""Runs the timetable: watches side by side, jobs by apscheduler, both only where they may run."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from scheduler import leader
from scheduler.errands import Errands
from scheduler.timetable import EPOCH, JOBS, WATCHES, Job, Watch
from services import job_runs, programs
from services.clock import Clock, SystemClock
from services.database import LOST
from services.programs import Program

_log = structlog.get_logger(__name__)


async def run(*, clock: Clock, database_url: str, errands: Errands | None = None) -> None:
    """Do what time brings about until cancelled; heals when PostgreSQL comes back.

    ``errands``: what runs those to Telegram; without it they wait.
    """
    anywhere = [watch for watch in WATCHES if not watch.alone]
    async with asyncio.TaskGroup() as group:
        group.create_task(run_watches(anywhere, clock))
        group.create_task(leader.lead(database_url, lambda: run_as_leader(clock, errands)))


async def run_as_leader(clock: Clock, errands: Errands | None = None) -> None:
    """What only one process does at a time."""
    scheduler = planned(JOBS, clock)
    scheduler.start()
    try:
        alone = [watch for watch in WATCHES if watch.alone]
        await run_watches([*alone, *([Watch("errands", errands.run)] if errands else [])], clock)
    finally:
        scheduler.shutdown(wait=False)


def planned(jobs: Iterable[Job], clock: Clock) -> AsyncIOScheduler:
    """A scheduler with these jobs; slots start at the same moments in every process."""
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": 60}
    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=defaults)
    for job in jobs:
        trigger = IntervalTrigger(seconds=int(job.every.total_seconds()), start_date=EPOCH, timezone="UTC")
        scheduler.add_job(run_job, trigger, args=(job, clock), id=job.name)
    return scheduler


async def run_job(job: Job, clock: Clock) -> None:
    """Run a job for the slot of now, unless that slot has been run. Slots are of the machine's time."""
    slot = job.slot(SystemClock().now())
    if not await job_runs.start(job.name, slot, now=clock.now()):
        return
    try:
        await job.work(clock.now())
    except Exception as error:
        await job_runs.finish(job.name, slot, now=clock.now(), error=repr(error))
        raise
    await job_runs.finish(job.name, slot, now=clock.now())


async def run_watches(watches: Iterable[Watch], clock: Clock) -> None:
    """Run watches side by side until cancelled."""
    async with asyncio.TaskGroup() as group:
        for watch in watches:
            group.create_task(_look_forever(watch, clock))


async def _look_forever(watch: Watch, clock: Clock) -> None:
    while True:
        try:
            for program in await programs.every():
                await _look(watch, program, clock)
        except LOST as error:
            _log.warning("watch_without_database", watch=watch.name, error=type(error).__name__)
        await asyncio.sleep(watch.every)


async def _look(watch: Watch, program: Program, clock: Clock) -> None:
    try:
        await watch.work(program, clock.now())
    except LOST:
        raise
    except Exception:  # one program's trouble must not stop the others; it is looked at again in a moment
        _log.exception("watch_failed", watch=watch.name, program=program.slug)
