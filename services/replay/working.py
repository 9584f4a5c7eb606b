"""The work of a replay on one range of customers, in this process or in one of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from multiprocessing import parent_process

from services import database
from services.program_file import ProgramConfig, parse
from services.replay import reading
from services.replay.reading import Chunk, Month
from services.rules import earning_terms
from services.rules.clubs import Stay
from services.rules.replaying import Person, Replay, Tallies

NICENESS = 10  # receipts are recorded first
NOBODY = Person()


@dataclass(frozen=True, slots=True)
class Job:
    """What to replay: receipts before ``end``, counted from ``begin`` on, through two files."""

    program_id: int
    present: str
    new: str
    begin: datetime | None
    end: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """What became of a chunk."""

    receipts: int
    present: Tallies
    new: Tallies


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known of customers: birthdays, codes of favourite categories by month, stays in clubs and segments."""

    birthdays: Mapping[int, date]
    favourites: Mapping[int, Mapping[Month, frozenset[str]]]
    stays: Mapping[int, Sequence[Stay]]
    segments: Mapping[int, Sequence[Stay]]

    def person(self, customer: int, config: ProgramConfig) -> Person:
        """The customer as this file sees it: a code that it does not have is no favourite."""
        birthday, chosen = self.birthdays.get(customer), self.favourites.get(customer, {})
        stays, segments = self.stays.get(customer, ()), self.segments.get(customer, ())
        if not (birthday or chosen or stays or segments):
            return NOBODY
        lines = {one.code: one.of_lines for one in config.favourite_categories} if chosen else {}
        months = {
            month: frozenset(line for code in codes for line in lines.get(code, ()))
            for month, codes in chosen.items()
        }
        return Person(birthday, months, stays, segments)


class Worker:
    """Replays chunks of one job with what it has read of the program."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._present = parse(job.present, stored=True)
        self._new = parse(job.new, stored=True)
        self._places: reading.Places | None = None

    async def replay(self, chunk: Chunk) -> Part:
        """Go through the customers of a chunk."""
        job = self._job
        self._places = self._places or await reading.places(job.program_id)
        told = await self._told(chunk)
        used = await reading.codes(job.program_id, chunk)
        present, new = self._through(self._present), self._through(self._new)
        async for customer, sales in reading.customers(job.program_id, self._places, chunk, job.end, used):
            present.customer(told.person(customer, self._present), sales)
            new.customer(told.person(customer, self._new), sales)
        return Part(chunk.receipts, dict(present.tallies), dict(new.tallies))

    def _through(self, config: ProgramConfig) -> Replay:
        return Replay(config, config.stores[0].zone, begin=self._job.begin, end=self._job.end)

    async def _told(self, chunk: Chunk) -> _Told:
        """What the rules of either file ask of the customers."""
        needs = [earning_terms.needs(config) for config in (self._present, self._new)]
        asked = {
            coupon.segment
            for config in (self._present, self._new)
            for coupon in config.coupon_terms
            if coupon.segment
        }
        program = self._job.program_id
        return _Told(
            await reading.birthdays(program, chunk) if any(need.birthday for need in needs) else {},
            await reading.favourites(program, chunk) if any(need.favourites for need in needs) else {},
            await reading.stays(program, chunk) if any(need.clubs for need in needs) else {},
            await reading.segments(program, chunk, asked) if asked else {},
        )


class _Process:
    """A process of its own: an event loop, a connection and a worker that live as long as it does."""

    def __init__(self, url: str, job: Job) -> None:
        with contextlib.suppress(OSError):
            os.nice(NICENESS)
        self._runner = asyncio.Runner()
        self._runner.run(database.connect(url, pool_size=1))
        self._worker = Worker(job)

    def replay(self, chunk: Chunk) -> Part:
        return self._runner.run(self._worker.replay(chunk))


_process: _Process | None = None


def _end_with_parent() -> None:
    """A pool's process waits for work for ever, also when whoever gave it was killed."""
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def begin(url: str, job: Job) -> None:
    """Make this process ready for its chunks."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    global _process  # noqa: PLW0603 - what a pool's processes keep between calls has no other place
    _process = _Process(url, job)


def replay(chunk: Chunk) -> Part:
    """Replay a chunk in a process that ``begin`` has made ready."""
    if _process is None:
        raise RuntimeError("the process has not begun")
    return _process.replay(chunk)
