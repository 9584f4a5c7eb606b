"""[[clubs]] in a program file: what is read, what is wrong, what changes."""

from datetime import date

import pytest

from bot.ui import changes, conditions
from bot.ui.commands import commands
from bot.ui.texts import texts_for
from services.program_file import check, difference, edit, parse
from services.rules.clubs import Club
from tests.bot.ui.telegram_html import plain
from tests.services.program_file.files import SMALL, said

CLUB = """
[[clubs]]
code = "lovers"
title = { en = "Coffee lovers" }
description = "New beans first"
welcome = 20
starts = 2026-11-01
ends = 2026-12-24
"""
RULE = """
[[earning]]
code = "club"
title = "Club"
bonus = "3%"
clubs = ["lovers"]
"""
SEGMENT = """
[[segments]]
code = "fans"
title = "Fans"
when = { all = [{ fact = "club", in = ["lovers"] }, { not = { fact = "receipts", is = 0 } }] }
"""
WHOLE = SMALL + CLUB + RULE + SEGMENT
BARE = SMALL + CLUB.replace("welcome = 20\n", "")

MISTAKES = [
    (SMALL + CLUB.replace("2026-12-24", "2026-10-24"), "clubs[0]", "ends before it starts"),
    (SMALL + CLUB.replace('title = { en = "Coffee lovers" }\n', ""), "clubs[0].title", "missing"),
    (SMALL + CLUB.replace("welcome = 20", "welcome = -1"), "clubs[0].welcome", "at least 0"),
    (SMALL + CLUB.replace("welcome", "welcom"), "clubs[0].welcom", "did you mean “welcome”?"),
    (SMALL + CLUB.replace('"lovers"', '"Lovers!"'), "clubs[0].code", ""),
    (SMALL + CLUB.replace('"New beans first"', '"  "'), "clubs[0].description", "empty"),
    (WHOLE + CLUB, "clubs[1].code", "code of two entries"),
    (
        WHOLE.replace('clubs = ["lovers"]', 'clubs = ["lover"]'),
        "earning[0].clubs[0]",
        "did you mean “lovers”?",
    ),
    (WHOLE.replace('clubs = ["lovers"]', "clubs = []"), "earning[0].clubs", "must not be empty"),
    (WHOLE.replace('in = ["lovers"]', 'is = "tea"'), "segments[0].when.all[0].is", "no club “tea”"),
    (SMALL + "".join(CLUB.replace('"lovers"', f'"c{one}"') for one in range(51)), "clubs", "at most 50"),
]


@pytest.mark.parametrize(
    ("text", "key", "words"), MISTAKES, ids=[f"{key}-{what}" for _, key, what in MISTAKES]
)
def test_a_mistake_has_its_line_and_key(text: str, key: str, words: str) -> None:
    found = next(problem for problem in check(text) if problem.key == key)
    assert words in said(found)
    assert not found.warning
    assert found.line > 1


def test_a_club_that_gives_nothing_is_warned_about() -> None:
    (found,) = check(BARE)
    assert (found.key, found.warning) == ("clubs[0]", True)
    assert "get nothing" in said(found)
    assert check(SMALL + CLUB) == check(BARE + RULE) == check(BARE + SEGMENT) == []


def test_clubs_become_terms_of_the_rules_that_name_them() -> None:
    config = parse(WHOLE)
    (rule,) = config.earning_terms.rules
    assert rule.who.clubs == (Club("lovers", date(2026, 11, 1), date(2026, 12, 24)),)
    found = config.club("lovers")
    assert found is not None and found.welcome == 20
    assert config.club("tea") is None


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("clubs[0].welcome", 30, "Club “Coffee lovers”: for joining: 20 points → 30 points"),
        ("clubs[0].ends", date(2026, 12, 31), "last day: December 24, 2026 → December 31, 2026"),
        (
            "clubs[0].description",
            "Beans",
            "Club “Coffee lovers”: description (English): New beans first → Beans",
        ),
    ],
)
def test_a_change_reads_as_words(key: str, value: int | str | date, words: str) -> None:
    (change,) = difference(parse(WHOLE), parse(edit(WHOLE, key, value)))
    texts = texts_for("en", point_names={"one": "point", "other": "points"})
    assert words in plain(changes.line(texts, change)).replace("\u00a0", " ")


def test_a_club_that_comes_and_the_rule_that_names_it() -> None:
    texts = texts_for("ru")
    added = [plain(changes.line(texts, one)) for one in difference(parse(SMALL), parse(SMALL + CLUB + RULE))]
    assert any(line.startswith("➕ Новый клуб «Coffee lovers» (") for line in added)
    assert any("участники клубов: Coffee lovers" in line for line in added)


def test_a_segment_of_members_reads_as_words() -> None:
    config = parse(WHOLE)
    said_of = conditions.words(texts_for("en"), config.segments[0].when, config)
    assert said_of == "club ∈ Coffee lovers and not (purchases = 0)"


@pytest.mark.parametrize(("text", "named"), [(SMALL, False), (WHOLE, True)])
def test_telegrams_menu_names_clubs_only_where_there_are_some(text: str, named: bool) -> None:
    listed = [command.name for command in commands(texts_for("en"), "customer", parse(text))]
    assert ("clubs" in listed) is named
    assert "earn" in listed and "favourites" not in listed
