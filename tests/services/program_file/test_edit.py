import tomllib
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.errors import Invalid, NotFound
from services.program_file import ProgramFileError, add, edit, parse, remove
from tests.services.program_file.files import COFFEE, SALON, SMALL


def lines_changed(before: str, after: str) -> list[str]:
    kept = before.splitlines()
    return [line for line in after.splitlines() if line not in kept]


def test_a_value_changes_and_everything_else_stays() -> None:
    edited = edit(COFFEE, "tiers[1].bonus", 300)
    assert lines_changed(COFFEE, edited) == ["bonus = 300"]
    assert edited.count("\n") == COFFEE.count("\n")
    assert parse(edited).tiers[1].bonus == 300


def test_the_comment_behind_a_value_stays() -> None:
    edited = edit(COFFEE, "points.welcome", 70)
    assert lines_changed(COFFEE, edited) == ["welcome = 70                      # for joining"]


def test_a_value_inside_a_condition_changes_alone() -> None:
    edited = edit(COFFEE, "segments[0].when.all[1].less_than", 9)
    assert "less_than = 9 },   # 2.5 times" in edited
    assert len(lines_changed(COFFEE, edited)) == 1


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        ("tiers[0].bonus", "1%", 'bonus = "1%"'),
        ("stores[1].merchant", 'Ural "Tea"', 'merchant = "Ural \\"Tea\\""'),
        ("program.quiet_hours.from", "20:00", 'quiet_hours = { from = "20:00", to = "10:00" }'),
        ("points.pending", timedelta(hours=36), 'pending = "1d12h"'),
        ("program.terms.de", "Hallo", 'terms.de = "Hallo"'),
        ("offers[1].text.de", "Hallo", 'text.de = "Hallo"'),
        ("tiers[0].title.de", "Gast", 'title = { ru = "Гость", en = "Guest", de = "Gast" }'),
    ],
)
def test_keys_old_and_new_are_written_where_they_belong(key: str, value: str, line: str) -> None:
    changed = lines_changed(COFFEE, edit(COFFEE, key, value))
    assert len(changed) == 1
    assert changed[0].startswith(line)


def test_a_new_key_stands_in_its_own_table_and_not_behind_the_next_comment() -> None:
    edited = edit(COFFEE, "tiers[2].benefits", {"ru": "Всё"})
    added = edit(edit(COFFEE, "survey.thank_points", 5), "texts.en.menu-title", "Menu")
    assert tomllib.loads(edited)["tiers"][2]["benefits"] == {"ru": "Всё"}
    assert tomllib.loads(added)["texts"]["en"]["menu-title"] == "Menu"
    edited = edit(SALON, "tiers[1].benefits", "All")
    assert 'bonus = "2%"\nbenefits = "All"\n\n[[stores]]' in edited


def test_a_section_that_is_not_there_is_added() -> None:
    assert edit(SMALL, "survey.enabled", False) == f"{SMALL}\n[survey]\nenabled = false\n"
    assert parse(edit(SMALL, "texts.en.hello", "Hi")).texts == {"en": {"hello": "Hi"}}


def test_entries_come_and_go() -> None:
    entry = {"code": "zoe", "name": "Zoe", "role": "cashier", "store": "ural"}
    grown = add(COFFEE, "employees", entry)
    assert [employee.code for employee in parse(grown).employees][-2:] == ["daria", "zoe"]
    assert remove(grown, "employees[5]") == COFFEE
    assert [employee.code for employee in parse(remove(COFFEE, "employees[3]")).employees] == [
        *("olga", "maxim", "anna", "daria")
    ]
    assert parse(add(SMALL, "employees", {**entry, "store": "main"})).employees[0].name == "Zoe"


def test_an_entry_goes_with_its_tables() -> None:
    edited = remove(COFFEE, "offers[0]")
    assert [offer.code for offer in parse(edited).offers] == ["birthday", "rhythm"]
    assert "come_back" not in edited


def test_a_key_goes_with_the_comment_behind_it() -> None:
    edited = remove(COFFEE, "points.welcome")
    assert parse(edited).points.welcome == 0
    assert "for joining" not in edited
    assert parse(remove(COFFEE, "tiers[1].title.en")).tiers[1].title.in_language("en") == "Друг"


def test_windows_line_ends_stay() -> None:
    text = COFFEE.replace("\n", "\r\n")
    assert edit(text, "points.welcome", 70) == edit(COFFEE, "points.welcome", 70).replace("\n", "\r\n")


@pytest.mark.parametrize("key", ["", "..", "a b", "tiers[x]", "[0]", "tiers[1]x"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(Invalid):
        edit(COFFEE, key, 1)


@pytest.mark.parametrize("key", ["tiers[9].bonus", "program.name.ru", "stores.code"])
def test_what_is_not_there_cannot_be_edited(key: str) -> None:
    with pytest.raises(NotFound):
        edit(COFFEE, key, 1)


def test_what_is_not_there_cannot_be_removed() -> None:
    with pytest.raises(NotFound):
        remove(COFFEE, "points.nothing")


def test_what_is_not_toml_cannot_be_edited() -> None:
    with pytest.raises(ProgramFileError):
        edit("[points", "points.welcome", 1)


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=30), st.sampled_from(["program.name", "offers[0].text.ru", "texts.en.new", "tiers[1].x"])
)
def test_any_text_can_be_written(value: str, key: str) -> None:
    edited = edit(COFFEE, key, value)
    data = tomllib.loads(edited)
    assert value in (
        data["program"]["name"],
        data["offers"][0]["text"]["ru"],
        data["texts"]["en"].get("new"),
        data["tiers"][1].get("x"),
    )
