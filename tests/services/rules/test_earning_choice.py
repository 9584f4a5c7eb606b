"""The rules of a version asked together say what each says by itself."""

from datetime import UTC, datetime, time

from hypothesis import given, settings
from hypothesis import strategies as st

from services.rules.earning_choice import Choice
from services.rules.earning_conditions import When, Which, Who
from services.rules.earning_terms import Rule
from services.rules.pricing import Basket, BasketLine, Buyer
from tests.services.rules.earning_worlds import BASKETS, BUYERS, NOBODY, basket, line, paid, rules, terms

NIGHT = Rule(code="night", kind="visit", value=5, when=When(start=time(22), end=time(2)))
HERE = Rule(code="here", kind="bonus", value=100, who=Who(stores=frozenset({"center"})))


def one_by_one(made: tuple[Rule, ...], bought: Basket, buyer: Buyer, amounts: list[int]) -> list[object]:
    return [(rule, lines) for rule in made if (lines := rule.lines(bought, buyer, amounts))]


@settings(max_examples=100)
@given(bought=st.lists(BASKETS, min_size=1, max_size=3), buyer=BUYERS, made=rules(), hour=st.integers(0, 23))
def test_together_as_one_by_one(
    bought: list[Basket], buyer: Buyer, made: tuple[Rule, ...], hour: int
) -> None:
    made = (NIGHT, *made, HERE)
    choice = Choice(made)
    at = datetime(2026, 11, 25, hour, tzinfo=UTC)
    for one in (*bought, *bought):  # the second time from what is remembered
        sale = basket(*one.lines, at=at)
        amounts = [0 if part.category == "tobacco" else part.amount for part in sale.lines]
        assert choice.holding(sale, buyer, amounts) == one_by_one(made, sale, buyer, amounts)


def test_what_is_remembered_of_goods_is_not_of_the_customer() -> None:
    favourites = Rule(code="liked", kind="bonus", value=100, which=Which(favourites=True))
    choice, sale = Choice((favourites,)), basket(line(100), line(100, "cake"))
    for buyer, places in ((NOBODY, ()), (Buyer(favourites=frozenset({"cake"})), (1,)), (NOBODY, ())):
        expected = [(favourites, places)] if places else []
        assert choice.holding(sale, buyer, paid(sale)) == expected


def test_goods_without_a_category_are_goods_too() -> None:
    no_cake = Rule(code="rest", kind="bonus", value=1, which=Which(excluded_categories=frozenset({"cake"})))
    sale = Basket((BasketLine(100, "a", None), BasketLine(0, "b", None)), basket().at, "center", "Owner")
    assert Choice((no_cake,)).holding(sale, NOBODY, paid(sale)) == [(no_cake, (0,))]


def test_a_merchants_own_rate_keeps_the_rules() -> None:
    found = terms(HERE, merchant_rates={"Guest": 700})
    assert found.at("Guest").base_rate == 700 and found.at("Owner") is found
    assert found.at("Guest") is found.at("Guest") and found.at("Guest").rules == found.rules
