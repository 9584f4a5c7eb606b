"""The history: entries of the points ledger and receipts, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ui.actions import pack
from bot.ui.markup import prose, tidy
from bot.ui.menu import to_menu
from bot.ui.pages import page_line, pager
from bot.ui.screen import Button, Screen
from bot.ui.texts import Texts
from services.history import HistoryEntry, HistoryReceipt


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """One entry: its kind ("earn", "spend", "revoke" …), signed points, when, where or why."""

    kind: str
    points: int
    at: datetime
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """One receipt as a customer reads it; `refunded_minor` is what was given back of it."""

    at: datetime
    total_minor: int
    currency: str
    store_name: str | None = None
    earned: int = 0
    redeemed: int = 0
    refunded_minor: int = 0


def entry_facts(entry: HistoryEntry) -> EntryFacts:
    """Return an entry as the screens want it: with its store, or else its reason."""
    kind, reason = told(entry.kind, entry.reason)
    return EntryFacts(kind, entry.points, entry.at, entry.store or reason)


def told(kind: str, reason: str | None) -> tuple[str, str | None]:
    """Return the kind and the reason that are told of an entry: those of an undone transfer are one thing."""
    return ("transfer_undone", None) if reason == "transfer_undone" else (kind, reason)


def receipt_facts(receipt: HistoryReceipt, currency: str) -> ReceiptFacts:
    """Return a receipt as the screens want it."""
    return ReceiptFacts(
        receipt.issued_at,
        receipt.total,
        currency,
        receipt.store,
        receipt.earned,
        receipt.redeemed,
        receipt.refunded,
    )


def entry_line(texts: Texts, entry: EntryFacts) -> str:
    """Return one entry as a line (two with a note)."""
    kind = f"history-kind-{entry.kind.replace('_', '-')}"
    words = texts(kind) if texts.has(kind) else texts("history-kind-other")
    line = texts("history-entry", points=texts.points(entry.points, signed=True), what=words)
    note = f" · {note_words(texts, entry.note)}" if entry.note else ""
    return line + "\n" + texts("history-when", when=prose(texts.stamp(entry.at) + note))


def note_words(texts: Texts, note: str) -> str:
    """Return a reason that the program itself gives ("welcome", "survey") in words, others as written."""
    key = f"history-note-{note.partition(':')[0].replace('_', '-')}"
    return texts.plain(key) if texts.has(key) else tidy(note, 60)


def receipt_line(texts: Texts, receipt: ReceiptFacts) -> str:
    """Return one receipt as two lines."""
    total = texts.money(receipt.total_minor, receipt.currency)
    line: str = texts("history-receipt", total=total)
    parts = [texts.stamp(receipt.at)]
    if receipt.store_name:
        parts.append(tidy(receipt.store_name, 40))
    line += "\n" + texts("history-when", when=prose(" · ".join(parts)))
    line += _points_line(texts, receipt)
    return line


def _points_line(texts: Texts, receipt: ReceiptFacts) -> str:
    parts: list[str] = []
    if receipt.earned:
        parts.append(texts.points(receipt.earned, signed=True))
    if receipt.redeemed:
        parts.append(texts.points(-receipt.redeemed))
    line: str = "\n" + texts("history-receipt-points", points=", ".join(parts)) if parts else ""
    if receipt.refunded_minor:
        line += "\n" + texts("history-refunded", money=texts.money(receipt.refunded_minor, receipt.currency))
    return line


def entries(texts: Texts, *, items: Sequence[EntryFacts], page: int = 1, pages: int = 1) -> Screen:
    """Return a page (from 1, at most 8 items) of the points ledger, newest first."""
    title = [texts("history-title")]
    body = [entry_line(texts, item) for item in items] or [texts("history-empty")]
    other = Button(texts.plain("history-button-receipts"), pack("history:receipts", 1))
    rows = (*pager(texts, "history:show", page, pages), (other, to_menu(texts)))
    return Screen("\n\n".join(title + body) + "\n".join(page_line(texts, page, pages)), rows)


def receipts(texts: Texts, *, items: Sequence[ReceiptFacts], page: int = 1, pages: int = 1) -> Screen:
    """Return a page (from 1, at most 8 items) of the receipts, newest first."""
    title = [texts("history-receipts-title")]
    body = [receipt_line(texts, item) for item in items] or [texts("history-receipts-empty")]
    other = Button(texts.plain("history-button-entries"), pack("history:show", 1))
    rows = (*pager(texts, "history:receipts", page, pages), (other, to_menu(texts)))
    return Screen("\n\n".join(title + body) + "\n".join(page_line(texts, page, pages)), rows)
