"""Earning rules: what each kind gives, who wins, and what holds whatever the rules are."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.rules.caps import Caps
from services.rules.earning import Applied, earn
from services.rules.earning_conditions import Least, When, Which, Who
from services.rules.earning_terms import Policy, Rule, Terms, needs
from services.rules.pricing import Basket, Buyer
from tests.services.rules.earning_worlds import (
    BASKETS,
    BUYERS,
    NOBODY,
    File,
    basket,
    line,
    paid,
    rules,
    terms,
)

COFFEE = Which(categories=frozenset({"coffee"}))
DOUBLE = Rule(code="double", kind="multiply", value=20_000)
TRIPLE = Rule(code="triple", kind="multiply", value=30_000)
TEN = Rule(code="ten", kind="base", value=1_000)
PLUS = Rule(code="plus", kind="bonus", value=300)
ITEM = Rule(code="item", kind="item", value=5, which=COFFEE)
VISIT = Rule(code="visit", kind="visit", value=20)
TWO = basket(line(10_000, "coffee"), line(20_000, "cake", "b"))


def earned(found: Terms, bought: Basket = TWO, buyer: Buyer = NOBODY) -> dict[str, int]:
    """Points by what gave them."""
    earning = earn(File(found), bought, buyer, paid(bought))
    assert sum(earning.by_line) == earning.points == sum(part.points for part in earning.applied)
    return {part.code: part.points for part in earning.applied}


def test_without_rules_the_base_rate_and_the_tier() -> None:
    assert earned(terms()) == {"base": 15}
    assert earned(terms(tier_bonus={"gold": 200}), buyer=Buyer("gold")) == {"base": 15, "tier": 6}
    assert earned(terms(tier_bonus={"gold": 200}), buyer=Buyer("gone")) == {"base": 15}


@pytest.mark.parametrize(
    ("rule", "gives"),
    [
        (TEN, {"ten": 30}),
        (replace(TEN, which=COFFEE), {"ten": 10, "base": 10}),
        (PLUS, {"base": 15, "plus": 9}),
        (DOUBLE, {"base": 15, "double": 15}),
        (replace(DOUBLE, value=15_000), {"base": 15, "double": 7}),  # 22.5, rounded down once
        (ITEM, {"base": 15, "item": 5}),
        (VISIT, {"base": 15, "visit": 20}),
    ],
)
def test_each_kind(rule: Rule, gives: dict[str, int]) -> None:
    for policy in ("best", "stack"):
        assert earned(terms(rule, policy=policy)) == gives


def test_a_tier_comes_on_top_of_what_the_rules_chose() -> None:
    found = terms(DOUBLE, tier_bonus={"gold": 200})
    assert earned(found, buyer=Buyer("gold")) == {"base": 15, "double": 15, "tier": 6}


def test_best_hears_the_highest_priority_then_the_most_generous_then_the_first() -> None:
    assert earned(terms(PLUS, TEN, DOUBLE)) == {"ten": 30}
    assert earned(terms(DOUBLE, TEN)) == {"base": 15, "double": 15}
    sale = Rule(code="sale", kind="base", value=100, priority=1, which=COFFEE)
    assert earned(terms(TEN, sale)) == {"ten": 20, "sale": 1}
    assert earned(terms(VISIT, replace(VISIT, code="more", value=30), ITEM)) == {
        "base": 15,
        "item": 5,
        "more": 30,
    }


def test_stack_adds_all_to_one_base() -> None:
    assert earned(terms(DOUBLE, TRIPLE, policy="stack")) == {"base": 15, "double": 15, "triple": 30}
    low = replace(TEN, code="low", value=800)
    assert earned(terms(low, TEN, DOUBLE, PLUS, policy="stack")) == {"ten": 30, "double": 30, "plus": 9}
    assert earned(terms(replace(low, priority=1), TEN, policy="stack")) == {"low": 24}
    both = terms(VISIT, replace(VISIT, code="more", value=30), policy="stack")
    assert earned(both) == {"base": 15, "visit": 20, "more": 30}


def test_points_for_items_count_whole_ones() -> None:
    bought = basket(line(10_000, quantity="3"), line(5_000, quantity="2.9"), line(5_000, quantity="0.5"))
    earning = earn(File(terms(ITEM, base_rate=0)), bought, NOBODY, paid(bought))
    assert earning.by_line == (15, 10, 0)
    negative = basket(line(10_000, quantity="-3"))
    assert earn(File(terms(ITEM, base_rate=0)), negative, NOBODY, paid(negative)).points == 0


def test_what_points_paid_for_and_what_is_excluded_earns_nothing() -> None:
    found = File(terms(ITEM, VISIT, excluded_skus=frozenset({"bag"})))
    bought = basket(line(10_000), line(10_000, "tobacco"), line(500, None, "bag"))
    assert earn(found, bought, NOBODY, [0, 0, 0]).points == 0
    assert earn(found, bought, NOBODY, [0, 10_000, 500]).points == 0
    assert earn(found, bought, NOBODY, [1, 10_000, 500]).by_line == (25, 0, 0)


def test_a_receipt_below_the_minimum_earns_nothing() -> None:
    found = terms(VISIT, minimum_receipt=30_000)
    assert earned(found) == {"base": 15, "visit": 20}
    assert earned(found, basket(line(29_999))) == {}
    assert earned(found, basket(line(29_999), line(10_000, "tobacco"))) == {}


@pytest.mark.parametrize(
    ("rule", "yes", "no"),
    [
        (replace(VISIT, who=Who(nth_purchase=1)), Buyer(), Buyer(visits=1)),
        (replace(VISIT, who=Who(nth_purchase=3)), Buyer(visits=2), Buyer(visits=3)),
        (replace(VISIT, who=Who(every_nth_purchase=5)), Buyer(visits=9), Buyer(visits=5)),
        (replace(VISIT, who=Who(tiers=frozenset({"gold"}))), Buyer("gold"), Buyer()),
        (replace(VISIT, who=Who(first_of_day=True)), Buyer(), Buyer(receipts_day=1)),
        (
            replace(VISIT, which=Which(favourites=True)),
            Buyer(favourites=frozenset({"cake"})),
            Buyer(favourites=frozenset({"fish"})),
        ),
    ],
)
def test_who_buys(rule: Rule, yes: Buyer, no: Buyer) -> None:
    assert "visit" in earned(terms(rule), buyer=yes)
    assert "visit" not in earned(terms(rule), buyer=no)


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        (replace(VISIT, who=Who(stores=frozenset({"center"}))), True),
        (replace(VISIT, who=Who(stores=frozenset({"ural"}))), False),
        (replace(VISIT, who=Who(merchants=frozenset({"Owner"}))), True),
        (replace(VISIT, who=Who(merchants=frozenset({"Guest"}))), False),
        (replace(VISIT, who=Who(channels=frozenset({"web"}))), False),
        (replace(VISIT, which=Which(skus=frozenset({"b"}))), True),
        (replace(VISIT, which=Which(skus=frozenset({"b"}), categories=frozenset({"coffee"}))), False),
        (replace(VISIT, which=Which(excluded_categories=frozenset({"cake", "coffee"}))), False),
        (replace(VISIT, which=Which(excluded_skus=frozenset({"a"}))), True),
        (replace(VISIT, least=Least(total=30_000)), True),
        (replace(VISIT, least=Least(total=30_001)), False),
        (replace(VISIT, which=COFFEE, least=Least(amount=10_001)), False),
        (replace(VISIT, least=Least(items=2)), True),
        (replace(VISIT, which=COFFEE, least=Least(items=2)), False),
    ],
)
def test_what_and_where(rule: Rule, holds: bool) -> None:
    assert ("visit" in earned(terms(rule))) is holds


def test_a_channel_is_what_the_merchant_calls_it() -> None:
    web = replace(VISIT, who=Who(channels=frozenset({"web"})))
    assert "visit" in earned(terms(web), basket(line(10_000), channel="web"))


def test_fixed_points_lie_on_the_lines_of_their_rule() -> None:
    earning = earn(File(terms(replace(VISIT, which=COFFEE), base_rate=0)), TWO, NOBODY, paid(TWO))
    assert (earning.by_line, earning.applied) == ((20, 0), (Applied("visit", 20),))


@pytest.mark.parametrize(
    ("caps", "buyer", "points"),
    [
        (Caps(receipt=10), NOBODY, 10),
        (Caps(day=40), Buyer(earned_day=20), 20),
        (Caps(day=40, month=50), Buyer(earned_day=20, earned_month=49), 1),
        (Caps(month=50), Buyer(earned_month=60), 0),
        (Caps(receipt=100, day=100, month=100), NOBODY, 35),
    ],
)
def test_caps(caps: Caps, buyer: Buyer, points: int) -> None:
    earning = earn(File(terms(VISIT, caps=caps)), TWO, buyer, paid(TWO))
    assert (earning.points, earning.capped) == (points, 35 - points)
    assert sum(earning.by_line) == points == sum(part.points for part in earning.applied)


def test_only_what_the_rules_ask_for_is_read() -> None:
    nothing = needs(File(terms(DOUBLE, ITEM, caps=Caps(receipt=5))))
    assert not any((nothing.visits, nothing.birthday, nothing.favourites, nothing.past))
    assert needs(File(terms(replace(VISIT, who=Who(nth_purchase=1))))).visits
    assert needs(File(terms(replace(VISIT, when=When(birthday=(0, 0)))))).birthday
    assert needs(File(terms(replace(VISIT, which=Which(favourites=True))))).favourites
    assert needs(File(terms(replace(VISIT, who=Who(first_of_day=True))))).receipts_day
    assert needs(File(terms(caps=Caps(day=5)))).earned_day
    month = needs(File(terms(caps=Caps(month=5))))
    assert (month.earned_day, month.earned_month, month.past) == (False, True, True)


POLICIES = st.sampled_from(["best", "stack"])
CAPS = st.builds(
    lambda receipt, day, month: Caps(receipt=receipt, day=day, month=month),
    *(st.none() | st.integers(1, 2_000) for _ in range(3)),
)
TIERS = {"gold": 250}


def shares(bought: Basket, seed: int) -> list[int]:
    """Some part of each line paid with money."""
    random = Random(seed)
    return [random.choice([0, one.amount, random.randint(0, one.amount)]) for one in bought.lines]


@settings(max_examples=100)
@given(bought=BASKETS, buyer=BUYERS, made=rules(), policy=POLICIES, caps=CAPS, seed=st.integers(0, 99))
def test_points_are_never_negative_and_sum_up(
    bought: Basket, buyer: Buyer, made: tuple[Rule, ...], policy: Policy, caps: Caps, seed: int
) -> None:
    found = terms(*made, policy=policy, caps=caps, tier_bonus=TIERS)
    money = shares(bought, seed)
    earning = earn(File(found), bought, buyer, money)
    assert min(earning.by_line) >= 0 and earning.capped >= 0
    assert sum(earning.by_line) == earning.points == sum(part.points for part in earning.applied)
    for got, one, amount in zip(earning.by_line, bought.lines, money, strict=True):
        assert got == 0 or (amount > 0 and one.category != "tobacco")
    assert caps.receipt is None or earning.points <= caps.receipt
    assert caps.day is None or earning.points <= max(0, caps.day - buyer.earned_day)
    assert caps.month is None or earning.points <= max(0, caps.month - buyer.earned_month)


@settings(max_examples=100)
@given(bought=BASKETS, buyer=BUYERS, made=rules(), policy=POLICIES, random=st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(
    bought: Basket, buyer: Buyer, made: tuple[Rule, ...], policy: Policy, random: Random
) -> None:
    found = File(terms(*made, policy=policy, tier_bonus=TIERS))
    mixed = replace(bought, lines=tuple(random.sample(bought.lines, len(bought.lines))))
    before, after = (earn(found, one, buyer, paid(one)) for one in (bought, mixed))
    assert before.points == after.points


@settings(max_examples=100)
@given(
    bought=BASKETS,
    buyer=BUYERS,
    made=rules(generous=True, priorities=False),
    policy=POLICIES,
    caps=CAPS,
    seed=st.integers(0, 99),
)
def test_more_paid_never_earns_less(
    bought: Basket, buyer: Buyer, made: tuple[Rule, ...], policy: Policy, caps: Caps, seed: int
) -> None:
    found = File(terms(*made, policy=policy, caps=caps, tier_bonus=TIERS, minimum_receipt=5_000))
    less = shares(bought, seed)
    more = [have + (one.amount - have) // 2 for have, one in zip(less, bought.lines, strict=True)]
    points = [earn(found, bought, buyer, money).points for money in (less, more, paid(bought))]
    assert points == sorted(points)


@settings(max_examples=100)
@given(bought=BASKETS, buyer=BUYERS, made=rules(generous=True, priorities=False))
def test_best_is_no_worse_than_any_rule_alone(bought: Basket, buyer: Buyer, made: tuple[Rule, ...]) -> None:
    together = earn(File(terms(*made, tier_bonus=TIERS)), bought, buyer, paid(bought)).points
    for rule in made:
        alone = earn(File(terms(rule, tier_bonus=TIERS)), bought, buyer, paid(bought)).points
        assert together >= alone
    stacked = earn(File(terms(*made, tier_bonus=TIERS, policy="stack")), bought, buyer, paid(bought)).points
    assert stacked >= together


@settings(max_examples=100)
@given(bought=BASKETS, buyer=BUYERS, made=rules(), priorities=st.booleans())
def test_stack_is_the_sum_of_what_each_rule_adds(
    bought: Basket, buyer: Buyer, made: tuple[Rule, ...], priorities: bool
) -> None:
    """Without rounding (a point is earned for the finest part of the smallest coin) it is exact."""
    adding = [rule for rule in made if rule.kind != "base"]
    exact = replace(bought, lines=tuple(replace(one, amount=one.amount * 10**8) for one in bought.lines))
    plain = earn(File(terms(tier_bonus=TIERS)), exact, buyer, paid(exact)).points

    def extra(*some: Rule) -> int:
        found = terms(*some, policy="stack", tier_bonus=TIERS)
        return earn(File(found), exact, buyer, paid(exact)).points - plain

    least = [replace(rule, least=Least()) for rule in adding]
    assert extra(*least) == sum(extra(rule) for rule in least)


def test_a_quantity_may_be_huge() -> None:
    bought = basket(line(1, quantity=str(Decimal(10) ** 11)))
    assert earn(File(terms(ITEM)), bought, NOBODY, paid(bought)).points == 5 * 10**11


@settings(max_examples=100, deadline=None)
@given(bought=BASKETS, buyer=BUYERS, bonus=st.integers(0, 5_000), worth=st.integers(1, 700))
def test_the_short_way_without_rules_is_the_long_way(
    bought: Basket, buyer: Buyer, bonus: int, worth: int
) -> None:
    more = {"tier_bonus": {"gold": bonus}, "minor_units_per_point": worth}
    nothing = Rule(code="nothing", kind="bonus", value=0)
    short = earn(File(terms(**more)), bought, buyer, paid(bought))
    assert short == earn(File(terms(nothing, **more)), bought, buyer, paid(bought))
