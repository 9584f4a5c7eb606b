from datetime import timedelta
from decimal import Decimal

import pytest

from services.program_file import check, parse
from services.program_file.conditions import AllOf, Comparison, EventIs, leaves
from services.program_file.segments import lifecycle_codes
from tests.services.program_file.files import COFFEE, SMALL, said


def with_condition(when: str) -> str:
    return f'{SMALL}\n[[segments]]\ncode = "mine"\ntitle = "Mine"\nwhen = {when}\n'


def comparisons_of(when: str) -> tuple[object, ...]:
    condition = parse(with_condition(when)).segments[0].when
    assert isinstance(condition, Comparison)
    return condition.tests


@pytest.mark.parametrize(
    ("when", "tests"),
    [
        ('{ fact = "receipts", at_least = 2, less_than = 6 }', (("at_least", 2), ("less_than", 6))),
        ('{ fact = "rhythm", more_than = 2.5 }', (("more_than", Decimal("2.5")),)),
        ('{ fact = "spent", at_least = "10.50" }', (("at_least", 1050),)),
        ('{ fact = "days_since_join", at_most = 3 }', (("at_most", timedelta(days=3)),)),
        ('{ fact = "days_since_join", at_most = "5m" }', (("at_most", timedelta(minutes=5)),)),
        ('{ fact = "joined", is = false }', (("is", False),)),
        ('{ fact = "store", in = ["main"] }', (("in", ("main",)),)),
        ('{ fact = "tag", is = "vip" }', (("is", "vip"),)),
    ],
)
def test_a_comparison_has_the_type_of_its_fact(when: str, tests: tuple[object, ...]) -> None:
    assert comparisons_of(when) == tests


def test_an_event_counts_within_a_time() -> None:
    event = parse(with_condition('{ fact = "event", is = "cart_left", within = "2h" }')).segments[0].when
    assert isinstance(event, EventIs)
    assert (event.is_, event.within, event.at_least) == ("cart_left", timedelta(hours=2), 1)


@pytest.mark.parametrize(
    ("when", "key", "words"),
    [
        ('{ fact = "receits", is = 1 }', "", "did you mean “receipts”?"),
        ('{ fact = "receipts" }', "", "says nothing about its fact"),
        ("{ fact = 3, is = 1 }", "", "is not a fact"),
        ('{ fact = "receipts", is = "two" }', ".is", "expected a number"),
        ('{ fact = "receipts", is = nan }', ".is", "reasonable size"),
        ('{ fact = "spent", is = 5 }', ".is", "does not know “is”"),
        ('{ fact = "joined", is = "yes" }', ".is", "true or false"),
        ('{ fact = "tier", is = "gold" }', ".is", "no tier “gold”"),
        ('{ fact = "store", in = ["main", "mian"] }', ".in[1]", "did you mean “main”?"),
        ('{ fact = "store", in = [] }', ".in", "must not be empty"),
        ('{ fact = "language", is = "ru" }', ".is", "no language “ru”"),
        ('{ fact = "event", within = "2h" }', ".is", "missing"),
        ("{ all = [] }", ".all", "must not be empty"),
        ('{ all = [{ fact = "receipts", is = 1 }], any = [] }', ".any", "no such key"),
        ("{ not = 5 }", ".not", "expected a condition"),
        ("{ }", "", "one of these keys: all, any, not, fact"),
        ('"receipts > 2"', "", "expected a condition"),
        ('{ any = [{ not = { fact = "tier", is = "gold" } }] }', ".any[0].not.is", "no tier “gold”"),
    ],
)
def test_a_condition_is_checked(when: str, key: str, words: str) -> None:
    found = {problem.key: said(problem) for problem in check(with_condition(when))}
    assert words in found[f"segments[0].when{key}"]
    assert len(found) == 1


def test_a_condition_of_many_lines_is_found_on_its_line() -> None:
    text = COFFEE.replace('fact = "rhythm"', 'fact = "rythm"')
    line = next(place for place, row in enumerate(text.split("\n"), 1) if "rythm" in row)
    assert [(problem.line, problem.key) for problem in check(text)] == [(line, "segments[0].when.all[1]")]


def test_every_program_has_the_lifecycle_with_its_own_thresholds() -> None:
    config = parse(f'{SMALL}\n[lifecycle]\nat_risk_after = "5m"\nlost_after = "10m"\n')
    assert [segment.code for segment in config.all_segments] == [
        *("lead", "new", "active", "loyal", "at_risk", "lost", "birthday_soon")
    ]
    assert lifecycle_codes() == {segment.code for segment in config.all_segments}
    at_risk = config.segment("at_risk")
    assert at_risk is not None
    assert isinstance(at_risk.when, AllOf)
    found = {leaf.fact: leaf.tests for _, leaf in leaves(at_risk.when) if isinstance(leaf, Comparison)}
    assert found["days_since_last_purchase"] == (
        ("at_least", timedelta(minutes=5)),
        ("less_than", timedelta(minutes=10)),
    )
