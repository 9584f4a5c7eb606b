"""`settlement`: who owes whom in a coalition, in the terminal and as a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from bot.commands.opening import chosen_program, with_services
from bot.commands.tables import table
from bot.deployment import ACTOR
from bot.failures import Failure
from bot.settings import Settings
from bot.ui import settlement_sheets as sheets
from bot.ui.program_texts import counting
from bot.ui.settlement import party
from bot.ui.texts import Texts, texts_for
from services import settlement
from services.clock import SystemClock
from services.program_file.written import money_text
from services.settlement import Settlement

Say = Callable[[str], None]


def show(first: str | None, last: str | None, file: Path | None, slug: str | None, say: Say) -> None:
    """Print who owes whom from one day to another (default: last month); write the spreadsheet if asked for."""

    async def command(_settings: Settings) -> tuple[Settlement, Texts]:
        program, now = await chosen_program(slug), SystemClock().now()
        usual = settlement.month(program, now, back=1)
        span = settlement.span(
            day(first) or usual.first, day(last) or (usual.last if not first else now.date())
        )
        found = await settlement.settle(program, span, now=now)
        if file is not None:
            await settlement.told(program, span, actor=ACTOR, now=now)
        return found, counting(texts_for("en"), program.config)

    found, texts = with_services(command)
    for line in _lines(texts, found):
        say(line)
    if file is not None:
        file.write_bytes(sheets.workbook(texts, found))
        say(f"Written to {file}")


def day(written: str | None) -> date | None:
    """A day as it is typed. Raises Failure for what is none."""
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise Failure(f"“{written}” is not a day such as 2026-10-31") from None


def _lines(texts: Texts, found: Settlement) -> list[str]:
    head = f"{found.span.first} to {found.span.last}, {found.zone.key}, {found.currency}"
    owed = [
        (
            party(texts, found, one.debtor),
            party(texts, found, one.creditor),
            money_text(one.money, found.currency),
        )
        for one in found.cleared.owed
    ]
    standing = [
        (party(texts, found, one.issuer), *(_points(texts, found, number) for number in _sums(one)))
        for one in found.cleared.positions.values()
    ]
    owes = table(("Who pays", "Who gets", "Money"), owed) if owed else ["Nobody owes anybody anything."]
    cards = _cards(texts, found)
    if cards:
        owes += ["", *table(("Gift cards of", "taken at", "taken", "given back"), cards)]
    heads = ("Earned at", "opening", "issued", "restored", "spent", "taken back", "expired", "closing")
    return [head, "", *owes, "", *table(heads, standing)]


def _cards(texts: Texts, found: Settlement) -> list[tuple[str, ...]]:
    return [
        (
            party(texts, found, flow.issuer),
            party(texts, found, flow.acceptor),
            money_text(flow.cards_taken, found.currency),
            money_text(flow.cards_given_back, found.currency),
        )
        for flow in found.cleared.flows.values()
        if flow.cards_taken or flow.cards_given_back
    ]


def _points(texts: Texts, found: Settlement, number: int) -> str:
    return money_text(number, found.currency) if texts.money_of else str(number)


def _sums(one: settlement.Position) -> tuple[int, ...]:
    return one.opening, one.issued, one.restored, one.spent, one.revoked, one.expired, one.closing
