"""Stamp cards: what fills them, what a full one gives, and that a refund takes off what was put on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from services.rules import discounts, stamps
from services.rules.discounts import Lines
from services.rules.pricing import BasketLine
from services.rules.stamps import Bought, LineBack, Mark, Marked, StampCard, Terms

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
COFFEE = Lines(frozenset({"coffee"}))
SEVENTH_FREE = Terms("coffee", 7, lines=COFFEE)
SEVENTH_PAYS = Terms("coffee", 7, points=100, lines=COFFEE)


def line(amount: int, quantity: str = "1", category: str = "coffee") -> BasketLine:
    return BasketLine(amount, "sku", category, Decimal(quantity))


def buy(terms: Terms, card: StampCard, *lines: BasketLine, at: datetime = NOW) -> list[Mark]:
    """A receipt as the fold counts it: the free item first, then the stamps."""
    amounts = tuple(one.amount for one in lines)
    may = tuple(True for _ in lines)
    free = None
    if not terms.points and card.live(terms.life, at) >= terms.full:
        item = discounts.free_item(lines, amounts, stamps.takes(terms, lines, may))
        if item:
            free = item[0]
            amounts = tuple(a - (item[1] if place == free else 0) for place, a in enumerate(amounts))
    return stamps.record(terms, card, Bought(lines, amounts, may, free), at)


def test_six_are_bought_and_the_seventh_is_free() -> None:
    card = StampCard()
    for bought in range(1, 7):
        [mark] = buy(SEVENTH_FREE, card, line(20_000))
        assert (mark.kind, card.stamps) == ("purchase", bought)
    [mark] = buy(SEVENTH_FREE, card, line(20_000))
    assert (mark.kind, mark.stamps, mark.lines) == ("reward", -6, (0,))
    assert card.stamps == 0


def test_an_item_that_another_card_paid_for_is_not_stamped() -> None:
    card = StampCard()
    lines = (line(20_000, "2"), line(5_000))
    [mark] = stamps.record(SEVENTH_PAYS, card, Bought(lines, (10_000, 5_000), (True, True), None, (0,)), NOW)
    assert (mark.kind, mark.stamps) == ("purchase", 2)


def test_the_seventh_stamp_brings_points_at_once() -> None:
    card = StampCard(6, NOW)
    purchase, reward = buy(SEVENTH_PAYS, card, line(40_000, "2"))
    assert (purchase.stamps, reward.stamps, reward.points, card.stamps) == (2, -7, 100, 1)


def test_the_cheapest_single_item_is_the_free_one() -> None:
    lines = (line(60_000, "2"), line(25_000), line(100, category="bag"))
    assert discounts.free_item(lines, [60_000, 25_000, 100], [True, True, False]) == (1, 25_000)
    assert discounts.free_item(lines[:1], [60_000], [True]) == (0, 30_000)
    assert discounts.free_item((line(900, "0.350"),), [900], [True]) == (0, 900)
    assert discounts.free_item(lines, [0, 0, 0], [True] * 3) is None


def test_of_two_on_one_line_the_free_one_is_not_stamped() -> None:
    card = StampCard(6, NOW)
    reward, purchase = buy(SEVENTH_FREE, card, line(40_000, "2"))
    assert (reward.stamps, purchase.stamps, card.stamps) == (-6, 1, 1)


def test_nothing_else_is_stamped() -> None:
    card = StampCard()
    assert buy(SEVENTH_FREE, card, line(5_000, category="cake"), line(0), line(900, "0.35")) == []
    assert stamps.record(SEVENTH_FREE, card, Bought([line(900)], [900], [False]), NOW) == []


def test_a_stamp_a_receipt_and_at_most_so_many() -> None:
    card = StampCard()
    buy(replace(SEVENTH_FREE, per="receipt"), card, line(60_000, "3"), line(20_000))
    assert card.stamps == 1
    buy(replace(SEVENTH_FREE, most=2), card, line(60_000, "3"))
    assert card.stamps == 3


def test_a_card_without_new_stamps_is_emptied_at_its_moment() -> None:
    terms = replace(SEVENTH_FREE, life=timedelta(days=30))
    card = StampCard(5, NOW)
    assert card.live(terms.life, NOW + timedelta(days=30, seconds=-1)) == 5
    assert card.live(terms.life, NOW + timedelta(days=30)) == 0
    expired, bought = buy(terms, card, line(100), at=NOW + timedelta(days=40))
    assert (expired.kind, expired.stamps, expired.at) == ("expire", -5, NOW + timedelta(days=30))
    assert (bought.stamps, card.stamps) == (1, 1)


def test_each_stamp_keeps_the_whole_card() -> None:
    terms = replace(SEVENTH_FREE, life=timedelta(days=30))
    card = StampCard()
    for day in range(0, 100, 25):
        buy(terms, card, line(100), at=NOW + timedelta(days=day))
    assert card.stamps == 4


def back(marked: list[Marked], *lines: LineBack, whole: bool = False) -> dict[str, int]:
    return {mark.kind: mark.stamps for mark in stamps.given_back(marked, lines, whole=whole, now=NOW)}


def test_a_refund_takes_stamps_in_proportion_rounded_up() -> None:
    bought = Marked("coffee", "purchase", 3, (0,))
    assert back([bought], LineBack(300, 1), LineBack(50, 0)) == {"refund": -1}
    assert back([bought, Marked("coffee", "refund", -1, (0,))], LineBack(300, 100)) == {}
    assert back([bought, Marked("coffee", "refund", -1, (0,))], LineBack(300, 300), whole=True) == {
        "refund": -2
    }
    assert back([bought], LineBack(300, 0), LineBack(50, 50)) == {}


def test_a_free_item_that_comes_back_fills_the_card_again() -> None:
    reward = Marked("coffee", "reward", -6, (1,))
    assert back([reward], LineBack(300, 300), LineBack(200, 100)) == {}
    assert back([reward], LineBack(300, 0), LineBack(200, 200)) == {"undo": 6}
    assert (
        back([reward, Marked("coffee", "undo", 6, (1,))], LineBack(300, 300), LineBack(200, 200), whole=True)
        == {}
    )


def test_stamps_that_became_points_come_back_with_the_whole_receipt_only() -> None:
    """The points go back in proportion to the receipt: a cheap line must not bring all stamps back."""
    marked = [Marked("coffee", "purchase", 1, (0,)), Marked("coffee", "reward", -7, (0,), 100)]
    assert back(marked, LineBack(100, 100), LineBack(9_900, 0)) == {"refund": -1}
    assert back(marked, LineBack(100, 100), LineBack(9_900, 9_900), whole=True) == {"refund": -1, "undo": 7}


@settings(max_examples=60)
@given(
    st.lists(st.integers(1, 500), min_size=1, max_size=4),
    st.integers(1, 20),
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 200)), max_size=6),
)
def test_refunds_in_any_split_take_all_and_no_more(
    amounts: list[int], given_stamps: int, parts: list[tuple[int, int]]
) -> None:
    refunded = [0] * len(amounts)
    marked = [Marked("coffee", "purchase", given_stamps, tuple(range(len(amounts))))]
    taken = 0
    steps = [(place % len(amounts), part) for place, part in parts]
    steps += [(place, amount) for place, amount in enumerate(amounts)]
    for place, part in steps:
        refunded[place] = min(amounts[place], refunded[place] + part)
        whole = refunded == amounts
        lines = [LineBack(amount, done) for amount, done in zip(amounts, refunded, strict=True)]
        done = [Marked("coffee", "refund", -taken, marked[0].lines)] if taken else []
        for mark in stamps.given_back(marked + done, lines, whole=whole, now=NOW):
            taken -= mark.stamps
        assert taken * sum(amounts) >= given_stamps * sum(refunded)
        assert taken <= given_stamps
    assert taken == given_stamps
