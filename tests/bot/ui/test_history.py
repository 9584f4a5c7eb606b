"""Entries and receipts that may be years apart."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import services
from bot.ui import history
from bot.ui.texts import texts_for

YEARS = [datetime(year, 11, 22, 9, 0, tzinfo=UTC) for year in (2026, 2027)]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_same_day_of_two_years_is_told_apart(language: str) -> None:
    texts = texts_for(language)
    entries = [history.entry_line(texts, history.EntryFacts("earn", 5, at, None)) for at in YEARS]
    receipts = [history.receipt_line(texts, history.ReceiptFacts(at, 500, "EUR", None, 5)) for at in YEARS]
    assert entries[0] != entries[1]
    assert receipts[0] != receipts[1]


def reasons(tree: ast.AST) -> Iterator[str]:
    """What `Grant(customer, points, reason, …)` and `Entry(…, reason=…)` say when they say it in the code itself."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        told = {word.arg: word.value for word in call.keywords}
        if "receipt_id" in told:  # its store is told
            continue
        said = [told["reason"]] if call.func.id == "Entry" and "reason" in told else []
        for node in said + (call.args[2:3] if call.func.id == "Grant" else []):
            first = node.values[0] if isinstance(node, ast.JoinedStr) else node
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


@pytest.mark.parametrize("language", ["ru", "en"])
def test_whatever_the_program_gives_is_told_in_words(language: str) -> None:
    """A reason that nobody wrote words for reaches the customer as the code writes it."""
    files = Path(services.__path__[0]).rglob("*.py")
    given = {reason for file in files for reason in reasons(ast.parse(file.read_text(encoding="utf-8")))}
    assert {"welcome", "club", "membership", "gift_card"} <= given
    texts = texts_for(language)
    assert [one for one in sorted(given) if history.note_words(texts, one) == one] == []
