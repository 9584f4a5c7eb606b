"""The history of points and of receipts, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.ui import history as screens
from bot.ui.history import EntryFacts, ReceiptFacts
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
    page = await history.entries(talk.program.id, talk.customer, number)
    items = [entry_facts(entry) for entry in page.items]
    await talk.show(screens.entries(talk.texts, items=items, page=page.number, pages=page.pages))


async def receipts(talk: Talk) -> None:
    """A page of receipts."""
    page = await history.receipts(talk.program.id, talk.customer, talk.number(0))
    items = [receipt_facts(receipt, talk.program.currency) for receipt in page.items]
    await talk.show(screens.receipts(talk.texts, items=items, page=page.number, pages=page.pages))


def entry_facts(entry: Mapping[str, Any]) -> EntryFacts:
    """A row of ``points.history`` as screens want it."""
    return EntryFacts(entry["kind"], entry["points"], entry["at"], entry["reason"] or entry["store"])


def receipt_facts(receipt: Mapping[str, Any], currency: str) -> ReceiptFacts:
    """A row of ``customers.receipts`` as screens want it."""
    return ReceiptFacts(
        at=receipt["issued_at"],
        total_minor=receipt["total"],
        currency=currency,
        store_name=receipt["store"],
        earned=receipt["earned"],
    )
