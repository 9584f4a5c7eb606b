"""Settlement between the merchants of a coalition: months, figures with a chart, and the spreadsheet."""

from __future__ import annotations

import re
from datetime import date

from bot.ui import settlement as screens
from bot.ui import settlement_sheets as sheets
from handlers import files
from handlers.drawing import drawn
from handlers.index import Index
from handlers.talk import Talk
from services import settlement
from services.errors import NotFound
from services.settlement import Settlement, Span

MONTHS = 6
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


def setup(index: Index) -> None:
    """Routes of settlement."""
    index.command("settlement", by_command, "admin")
    index.action("settlement:show", months, "admin")
    index.action("settlement:month", show, "admin")
    index.action("settlement:file", send_file, "admin")


async def by_command(talk: Talk) -> None:
    """/settlement, or /settlement 2026-10."""
    if (found := _MONTH.fullmatch(talk.text.strip())) is not None:
        await _shown(talk, _span(found))
    else:
        await months(talk)


async def months(talk: Talk) -> None:
    """The months to choose from, this one too."""
    spans = [settlement.month(talk.program, talk.now, back) for back in range(MONTHS)]
    await talk.show(screens.months(talk.texts, first_days=[span.first for span in spans]))


async def show(talk: Talk) -> None:
    """Who owes whom for a month."""
    await _shown(talk, _chosen(talk))


async def _shown(talk: Talk, span: Span) -> None:
    await talk.done()  # sums of a large month take seconds
    found = await _settled(talk, span)
    await talk.show(await drawn(lambda: screens.show(talk.texts, settlement=found)))


async def send_file(talk: Talk) -> None:
    """The same with everything in it, to work with."""
    span = _chosen(talk)
    await talk.done()
    found = await _settled(talk, span)
    await settlement.told(talk.program, span, actor=talk.person.actor, now=talk.now)
    data = await drawn(lambda: sheets.workbook(talk.texts, found))
    await files.send(talk, screens.file_name(found), data)


async def _settled(talk: Talk, span: Span) -> Settlement:
    return await settlement.settle(talk.program, span, now=talk.now)


def _chosen(talk: Talk) -> Span:
    found = _MONTH.fullmatch(talk.args[0] if talk.args else "")
    if found is None:
        raise NotFound("stale_button")
    return _span(found)


def _span(found: re.Match[str]) -> Span:
    return settlement.month_of(date(int(found[1]), int(found[2]), 1))
