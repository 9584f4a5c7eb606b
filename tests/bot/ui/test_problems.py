"""What the checker finds has words in every language."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import services.program_file
from bot.ui import problems
from bot.ui.catalogue import catalogue
from bot.ui.texts import languages, texts_for
from services.program_file import check, parse, wording
from services.program_file.parse import _SYNTAX
from tests.services.program_file.files import COFFEE

FOLDER = Path(services.program_file.__path__[0])
SAYING = {"wrong": 0, "said": 0, "_refused": 0, "wrong_at": 1, "warned": 1}
NOT_CODES = {"line", "near", "known", "example"}


def codes() -> Iterator[str]:
    """Every code that the checker may say."""
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING:
                said = node.args[SAYING[node.func.id]]
                if isinstance(said, ast.Constant):
                    yield str(said.value)
    yield from (*wording._KINDS.values(), *wording._PATTERNS.values(), *_SYNTAX.values(), "value_bad", "toml")
    yield from ("no_tier", "no_store", "no_language", "no_segment", "no_merchant", "no_club")


def test_every_code_has_words_and_every_text_a_code() -> None:
    keys = {key.removeprefix("problems-") for key in catalogue() if key.startswith("problems-")}
    assert {code.replace("_", "-") for code in codes()} == keys - NOT_CODES


@pytest.mark.parametrize("language", languages())
def test_a_typo_on_a_late_line_is_found_by_line_key_and_nearest_word(language: str) -> None:
    text = COFFEE.replace('title = "Листовки у входа"', 'titel = "Листовки у входа"')
    line = text.split("\n").index('titel = "Листовки у входа"') + 1
    (found,) = check(text)
    assert line > 150
    words = problems.line(texts_for(language), found)
    assert str(line) in words
    assert "promo_codes[0].titel" in words
    assert "title" in words


def test_an_admin_reads_the_own_language() -> None:
    (found,) = check(COFFEE.replace('delay = "30m"', 'delay = "скоро"'))
    assert problems.line(texts_for("ru"), found).startswith(
        "строка 102, survey.delay: «скоро» — это не время"
    )
    said = problems.at_key(texts_for("en"), found, parse(COFFEE))
    assert said.startswith("Survey comes after: “скоро” is not a duration")


def test_who_presses_buttons_reads_names_and_no_keys() -> None:
    texts, config = texts_for("en"), parse(COFFEE)
    (found,) = check(COFFEE.replace('fact = "tier", is = "family"', 'fact = "tier", is = "famly"'))
    assert problems.at_key(texts, found, config) == (
        "Segment “Big orders”: condition: there is no tier “famly”; did you mean “family”?"
    )
    (found,) = check(COFFEE + "\n[survy]\nx = 1\n")
    assert problems.at_key(texts, found, config).startswith("survy: there is no such key")


def test_a_list_of_what_there_is_is_whole() -> None:
    found = next(one for one in check("[points]\nzzz = 1") if one.key == "points.zzz")
    assert problems.words(texts_for("en"), found).endswith("caps, refunds")
