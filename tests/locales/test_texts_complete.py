"""The Fluent files: same keys and variables in every language, all plural forms, nothing missing or unused."""

from __future__ import annotations

import ast as python
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fluent.syntax import ast
from fluent.syntax.visitor import Visitor

import bot.ui
from bot.ui.catalogue import catalogue, messages, variables
from bot.ui.formats import locale
from bot.ui.texts import FALLBACK, languages, texts_for
from tests.bot.ui.telegram_html import plain

PLURALS = {"zero", "one", "two", "few", "many", "other"}
OTHERS = sorted(set(languages()) - {FALLBACK})
FOLDER = Path(bot.ui.__path__[0])
KEY = re.compile(r"[a-z]+(-[a-z0-9]+)+")


class _Selects(Visitor):
    def __init__(self) -> None:
        self.found: list[set[str]] = []

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:
        keys = {v.key.name for v in node.variants if isinstance(v.key, ast.Identifier)}
        self.found.append(keys)
        self.generic_visit(node)


def test_russian_and_english_are_there() -> None:
    assert {"ru", "en"} <= set(languages())


@pytest.mark.parametrize("language", OTHERS)
def test_same_keys(language: str) -> None:
    assert messages(language).keys() ^ messages(FALLBACK).keys() == set()


@pytest.mark.parametrize("language", OTHERS)
def test_same_variables(language: str) -> None:
    other, english = messages(language), messages(FALLBACK)
    assert {key: variables(other[key]) for key in english} == {
        key: variables(english[key]) for key in english
    }


@pytest.mark.parametrize("language", languages())
def test_all_plural_forms(language: str) -> None:
    needed = {*locale(language).plural_form.tags, "other"}
    for key, message in messages(language).items():
        selects = _Selects()
        selects.visit(message)
        for keys in selects.found:
            if keys & PLURALS and keys != {"other"}:
                assert keys == needed, key


@pytest.mark.parametrize("language", languages())
def test_every_text_compiles_and_is_good_markup(language: str) -> None:
    texts = texts_for(language)
    for key, names in ((key, variables(message)) for key, message in messages(language).items()):
        for count in (0, 1, 2, 5, 21, 100):
            text = plain(texts(key, **dict.fromkeys(names, count)))
            assert text == text.strip()
            assert "{" not in text, key


@pytest.mark.parametrize("language", languages())
def test_keys_stand_in_the_file_of_their_noun(language: str) -> None:
    for path in (Path(bot.ui.texts.LOCALES) / language).glob("*.ftl"):
        for key in re.findall(r"^([a-zA-Z][\w-]*) =", path.read_text(encoding="utf-8"), re.MULTILINE):
            assert key.partition("-")[0] == path.stem


def _python_strings() -> Iterator[tuple[str, bool]]:
    """Every string of the ui modules that may be a key, and the beginning of every f-string."""
    for path in FOLDER.glob("*.py"):
        for node in python.walk(python.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, python.Constant) and isinstance(node.value, str):
                yield node.value, False
            if isinstance(node, python.JoinedStr) and isinstance(node.values[0], python.Constant):
                yield str(node.values[0].value), True


def _asked() -> Iterator[tuple[str, bool]]:
    """The keys that texts are asked for: whole, or the beginning of one made at run time."""
    for path in FOLDER.glob("*.py"):
        for node in python.walk(python.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, python.Call) or not node.args or not _is_texts(node.func):
                continue
            first = node.args[0]
            if isinstance(first, python.Constant):
                yield str(first.value), False
            if isinstance(first, python.JoinedStr) and isinstance(first.values[0], python.Constant):
                yield str(first.values[0].value), True


def _is_texts(function: python.expr) -> bool:
    if isinstance(function, python.Attribute):
        return function.attr in ("plain", "has", "overridden") and _is_texts(function.value)
    return isinstance(function, python.Name) and function.id == "texts"


def test_every_key_that_is_asked_for_exists() -> None:
    keys = catalogue().keys()
    asked = list(_asked())
    assert len(asked) > 200
    assert [key for key, begins in asked if not begins and key not in keys] == []
    assert [key for key, begins in asked if begins and not any(known.startswith(key) for known in keys)] == []


def test_no_key_is_unused() -> None:
    strings = list(_python_strings())
    whole = {text for text, begins in strings if not begins}
    beginnings = tuple(
        text for text, begins in strings if begins and re.fullmatch(r"[a-z]+(-[a-z]+)*-", text)
    )
    assert [key for key in catalogue() if key not in whole and not key.startswith(beginnings)] == []


def test_no_sentence_ends_in_two_dots() -> None:
    """A Russian date with its year ends in a dot of its own: "24 декабря 2027 г."."""
    for language in languages():
        texts = texts_for(language)
        day = texts.day(datetime(2027, 12, 24, tzinfo=UTC))
        for key, message in messages(language).items():
            names = variables(message)
            if names & {"day", "when"}:
                facts = {name: day if name in ("day", "when") else 3 for name in names}
                assert ".." not in texts.plain(key, **facts), key


def test_buttons_have_no_markup() -> None:
    for language in languages():
        texts = texts_for(language)
        for key, message in messages(language).items():
            if "-button-" in key or key.startswith("commands-") or key in ("menu-back", "menu-card"):
                text = texts.plain(key, **dict.fromkeys(variables(message), 3))
                assert "<" not in text and "\n" not in text, key
