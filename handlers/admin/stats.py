"""Numbers with a chart."""

from __future__ import annotations

from typing import get_args

from bot.ui import stats as screens
from handlers.drawing import drawn
from handlers.index import Index
from handlers.talk import Talk
from services import stats
from services.stats import Period

PERIODS: dict[str, Period] = {name: name for name in get_args(Period)}


def setup(index: Index) -> None:
    """Routes of the numbers."""
    index.command("stats", show, "admin")
    index.action("stats:show", show, "admin")


async def show(talk: Talk) -> None:
    """/stats, and the choice of a period: today, week, month."""
    period = PERIODS.get((talk.args or (talk.text.lower(),))[0], "week")
    summary = await stats.summary(talk.program, period, now=talk.now)
    await talk.done()
    await talk.show(await drawn(lambda: screens.show(talk.texts, period=period, summary=summary)))
