"""What gave the points, in few words: on a slip and in the story."""

import pytest

from bot.ui import applied, receipt
from bot.ui.program_texts import texts_of
from services.program_file import parse
from services.rules.earning import Applied
from tests.factories import program_text

CONFIG = parse(
    program_text()
    .replace('language = "en"', 'language = "en"\nlanguages = ["en", "ru"]')
    .replace(
        'name.en = { one = "point", other = "points" }',
        'name.en = { one = "point", other = "points" }\nname.ru = { one = "балл", few = "балла", many = "баллов" }',
    )
    + """
[[earning]]
code = "happy"
title = { en = "Happy hours of the whole long afternoon", ru = "Счастливые часы" }
multiply = 2

[[stamps]]
code = "pair"
title = "Every second"
every = 2
gives = { points = 7 }
"""
)
ALL = [
    Applied("base", 20),
    Applied("tier", 5),
    Applied("favourites", 4),
    Applied("happy", 7_000),
    Applied("promo:SPRING", 3),
    Applied("stamps:pair", 2),
]


def told(language: str, *rules: Applied, capped: int = 0) -> tuple[str, ...]:
    return applied.told(texts_of(CONFIG, language), CONFIG, rules, capped)


def test_in_words_of_the_program() -> None:
    assert told("en", *ALL[:5]) == (
        "20 base",
        "5 for the tier",
        "4 favourites",
        "7,000 Happy hours of the…",
        "3 promo code SPRING",
    )
    assert told("ru", ALL[0], ALL[3], ALL[5], capped=9) == (
        "20 за покупку",
        "7 000 Счастливые часы",
        "2 Every second",
        "лимит отнял 9",
    )


def test_a_slip_is_narrow() -> None:
    assert len(told("en", *ALL)) == applied.MOST_PARTS
    assert not any("Every second" in part for part in told("en", *ALL))  # it gave least


@pytest.mark.parametrize("rules", [(), (Applied("base", 27),)])
def test_the_base_alone_needs_no_words(rules: tuple[Applied, ...]) -> None:
    assert told("en", *rules) == ()
    assert told("en", *rules, capped=1)[-1] == "the limit took 1"


def test_a_rule_that_left_the_file_is_told_by_its_code() -> None:
    assert told("en", Applied("base", 1), Applied("gone", 2)) == ("1 base", "2 gone")


def test_a_long_slip_is_told_whole() -> None:
    texts = texts_of(CONFIG, "en")
    [line, _] = receipt.slip(texts, earned=7_034, balance=1, rules=applied.told(texts, CONFIG, ALL))
    assert line.startswith("+7,034 points: 20 base, ")
    assert line.endswith("3 promo code SPRING")
    assert len(line) > 64
