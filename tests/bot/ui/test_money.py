"""A balance of money is read as money, in every currency and language; a balance of points stays in points."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.ui import balance, errors, holds, receipt, tier
from bot.ui.program_texts import counting, texts_of
from bot.ui.screen import Alert
from bot.ui.texts import Texts, texts_for
from services.program_file import parse
from tests.bot.ui.gallery import every
from tests.bot.ui.gallery.words import NOW, PLAIN
from tests.bot.ui.telegram_html import plain
from tests.services.program_file.files import COFFEE, ROOT

CASHBACK = (ROOT / "examples/cashback.toml").read_text("utf-8")
ABOUT_THE_FILE = ("setup.", "program.", "merchants.", "changes.")
NBSP = "\u00a0"


def money(language: str = "en", currency: str = "EUR", name: str = "") -> Texts:
    return texts_for(language, money_of=currency, balance_name=name)


@pytest.mark.parametrize(
    ("language", "currency", "points", "said"),
    [
        ("ru", "RUB", 1250, "12,50 ₽"),
        ("en", "EUR", 1250, "€12.50"),
        ("en", "EUR", 1200, "€12"),
        ("ru", "EUR", 123_456_789, "1 234 567,89 €"),
        ("en", "JPY", 1250, "¥1,250"),
        ("en", "KWD", 1250, "KWD 1.250"),
        ("ru", "RUB", 0, "0 ₽"),
        ("ru", "RUB", 1, "0,01 ₽"),
    ],
)
def test_points_are_said_as_money(language: str, currency: str, points: int, said: str) -> None:
    assert money(language, currency).points(points).replace(NBSP, " ") == said


@pytest.mark.parametrize(("points", "said"), [(1250, "+€12.50"), (-1250, "−€12.50"), (0, "€0")])
def test_what_comes_and_goes_has_its_sign(points: int, said: str) -> None:
    assert money().points(points, signed=True) == said


def test_the_program_decides_what_is_said() -> None:
    config, points = parse(CASHBACK), parse(COFFEE)
    texts = texts_of(config, "ru")
    assert texts.points(1250).replace(NBSP, " ") == "12,50 ₽"
    assert plain(texts("menu-balance", points=texts.points(1250))).replace(NBSP, " ") == "Копилка: 12,50 ₽"
    assert counting(texts, points).points(3).replace(NBSP, " ") == "3 зёрнышка"
    assert counting(texts_of(points, "en"), config).points(3) == "₽0.03"


def test_a_balance_without_a_name_is_cashback() -> None:
    assert (money("en").purse, money("ru").purse) == ("Cashback", "Кешбэк")
    assert money("en")("menu-balance", points="€1") == "Cashback: <b>€1</b>"
    assert money("en", name="<i>Purse")("menu-balance", points="€1") == "&lt;i&gt;Purse: <b>€1</b>"
    assert money("en", name="<i>Purse").plain("receipt-slip-balance", points="€1") == "<i>Purse: €1"


def test_the_name_takes_no_place_of_a_fact() -> None:
    assert money(name="Purse")("story-when", when="noon", balance="€5") == "<i>noon · then €5</i>"


def test_a_programs_own_text_comes_before_both() -> None:
    texts = texts_for("en", {"join-done-card": "Own words, {purse}"}, money_of="EUR")
    assert texts("join-done-card") == "Own words, Cashback"


def test_the_balance_is_told_once() -> None:
    """That twelve euros pay twelve euros needs no words."""
    soon = [balance.PointsAt(250, NOW + timedelta(days=3))]
    shown = plain(
        balance.show(
            money(), now=NOW, available=1250, expiring=soon, debt=100, worth_minor=1250, currency="EUR"
        ).text
    )
    assert shown.splitlines()[0] == "💰 Cashback: €12.50"
    assert "€2.50 — " in shown and shown.count("€12.50") == 1


def test_a_slip_and_a_question_of_the_till() -> None:
    assert receipt.slip(money(name="Purse"), earned=27, balance=1250, redeemed=300) == (
        "+€0.27",
        "−€3",
        "Purse: €12.50",
    )
    lines = holds.quote_slip(money(), earned=0, balance=1250, most=500, pays_minor=500, currency="EUR")
    assert lines == ("Can be paid from the balance: €5", "Cashback: €12.50")
    asked = holds.ask(
        money(),
        hold_id=1,
        points=500,
        worth_minor=500,
        total_minor=2000,
        currency="EUR",
        store_name="Quay",
        minutes=3,
    )
    assert "Quay asks to take €5 from your balance for a purchase of €20" in plain(asked.text)


def test_tiers_by_cashback_and_refusals_tell_money() -> None:
    assert tier.amount(money(), "points", 1250, "EUR") == "€12.50"
    refused = errors.refusal(money(), "grant_points", points=10_000_000).text
    assert "€100,000" in refused
    assert "100 points" in errors.refusal(texts_for("en"), "grant_points", points=100).text.replace(NBSP, " ")


def test_no_screen_speaks_of_points_where_there_are_none() -> None:
    word = re.compile(r"\bpoints?\b", re.IGNORECASE)
    for name, shown in every(money(), PLAIN).items():
        if name.startswith(ABOUT_THE_FILE):
            continue
        buttons = [] if isinstance(shown, Alert) else [one.text for row in shown.rows for one in row]
        assert not word.search(" ".join([shown.text, *buttons])), name
