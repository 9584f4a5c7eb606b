"""Coupons: when one holds, which one of several applies, and that no line goes below zero."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.rules import coupons, discounts
from services.rules.coupons import Holder, Terms
from services.rules.discounts import Lines
from services.rules.pricing import Basket, BasketLine

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
TENTH = Terms(code="tenth", share=1_000)


def basket(*lines: tuple[int, str]) -> Basket:
    rows = tuple(BasketLine(amount, category, category, Decimal(1)) for amount, category in lines)
    return Basket(rows, AT, "center", "Till")


def off(terms: Terms, holder: Holder | None = None, *lines: tuple[int, str]) -> tuple[int, ...]:
    bought = basket(*(lines or ((10_000, "coffee"),)))
    amounts = [line.amount for line in bought.lines]
    found = coupons.best([terms], holder or Holder(), bought, amounts, [True] * len(amounts))
    return found.by_line if found else ()


def test_a_share_is_rounded_down_once_and_spread() -> None:
    assert off(TENTH, None, (3_333, "a"), (3_333, "a"), (3_333, "a")) == (333, 333, 333)
    assert off(TENTH, None, (5, "a"), (5, "a")) == (1, 0)


def test_an_amount_is_at_most_what_the_lines_cost() -> None:
    terms = Terms(code="off", amount=5_000, lines=Lines(frozenset({"beans"}), frozenset({"mug"})))
    assert off(terms, None, (2_000, "beans"), (10_000, "coffee"), (1_000, "mug")) == (2_000, 0, 1_000)
    assert off(terms, None, (10_000, "coffee")) == ()


@pytest.mark.parametrize(
    ("terms", "holder", "holds"),
    [
        (replace(TENTH, first_receipt=True), Holder(receipts=0), True),
        (replace(TENTH, first_receipt=True), Holder(receipts=1), False),
        (replace(TENTH, tiers=frozenset({"gold"})), Holder(tier="gold"), True),
        (replace(TENTH, tiers=frozenset({"gold"})), Holder(tier=None), False),
        (replace(TENTH, segment="lost"), Holder(segments=frozenset({"lost"})), True),
        (replace(TENTH, segment="lost"), Holder(segments=frozenset({"new"})), False),
        (replace(TENTH, times=2), Holder(uses={"tenth": 1}), True),
        (replace(TENTH, times=2), Holder(uses={"tenth": 2, "other": 0}), False),
        (replace(TENTH, minimum=10_000), Holder(), True),
        (replace(TENTH, minimum=10_001), Holder(), False),
        (replace(TENTH, first_day=date(2026, 11, 22), last_day=date(2026, 11, 22)), Holder(), True),
        (replace(TENTH, first_day=date(2026, 11, 23)), Holder(), False),
        (replace(TENTH, last_day=date(2026, 11, 21)), Holder(), False),
    ],
)
def test_every_condition_must_hold(terms: Terms, holder: Holder, holds: bool) -> None:
    assert bool(off(terms, holder)) is holds


def test_the_one_that_takes_most_applies_and_the_first_of_equals() -> None:
    several = [TENTH, Terms(code="big", amount=2_000), Terms(code="same", share=2_000)]
    found = coupons.best(several, Holder(), basket((10_000, "a")), [10_000], [True])
    assert found and found.code == "big"
    assert coupons.best(several, Holder(), basket((10_000, "a")), [10_000], [False]) is None


@settings(max_examples=100)
@given(
    st.lists(st.tuples(st.integers(0, 10**9), st.booleans()), min_size=1, max_size=6),
    st.integers(1, 10_000),
    st.integers(1, 10**10),
)
def test_no_line_goes_below_zero(lines: list[tuple[int, bool]], bps: int, amount: int) -> None:
    amounts, taken = zip(*lines, strict=True)
    for by_line in (discounts.share(bps, amounts, taken), discounts.fixed(amount, amounts, taken)):
        left = discounts.less(amounts, by_line)
        assert all(0 <= rest <= before for rest, before in zip(left, amounts, strict=True))
        assert all(off == 0 for off, may in zip(by_line, taken, strict=True) if not may)
    assert sum(discounts.fixed(amount, amounts, taken)) == min(amount, sum(one for one, may in lines if may))
