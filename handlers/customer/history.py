"""The history of points and of receipts, page by page."""

from __future__ import annotations

from bot.ui import history as screens
from bot.ui.history import entry_facts, receipt_facts
from handlers.index import Index
from handlers.talk import Talk
from services import history


def setup(index: Index) -> None:
    """Routes of the history."""
    index.command("history", first, "joined")
    index.action("history:show", entries, "joined")
    index.action("history:receipts", receipts, "joined")


async def first(talk: Talk) -> None:
    """The newest entries."""
    await _entries(talk, 1)


async def entries(talk: Talk) -> None:
    """A page of entries."""
    await _entries(talk, talk.number(0))


async def _entries(talk: Talk, number: int) -> None:
    page = await history.entries(talk.program.id, talk.customer.id, number)
    items = [entry_facts(entry) for entry in page.items]
    await talk.show(screens.entries(talk.texts, items=items, page=page.number, pages=page.pages))


async def receipts(talk: Talk) -> None:
    """A page of receipts."""
    page = await history.receipts(talk.program.id, talk.customer.id, talk.number(0))
    items = [receipt_facts(receipt, talk.program.currency) for receipt in page.items]
    await talk.show(screens.receipts(talk.texts, items=items, page=page.number, pages=page.pages))
