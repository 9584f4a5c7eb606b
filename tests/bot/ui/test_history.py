"""Entries and receipts that may be years apart."""

from datetime import UTC, datetime

import pytest

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
