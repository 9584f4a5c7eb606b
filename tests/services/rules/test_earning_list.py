"""What brings a customer more: which rules, in which order, and what is left to do for them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from services.rules.clubs import Club
from services.rules.earning_conditions import Least, When, Which, Who
from services.rules.earning_list import Asker, EarningList, choose
from services.rules.earning_terms import Rule
from tests.services.rules.earning_worlds import File, terms

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday
ASKER = Asker(at=NOW, typical=10_000)
DAY = timedelta(days=1)
TODAY = NOW.date()


def rule(code: str = "rule", kind: str = "bonus", value: int = 100, **parts: object) -> Rule:
    return Rule(code=code, kind=kind, value=value, **parts)  # type: ignore[arg-type]  # any kind and part


def listed(*rules: Rule, asker: Asker = ASKER, **other: object) -> EarningList:
    return choose(File(terms(*rules, **other)), asker)


def state(one: Rule, asker: Asker = ASKER) -> str | None:
    """The state of the only rule; None when it is hidden."""
    ways = listed(one, asker=asker).ways
    return ways[0].state if ways else None


def test_the_head_has_the_rates_that_every_purchase_has() -> None:
    rates = {"Bakery": 300, "Books": 900, "Toys": 700}
    found = listed(asker=replace(ASKER, tier="gold"), tier_bonus={"gold": 200}, merchant_rates=rates)
    assert found == EarningList(500, 200, (("Books", 900), ("Toys", 700)), ())
    assert listed(tier_bonus={"gold": 200}).tier_bonus == 0


def test_the_most_useful_first() -> None:
    found = listed(
        rule("later", "bonus", 5_000, when=When(weekdays=frozenset({0}))),
        rule("small", "bonus", 100),
        rule("visit", "visit", 7),  # 7.00 of 100.00
        rule("club", "bonus", 2_000, who=Who(clubs=(Club("tea"),))),
        rule("twice", "multiply", 20_000),  # 5% more
        rule("item", "item", 2),
        rule("tenth", "base", 1_500),  # 10% more
        rule("small too", "bonus", 100),
    )
    order = [(way.rule.code, way.extra) for way in found.ways]
    assert order == [
        ("tenth", 1_000),
        ("visit", 700),
        ("twice", 500),
        ("item", 200),
        ("small", 100),
        ("small too", 100),
        ("club", 2_000),
        ("later", 5_000),
    ]


HIDDEN = [
    rule("base", "base", 500),  # no more than without it
    rule("lower", "base", 100),
    rule("same", "multiply", 10_000),
    rule("tier", who=Who(tiers=frozenset({"gold"}))),
    rule("past", when=When(last=TODAY - DAY)),
    rule("coming", when=When(first=TODAY + DAY)),
    rule("excluded", which=Which(categories=frozenset({"tobacco"}))),
    rule("first", who=Who(nth_purchase=1)),
    rule("club over", who=Who(clubs=(Club("tea", None, TODAY - DAY),))),
    rule("club to come", who=Who(clubs=(Club("tea", TODAY + DAY),))),
]


@pytest.mark.parametrize("one", HIDDEN, ids=[one.code for one in HIDDEN])
def test_what_gives_this_customer_nothing_is_hidden(one: Rule) -> None:
    bought = replace(ASKER, visits=1)
    assert state(one, bought) is None


def test_skus_that_earn_nothing_are_hidden() -> None:
    one = rule(which=Which(skus=frozenset({"a"})))
    assert listed(one, excluded_skus=frozenset({"a", "b"})).ways == ()
    assert listed(one, excluded_skus=frozenset({"b"})).ways


STATES = [
    (rule(), {}, "now"),
    (rule(who=Who(tiers=frozenset({"gold"}))), {"tier": "gold"}, "now"),
    (rule(least=Least(total=5_000)), {}, "now"),
    (rule(when=When(weekdays=frozenset({2}), start=time(11), end=time(13))), {}, "now"),
    (rule(when=When(weekdays=frozenset({2}), start=time(13))), {}, "later"),
    (rule(when=When(first=TODAY, last=TODAY)), {}, "now"),
    (rule(when=When(start=time(22), end=time(13), last=TODAY - DAY)), {}, "now"),  # yesterday's night goes on
    (rule(when=When(birthday=(3, 3))), {}, "tell"),
    (rule(when=When(birthday=(3, 3))), {"birthday": date(1990, 11, 27)}, "now"),
    (rule(when=When(birthday=(3, 3))), {"birthday": date(1990, 11, 27), "birthday_counts": False}, "later"),
    (rule(when=When(birthday=(3, 3))), {"birthday": date(1990, 5, 1)}, "later"),
    (rule(which=Which(favourites=True)), {}, "choose"),
    (rule(which=Which(favourites=True)), {"favourites": frozenset({"coffee"})}, "now"),
    (rule(who=Who(clubs=(Club("tea"),))), {}, "join"),
    (rule(who=Who(clubs=(Club("tea"), Club("coffee")))), {"clubs": frozenset({"coffee"})}, "now"),
    (
        rule(who=Who(clubs=(Club("tea", None, TODAY - DAY), Club("new")))),
        {"clubs": frozenset({"tea"})},
        "join",
    ),
    (rule(who=Who(clubs=(Club("tea"),)), when=When(start=time(13))), {}, "join"),
    (rule(who=Who(first_of_day=True)), {}, "now"),
    (rule(who=Who(first_of_day=True)), {"bought_today": True}, "later"),
    (rule(who=Who(nth_purchase=3)), {"visits": 2}, "now"),
    (rule(who=Who(nth_purchase=3)), {"visits": 1}, "later"),
    (rule(who=Who(every_nth_purchase=5)), {"visits": 9}, "now"),
    (rule(who=Who(every_nth_purchase=5)), {"visits": 10}, "later"),
]


@pytest.mark.parametrize(("one", "facts", "expected"), STATES)
def test_what_is_left_to_do(one: Rule, facts: dict[str, object], expected: str) -> None:
    assert state(one, replace(ASKER, **facts)) == expected  # type: ignore[arg-type]  # fields of Asker


@pytest.mark.parametrize(("visits", "purchases"), [(0, 5), (3, 2), (4, 1), (5, 5), (14, 1)])
def test_how_many_purchases_it_takes(visits: int, purchases: int) -> None:
    found = listed(rule(who=Who(every_nth_purchase=5)), asker=replace(ASKER, visits=visits))
    assert found.ways[0].purchases == purchases


def test_a_usual_purchase_of_nothing_breaks_nothing() -> None:
    assert listed(rule("visit", "visit", 5), asker=replace(ASKER, typical=0)).ways[0].extra > 0
