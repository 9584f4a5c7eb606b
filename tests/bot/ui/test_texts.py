"""Texts: escaping, fallback, the program's own words, numbers, money and times."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.ui.markup import Html, escape, fitting, prose, short, tidy, units
from bot.ui.texts import Texts, language_of, languages, texts_for

NBSP = "\u00a0"
NOON = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_facts_are_escaped_but_ready_markup_is_not() -> None:
    texts = texts_for("en")
    assert texts("menu-hello", name='<b>&"') == "👋 <b>&lt;b&gt;&amp;&quot;</b>, good to see you!"
    assert "<i>Ann</i>" in texts("menu-hello", name=Html("<i>Ann</i>"))
    assert texts.plain("staff-role-cashier") == "cashier"


def test_a_name_cannot_turn_the_line_or_hide_in_it() -> None:
    assert tidy("A\u202enna\u200b \n\t B\x00ob") == "Anna Bob"
    assert tidy("👨‍👩‍👧 дом") == "👨‍👩‍👧 дом"


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("hello", 5, "hello"),
        ("hello world", 8, "hello…"),
        ("helloworld", 5, "hell…"),
        ("😀😀😀", 4, "😀…"),
        ("abc👨‍👩‍👧", 7, "abc…"),
        ("", 5, ""),
    ],
)
def test_short_keeps_to_whole_characters(text: str, limit: int, expected: str) -> None:
    assert short(text, limit) == expected
    assert units(short(text, limit)) <= limit


def test_prose_keeps_lines_and_escapes() -> None:
    assert prose("a <b>\r\n\n\n\n& c") == "a &lt;b&gt;\n\n&amp; c"


def test_escaping_twice_changes_nothing() -> None:
    assert escape(escape("<&>")) == "&lt;&amp;&gt;"


def test_fitting_leaves_whole_blocks() -> None:
    assert fitting(["aaa", "bbb", "ccc"], "\n", limit=8) == "aaa\nbbb\n…"
    assert fitting(["aaa", "bbb"], "\n", limit=8) == "aaa\nbbb"


@pytest.mark.parametrize(
    ("code", "language"),
    [("ru", "ru"), ("ru-RU", "ru"), ("en_GB", "en"), ("de", "en"), (None, "en"), ("", "en"), ("../ru", "en")],
)
def test_language_of_a_person(code: str | None, language: str) -> None:
    assert language_of(code) == language
    assert texts_for(code).language == language


def test_no_such_text_is_an_error() -> None:
    with pytest.raises(KeyError):
        texts_for("ru")("menu-nothing-of-the-kind")
    assert not texts_for("ru").has("menu-nothing-of-the-kind")
    assert not texts_for("ru").has("nothing")


def test_a_language_without_a_text_falls_back_on_english(monkeypatch: pytest.MonkeyPatch) -> None:
    german = Texts(language="de")
    assert german("menu-balance", points="5") == "Balance: <b>5</b>"


def test_the_programs_own_words_come_first_and_are_escaped() -> None:
    texts = texts_for(
        "ru", {"join-welcome": 'Вам рады в {program}! <3 & "кофе"\nЖдём {nobody}', "menu-back": "Домой"}
    )
    assert texts("join-welcome", program="<Зерно>") == (
        "Вам рады в &lt;Зерно&gt;! &lt;3 &amp; &quot;кофе&quot;\nЖдём {nobody}"
    )
    assert texts.plain("menu-back") == "Домой"
    assert texts.overridden("join-welcome")
    assert not texts_for("ru").overridden("join-welcome")


def test_the_programs_own_words_take_numbers() -> None:
    texts = texts_for("ru", {"pages-which": "{page} / {pages}"})
    assert texts("pages-which", page=1234, pages=5) == f"1{NBSP}234 / 5"


@pytest.mark.parametrize(
    ("count", "russian", "english"),
    [
        (0, "0 баллов", "0 points"),
        (1, "1 балл", "1 point"),
        (3, "3 балла", "3 points"),
        (11, "11 баллов", "11 points"),
        (21, "21 балл", "21 points"),
        (-2, "−2 балла", "−2 points"),
        (1_000, "1 000 баллов", "1,000 points"),
    ],
)
def test_points(count: int, russian: str, english: str) -> None:
    assert texts_for("ru").points(count).replace(NBSP, " ") == russian
    assert texts_for("en").points(count).replace(NBSP, " ") == english


def test_points_in_the_programs_words() -> None:
    names = {"one": "зерно", "few": "зерна", "many": "зёрен"}
    texts = texts_for("ru", point_names=names)
    said = [texts.points(count, signed=True).replace(NBSP, " ") for count in (1, 2, 5, 0, -21)]
    assert said == ["+1 зерно", "+2 зерна", "+5 зёрен", "0 зёрен", "−21 зерно"]


@pytest.mark.parametrize(
    ("minor", "currency", "russian", "english"),
    [
        (54_000, "RUB", "540 ₽", "₽540"),
        (54_050, "RUB", "540,50 ₽", "₽540.50"),
        (-54_050, "RUB", "−540,50 ₽", "−₽540.50"),
        (5_400, "JPY", "5 400 ¥", "¥5,400"),
        (1_234_567, "KWD", "1 234,567 KWD", "KWD 1,234.567"),
        (0, "USD", "0 $", "$0"),
        (5, "USD", "0,05 $", "$0.05"),
    ],
)
def test_money(minor: int, currency: str, russian: str, english: str) -> None:
    assert texts_for("ru").money(minor, currency).replace(NBSP, " ") == russian
    assert texts_for("en").money(minor, currency).replace(NBSP, " ") == english


def test_times_are_shown_in_the_zone() -> None:
    texts = texts_for("ru", zone_name="Europe/Moscow")
    assert texts.clock(NOON) == "12:00"
    assert texts.at("Asia/Vladivostok").clock(NOON) == "19:00"
    assert texts.at("no/such zone").clock(NOON) == "09:00"
    assert texts.short_day(NOON) == "22 ноября"
    assert texts.when(NOON) == "22 нояб., 12:00"
    assert texts.stamp(NOON) == "22.11.2026, 12:00"
    assert texts_for("en").day(NOON) == "November 22, 2026"


def test_rates_shares_and_averages() -> None:
    texts = texts_for("ru")
    assert texts.percent(550).replace(NBSP, " ") == "5,5 %"
    assert texts_for("en").percent(700) == "7%"
    assert texts.share(0.657).replace(NBSP, " ") == "66 %"
    assert [texts.decimal(value) for value in (4.667, 5.0, 0.0)] == ["4,67", "5", "0"]


def test_every_language_names_itself() -> None:
    from bot.ui.formats import language_name

    assert [language_name(language) for language in languages()] == ["English", "Русский"]
