"""Groups receipts that arrive while the last batch commits; when idle, a receipt commits at once."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from services.database import FULL, LOST
from services.errors import RegularsError
from services.keyring import Keyring
from services.receipts import batch as batches
from services.receipts.batch import Outcome
from services.receipts.shapes import NewReceipt, Recorded
from services.receipts.state import Memory, Pending
from services.receipts.write import Encode

MOST_IN_BATCH = 100
MOST_WAITING = 2_000
PATIENCE = 5.0  # seconds to wait for a database that went away, before the till is told to try again

log = structlog.get_logger()


class Unavailable(RegularsError):
    """The database is away or full, or too much waits: try again in ``retry_after`` seconds."""


class _Waiting:
    """A receipt in the queue, and the till that waits for it."""

    def __init__(self, pending: Pending) -> None:
        self.pending = pending
        self.answered: asyncio.Future[Outcome | BaseException] = asyncio.get_running_loop().create_future()

    def answer(self, outcome: Outcome | BaseException) -> None:
        if not self.answered.done():
            self.answered.set_result(outcome)


class Recorder:
    """One lane a program, one batch in flight a lane. ``observe`` is told the size of each batch."""

    def __init__(
        self, *, keyring: Keyring, encode: Encode, observe: Callable[[int], None] = lambda size: None
    ) -> None:
        self._keyring = keyring
        self._encode = encode
        self._observe = observe
        self._lanes: dict[int, deque[_Waiting]] = {}
        self._memories: dict[int, Memory] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def record(
        self, program_id: int, merchant_id: int, merchant: str, receipt: NewReceipt, *, arrived_at: datetime
    ) -> Recorded:
        """Record one receipt. Raises RegularsError with the reason of a refusal; Unavailable to try again.

        A caller that goes away cancels nothing: the receipt is recorded all the same.
        """
        lane = self._lanes.get(program_id)
        if lane is not None and len(lane) >= MOST_WAITING:
            raise Unavailable("busy", retry_after=1)
        waiting = _Waiting(Pending(merchant_id, merchant, receipt, arrived_at))
        if lane is None:
            self._open_lane(program_id, waiting)
        else:
            lane.append(waiting)
        outcome = await asyncio.shield(waiting.answered)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    async def drain(self) -> None:
        """Wait until everything that was accepted is recorded; for a clean stop."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    def _open_lane(self, program_id: int, first: _Waiting) -> None:
        lane = self._lanes[program_id] = deque([first])
        task = asyncio.create_task(self._run(program_id, lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, program_id: int, lane: deque[_Waiting]) -> None:
        try:
            while lane:
                group = [lane.popleft() for _ in range(min(len(lane), MOST_IN_BATCH))]
                self._observe(len(group))
                await self._record(program_id, group)
        finally:
            del self._lanes[program_id]

    async def _record(self, program_id: int, group: Sequence[_Waiting]) -> None:
        try:
            outcomes = await self._patiently(program_id, [waiting.pending for waiting in group])
        except Unavailable as error:
            for waiting in group:
                waiting.answer(error)
        except Exception:
            await self._singly(program_id, group)
        else:
            for waiting, outcome in zip(group, outcomes, strict=True):
                waiting.answer(outcome)

    async def _singly(self, program_id: int, group: Sequence[_Waiting]) -> None:
        """One item broke the batch in a way that nobody foresaw: only that one is told so."""
        log.exception("receipts.batch_failed", program_id=program_id, size=len(group))
        for waiting in group:
            try:
                outcomes = await self._patiently(program_id, [waiting.pending])
            except Exception as error:
                waiting.answer(error)
            else:
                waiting.answer(outcomes[0])

    async def _patiently(self, program_id: int, pending: Sequence[Pending]) -> list[Outcome]:
        """Run the batch again while the database is away.

        A connection that is lost during the commit leaves it unknown whether the batch was recorded; the
        next run looks the ids up first, so what was recorded is answered and never recorded twice.
        """
        deadline = asyncio.get_running_loop().time() + PATIENCE
        lost = False
        while True:
            try:
                outcomes = await batches.record(
                    program_id,
                    pending,
                    keyring=self._keyring,
                    encode=self._encode,
                    memory=self._memories.setdefault(program_id, Memory()),
                )
                return [_first_answer(outcome) for outcome in outcomes] if lost else outcomes
            except FULL as error:  # seconds make no room
                raise Unavailable("database_full", retry_after=5) from error
            except LOST as error:
                lost = True
                # after a crash the sequence may give the ids of the broken transaction to others again
                self._memories.pop(program_id, None)
                if asyncio.get_running_loop().time() > deadline:
                    raise Unavailable("database_away", retry_after=2) from error
                await asyncio.sleep(0.1)


def _first_answer(outcome: Outcome) -> Outcome:
    """After a lost commit a replay is the first answer of the caller who is still waiting."""
    return Recorded(outcome.body, replayed=False) if isinstance(outcome, Recorded) else outcome
