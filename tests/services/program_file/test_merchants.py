"""[[merchants]]: names that fit, prices that can be paid, and whose rate counts."""

import pytest

from services.program_file import check, difference, parse
from services.rules.coalition import point_value
from tests.services.program_file.files import SMALL, said

TWO = """
[[merchants]]
code = "one"
name = "One"

[[merchants]]
code = "two"
name = "Two <b>"
base_rate = "3%"
point_value = 40
"""
STORE = '\n[[stores]]\ncode = "second"\nname = "Second"\ntimezone = "Europe/Berlin"\nmerchant = "{}"\n'


def test_a_coalition_is_right() -> None:
    text = SMALL + TWO + STORE.format("One")
    assert check(text) == []
    config = parse(text)
    assert [point_value(config, name) for name in ("One", "Two <b>", "Three", None)] == [100, 40, 100, 100]
    assert config.earning_terms.at("Two <b>").base_rate == 300
    assert config.earning_terms.at("One") == config.earning_terms


def test_without_merchants_a_store_may_name_any() -> None:
    assert check(SMALL + STORE.format("Somebody")) == []


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        (TWO + STORE.format("Onne"), "stores[1].merchant", "did you mean “One”?"),
        (TWO.replace('"Two <b>"', '"One"'), "merchants[1].name", "the name of two merchants"),
        (TWO.replace('"two"', '"one"'), "merchants[1].code", "the code of two entries"),
        (TWO.replace("= 40", "= 101"), "merchants[1].point_value", "100 at most"),
        (TWO.replace("= 40", "= -1"), "merchants[1].point_value", "at least 0"),
        (TWO.replace("= 40", '= "40"'), "merchants[1].point_value", "whole number"),
        (TWO.replace('"3%"', '"101%"'), "merchants[1].base_rate", "from 0% to 100%"),
        (TWO.replace("point_value", "point_price"), "merchants[1].point_price", "point_value"),
        (TWO.replace('name = "One"', ""), "merchants[0].name", "missing"),
    ],
)
def test_a_mistake_is_named(text: str, key: str, words: str) -> None:
    found = [problem for problem in check(SMALL + text) if problem.key == key]
    assert [words in said(problem) for problem in found] == [True], [str(p) for p in check(SMALL + text)]


def test_a_change_is_of_one_merchant() -> None:
    before, after = parse(SMALL + TWO), parse(SMALL + TWO.replace("= 40", "= 50"))
    assert [str(change) for change in difference(before, after)] == ["merchants[two].point_value: 40 -> 50"]
