"""What brings more, in the words that a customer reads."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.ui import earning_list
from bot.ui.program_texts import texts_of
from services.program_file import parse
from services.rules.earning_list import Asker, choose
from tests.bot.ui.telegram_html import plain
from tests.services.program_file.files import ROOT

BAKERY = parse((ROOT / "examples/bakery.toml").read_text("utf-8"))
CASHBACK = parse((ROOT / "examples/cashback.toml").read_text("utf-8"))
WEDNESDAY = datetime(2026, 11, 25, 16, tzinfo=ZoneInfo("Europe/Berlin"))
ASKER = Asker(at=WEDNESDAY, typical=1_500, tier="guest")


def said(language: str, page: int = 1) -> str:
    found = choose(BAKERY, ASKER)
    screen = earning_list.show(texts_of(BAKERY, language), found=found, config=BAKERY, page=page)
    return plain(screen.text).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Every purchase brings back 3%."),
        ("en", "🔥 Happy hours: ×2 the usual\nMon–Thu · 15:00–17:30 · Something sweet"),
        ("en", "🔥 Your first purchase: 200 crumbs for a purchase\nwith your next purchase · from €3"),
        (
            "en",
            "🕒 Every tenth purchase: 150 crumbs for a purchase\nafter 9 more purchases · every 10 purchases",
        ),
        ("en", "🎂 Birthday week: ×3 the usual\naround your birthday\n→ Tell us your birthday"),
        ("ru", "🔥 Счастливые часы: ×2 к обычному\nпн–чт · 15:00–17:30 · Сладкое"),
        ("ru", "🕒 Хлеб после восьми: возвращается 10 %\n20:00–01:00 · Crumb at the Station · Хлеб"),
        ("ru", "после ещё 9 покупок · каждая 10-я покупка"),
    ],
)
def test_a_rule_reads_as_words(language: str, words: str) -> None:
    assert words in said(language)


def test_pages_that_are_not_there_are_the_last_one() -> None:
    assert said("en", 1) == said("en", 99)


def test_nothing_speaks_of_points_where_the_balance_is_money() -> None:
    for language in ("en", "ru"):
        found = choose(CASHBACK, Asker(at=WEDNESDAY, typical=1_500))
        text = earning_list.show(texts_of(CASHBACK, language), found=found, config=CASHBACK).text.lower()
        assert "point" not in text and "балл" not in text and "бонус" not in text
