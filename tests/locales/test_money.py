"""What the texts say where the balance is money: nothing of points, and nothing that is missing."""

from __future__ import annotations

import re

import pytest
from fluent.syntax import FluentSerializer, ast

from bot.ui.catalogue import messages, money_variables, variables
from bot.ui.texts import languages, texts_for
from tests.bot.ui.telegram_html import plain

WORDS = {"en": re.compile(r"\bpoints?\b", re.IGNORECASE), "ru": re.compile(r"балл|бонус", re.IGNORECASE)}
OF_A_FILE = ("problems-", "program-wrong-", "errors-balance-in-use", "setup-")
"""Texts about the program's file, its kinds and its keys: they speak of points wherever the file does."""
BOTH = {
    "points-noun",  # the word itself
    "changes-points-kind-points",
    "changes-points-minor-units-per-point",  # such a program has no such key
    "program-field-minor_units_per_point",
}


def said(pattern: ast.Pattern | None) -> str:
    """The words of a pattern without what is filled in."""
    assert pattern is not None
    written = FluentSerializer().serialize_entry(ast.Message(ast.Identifier("x"), pattern))
    return re.sub(r"\{[^{}]*\}|-?\w*points[-_]\w+", "", written)


def speaks_of_points(language: str, pattern: ast.Pattern | None) -> bool:
    return WORDS[language].search(said(pattern)) is not None


@pytest.mark.parametrize("language", languages())
def test_every_text_about_points_has_words_for_money(language: str) -> None:
    silent = [
        key
        for key, message in messages(language).items()
        if not key.startswith(OF_A_FILE)
        and key not in BOTH
        and speaks_of_points(language, message.value)
        and money_variables(message) is None
    ]
    assert silent == []


@pytest.mark.parametrize("language", languages())
def test_words_for_money_say_nothing_of_points_and_know_their_facts(language: str) -> None:
    for key, message in messages(language).items():
        for attribute in message.attributes:
            assert attribute.id.name == "money", key
            assert not speaks_of_points(language, attribute.value), key
        assert (money_variables(message) or frozenset()) <= variables(message) | {"purse"}, key


@pytest.mark.parametrize("language", languages())
def test_every_text_is_good_markup_about_money(language: str) -> None:
    texts = texts_for(language, money_of="EUR", balance_name="<i> & co")
    for key, message in messages(language).items():
        if money_variables(message) is None:
            continue
        text = texts(key, **dict.fromkeys(variables(message), 5))
        assert "{" not in text and "<i> &" not in text, key
        assert plain(text) == plain(text).strip(), key
        if "purse" in (money_variables(message) or ()):
            assert "<i> & co" in texts.plain(key, **dict.fromkeys(variables(message), 5)), key
