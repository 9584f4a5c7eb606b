"""Runs the errands of paid memberships to Telegram: subscriptions to stop or to allow, Stars to give back."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.telegram import Fate, Outcome, Telegram
from services import programs
from services.keyring import Keyring
from services.memberships import errands
from services.memberships.errands import Errand
from services.programs import Program

_log = structlog.get_logger(__name__)

PAUSE, LONGEST_PAUSE = 2.0, 300.0
FINAL = (Fate.REJECTED, Fate.UNREACHABLE)


@dataclass(slots=True)
class Errands:
    """What waits is asked of Telegram again and again, later and later, until it says yes or no."""

    telegram: Telegram
    keyring: Keyring
    _tries: dict[tuple[int, str], tuple[int, float]] = field(default_factory=dict)  # how often; not before

    async def run(self, program: Program, now: datetime) -> None:
        """One look at a program's errands."""
        waiting = await errands.waiting(program)
        self._forget(program, waiting)
        due = [errand for errand in waiting if self._not_before(program, errand) <= time.monotonic()]
        token = (await programs.bot_tokens(self.keyring)).get(program.id) if due else None
        if token is None:
            return
        for errand in due:
            outcome = await self.telegram.call(token, errand.method, errand.fields)
            await self._take(program, errand, outcome, now)
            if outcome.fate is Fate.FLOOD:
                return

    async def _take(self, program: Program, errand: Errand, outcome: Outcome, now: datetime) -> None:
        if outcome.fate is Fate.SENT:
            await errands.done(program, errand, now=now)
        elif outcome.fate in FINAL:
            _log.warning("errand_refused", program=program.slug, errand=errand.name, said=outcome.error)
            await errands.refused(program, errand, outcome.error or "", now=now)
        else:
            tries, _ = self._tries.get((program.id, errand.name), (0, 0.0))
            pause = max(outcome.retry_after, min(PAUSE * 2**tries, LONGEST_PAUSE))
            self._tries[program.id, errand.name] = tries + 1, time.monotonic() + pause
            _log.warning("errand_waits", program=program.slug, errand=errand.name, said=outcome.error)

    def _not_before(self, program: Program, errand: Errand) -> float:
        return self._tries.get((program.id, errand.name), (0, 0.0))[1]

    def _forget(self, program: Program, waiting: list[Errand]) -> None:
        names = {errand.name for errand in waiting}
        for program_id, name in list(self._tries):
            if program_id == program.id and name not in names:
                del self._tries[program_id, name]
