"""Both files on the same receipts: few in this process, many in processes of their own."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import aclosing
from datetime import datetime, timedelta
from multiprocessing import get_context

from services import database, programs
from services.program_file import parse
from services.programs import Program
from services.replay import reading, working
from services.replay.reading import Chunk
from services.replay.report import Report, side, unseen
from services.replay.working import Job, Part, Worker
from services.rules.replaying import Tallies, Tally

CHUNK = 10_000  # receipts
FEW = 3_000  # a second's work; new processes need as long to start

Progress = Callable[[int, int], None]


async def compare(
    program: Program,
    text: str,
    *,
    now: datetime,
    begin: datetime | None = None,
    end: datetime | None = None,
    workers: int = 2,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Replay the receipts of ``begin`` to ``end`` through the file in force and through ``text``.

    Earlier receipts are read too: tiers and visits come from them. ``progress`` is told how many receipts of how
    many are done. Raises ProgramFileError, and Conflict as ``programs.preview``.
    """
    await programs.preview(program, text)
    until = (
        min(end, now + timedelta(days=2)) if end else now + timedelta(days=2)
    )  # a till's clock may be ahead
    job = Job(program.id, await programs.text(program), text, begin, until)
    chunks = await reading.chunks(program.id, until, CHUNK)
    total, done = sum(chunk.receipts for chunk in chunks), 0
    present: Tallies = defaultdict(Tally)
    new: Tallies = defaultdict(Tally)
    progress(done, total)
    parts = _here(job, chunks) if total <= FEW else _in_processes(job, chunks, workers)
    async with aclosing(parts):
        async for part in parts:
            _add(present, part.present)
            _add(new, part.new)
            done += part.receipts
            progress(done, total)
    config = parse(text)
    sides = side(program.config, present), side(config, new)
    return Report(program.currency, begin, end, *sides, unseen(program.config, config))


def _add(sums: Tallies, more: Tallies) -> None:
    for place, tally in more.items():
        sums[place].add(tally)


async def _here(job: Job, chunks: list[Chunk]) -> AsyncGenerator[Part, None]:
    worker = Worker(job)
    for chunk in chunks:
        yield await worker.replay(chunk)


async def _in_processes(job: Job, chunks: list[Chunk], workers: int) -> AsyncGenerator[Part, None]:
    loop = asyncio.get_running_loop()
    pool = ProcessPoolExecutor(
        min(workers, len(chunks)),
        mp_context=get_context("spawn"),
        initializer=working.begin,
        initargs=(database.address(), job),
    )
    try:
        pending = [loop.run_in_executor(pool, working.replay, chunk) for chunk in chunks]
        for part in asyncio.as_completed(pending):
            yield await part
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
