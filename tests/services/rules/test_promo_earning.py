"""Promo codes as earning rules: who wins, that nobody earns less for holding one, and when one is used up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.receipts import applied
from services.rules.caps import Caps
from services.rules.earning import Applied, Earning, earn
from services.rules.earning_terms import Rule, Terms
from services.rules.pricing import Basket, Buyer
from services.rules.promo_codes import Terms as PromoCode
from services.rules.promo_codes import counted, gifts
from services.rules.promo_codes import rules as rules_of
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

TWICE = PromoCode(code="TWICE", earns="multiply", rate=20_000)
TEN = PromoCode(code="TEN", earns="base", rate=1_000)
PLUS = PromoCode(code="PLUS", earns="bonus", rate=300)
LOW = PromoCode(code="LOW", earns="base", rate=100)
TRIPLE = Rule(code="triple", kind="multiply", value=30_000)
DOUBLE = Rule(code="double", kind="multiply", value=20_000)
SALE = Rule(code="sale", kind="base", value=100, priority=1)
HUNDRED = basket(line(10_000))
CODES = st.lists(st.sampled_from([TWICE, TEN, PLUS, LOW]), unique=True, max_size=3)


def earned(found: Terms, *codes: PromoCode, bought: Basket = HUNDRED, buyer: Buyer = NOBODY) -> Earning:
    return earn(File(found), bought, buyer, paid(bought), rules_of(codes))


def parts(earning: Earning) -> dict[str, int]:
    return {part.code: part.points for part in earning.applied}


@pytest.mark.parametrize(
    ("found", "code", "gives"),
    [
        (terms(), TWICE, {"base": 5, "promo:TWICE": 5}),
        (terms(), TEN, {"promo:TEN": 10}),
        (terms(), PLUS, {"base": 5, "promo:PLUS": 3}),
        (terms(), LOW, {"base": 5}),  # nobody earns less for a code
        (terms(TRIPLE), TWICE, {"base": 5, "triple": 10}),  # the best one
        (terms(DOUBLE), TWICE, {"base": 5, "double": 5}),  # of equal ones the file's
        (terms(SALE), TWICE, {"sale": 1}),  # a higher priority is heard alone
        (terms(TRIPLE, policy="stack"), TWICE, {"base": 5, "triple": 10, "promo:TWICE": 5}),
        (terms(tier_bonus={"gold": 200}), TWICE, {"base": 5, "promo:TWICE": 5}),
        (terms(caps=Caps(receipt=7)), TWICE, {"base": 4, "promo:TWICE": 3}),
    ],
)
def test_who_wins(found: Terms, code: PromoCode, gives: dict[str, int]) -> None:
    assert parts(earned(found, code)) == gives


def test_a_code_is_used_up_only_by_a_receipt_that_earned_more_by_it() -> None:
    assert counted(TWICE, earned(terms(), TWICE))
    assert not counted(TWICE, earned(terms(TRIPLE), TWICE))
    assert not counted(TWICE, earned(terms(), TWICE, bought=basket(line(10_000, "tobacco"))))
    assert not counted(TWICE, earned(terms(caps=Caps(receipt=5)), TWICE))
    assert counted(PromoCode(code="GIFT", points=30), earned(terms(base_rate=0)))
    assert counted(PromoCode(code="OFF", discount=1_000), earned(terms()))


def test_two_codes_are_two_rules() -> None:
    assert parts(earned(terms(), TWICE, TEN)) == {"base": 5, "promo:TWICE": 5}  # equal: the first
    assert parts(earned(terms(policy="stack"), TWICE, PLUS)) == {
        "base": 5,
        "promo:TWICE": 5,
        "promo:PLUS": 3,
    }


@settings(max_examples=100)
@given(found=rules(), bought=BASKETS, buyer=BUYERS, codes=CODES, policy=st.sampled_from(["best", "stack"]))
def test_nobody_earns_less_for_a_code(
    found: tuple[Rule, ...], bought: Basket, buyer: Buyer, codes: list[PromoCode], policy: str
) -> None:
    terms_ = terms(*found, policy=policy, caps=Caps(receipt=500, day=900))
    without, with_codes = (earned(terms_, *some, bought=bought, buyer=buyer) for some in ((), codes))
    assert with_codes.points >= without.points
    assert sum(part.points for part in with_codes.applied) == sum(with_codes.by_line) == with_codes.points
    used = [code for code in codes if counted(code, with_codes)]
    assert bool(used) == (with_codes.points > without.points)


PARTS = st.lists(
    st.builds(Applied, st.sampled_from(["base", "tier", "happy", "promo:X1"]), st.integers(1, 10**12)),
    unique_by=lambda part: part.code,
)


@given(parts_=PARTS)
def test_a_receipt_keeps_what_gave_its_points(parts_: list[Applied]) -> None:
    points = sum(part.points for part in parts_)
    stored = applied.kept(Earning(points, (points,), tuple(parts_)))
    assert applied.read(points, stored) == tuple(parts_)
    assert (stored is None) == all(part.code == "base" for part in parts_)


def test_codes_of_points_are_gifts() -> None:
    assert gifts([PromoCode(code="GIFT", points=30), TWICE]) == (Applied("promo:GIFT", 30),)


def test_a_code_that_made_a_point_of_two_halves_is_used_up() -> None:
    """The point is told of the base, and could else be had again with every small purchase."""
    small = basket(line(1_000))  # half a point
    found = earned(terms(), TWICE, bought=small)
    assert (earned(terms(), bought=small).points, parts(found)) == (0, {"base": 1})
    assert counted(TWICE, found)
