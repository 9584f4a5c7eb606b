"""One scheduler leads; another takes over when the leader's connection dies; each slot runs once."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from scheduler import leader
from scheduler.loop import planned, run_job
from scheduler.timetable import JOBS, Job
from services import job_runs
from services.clock import SystemClock
from services.database import rows

HOLDER = (
    "select pid from pg_locks join pg_database on pg_database.oid = database"
    " where locktype = 'advisory' and datname = current_database()"
)


class Candidate:
    """Counts how often it leads and says whether it does now."""

    def __init__(self) -> None:
        self.leads = False
        self.terms = 0

    async def work(self) -> None:
        self.leads = True
        self.terms += 1
        try:
            await asyncio.Event().wait()
        finally:
            self.leads = False


@contextlib.asynccontextmanager
async def running(database: str, candidate: Candidate) -> AsyncIterator[None]:
    task = asyncio.create_task(leader.lead(database, candidate.work))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def until(done: object, patience: float = 8.0) -> None:
    deadline = time.monotonic() + patience
    while True:
        if done():  # type: ignore[operator]  # always a function here
            return
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.02)


async def test_one_of_two_leads_and_the_other_takes_over(database: str) -> None:
    one, other = Candidate(), Candidate()
    async with running(database, one):
        await until(lambda: one.leads)
        async with running(database, other):
            await asyncio.sleep(1.5)
            assert not other.leads
            await rows(f"select pg_terminate_backend(pid) from ({HOLDER}) holder")
            await until(lambda: one.leads != other.leads)
            for _ in range(100):
                assert not (one.leads and other.leads)
                await asyncio.sleep(0.01)


async def test_a_leader_that_ends_leaves_the_lock(database: str) -> None:
    one, other = Candidate(), Candidate()
    async with running(database, one):
        await until(lambda: one.leads)
    assert not one.leads
    async with running(database, other):
        await until(lambda: other.leads)


async def test_a_slot_runs_once_whoever_believes_to_lead(database: str) -> None:
    ran: list[datetime] = []

    async def work(now: datetime) -> None:
        ran.append(now)
        await asyncio.sleep(0.05)

    job = Job("test", work, timedelta(days=1))
    await asyncio.gather(*(run_job(job, SystemClock()) for _ in range(5)))
    assert len(ran) == 1
    (run,) = await rows("select job, slot, finished_at, error from job_run")
    assert (run["job"], run["slot"], run["error"]) == ("test", job.slot(datetime.now(UTC)), None)
    assert run["finished_at"] is not None


async def test_a_job_that_fails_says_why(database: str) -> None:
    async def work(now: datetime) -> None:
        raise ValueError("no such thing")

    with contextlib.suppress(ValueError):
        await run_job(Job("broken", work, timedelta(hours=1)), SystemClock())
    assert (await rows("select error from job_run"))[0]["error"] == "ValueError('no such thing')"


async def test_another_slot_runs_again(database: str, now: datetime) -> None:
    assert await job_runs.start("job", now, now=now)
    assert not await job_runs.start("job", now, now=now)
    assert await job_runs.start("job", now + timedelta(hours=1), now=now)
    assert await job_runs.start("other", now, now=now)


async def test_every_job_is_planned_in_utc_without_overlap() -> None:
    scheduler = planned(JOBS, SystemClock())
    scheduler.start(paused=True)
    try:
        jobs = scheduler.get_jobs()
        assert {job.id for job in jobs} == {job.name for job in JOBS}
        for job in jobs:
            assert (job.max_instances, job.coalesce, job.misfire_grace_time) == (1, True, 60)
            assert job.next_run_time.utcoffset() == timedelta(0)
            assert (job.next_run_time.minute, job.next_run_time.second) == (0, 0)
    finally:
        scheduler.shutdown(wait=False)
