"""Up by a purchase, down by a review or by the refund of the very purchases; never otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.rules.tier_windows import Span
from services.rules.tiers import (
    Downgrade,
    Held,
    Measure,
    Standing,
    Upgrade,
    after_purchase,
    after_refund,
    at_review,
    first_review,
    position_of,
    reached,
    to_next,
    to_stay,
    upgraded,
)


@dataclass(frozen=True)
class Tier:
    code: str
    from_amount: int


@dataclass(frozen=True)
class Rules:
    measured_by: Measure = "spent"
    window: Span = "year"
    grace: timedelta = timedelta(0)
    downgrade: Downgrade = "one_step"


STEPS = (Tier("bronze", 0), Tier("silver", 1000), Tier("gold", 5000))
CODES = [None, "bronze", "silver", "gold", "platinum"]
ZONE = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SOON, LATER = NOW + timedelta(days=10), NOW + timedelta(days=400)
amounts = st.integers(0, 10_000)
rules = st.builds(Rules, downgrade=st.sampled_from(["one_step", "by_balance"]))


def place(code: str | None) -> int:
    found = position_of(STEPS, code)
    return -1 if found is None else found


@pytest.mark.parametrize(("spent", "index"), [(0, 0), (999, 0), (1000, 1), (4999, 1), (5000, 2), (10**9, 2)])
def test_the_highest_step_that_was_reached(spent: int, index: int) -> None:
    assert reached(STEPS, spent) == index


def test_below_the_first_step_there_is_no_tier() -> None:
    assert reached(STEPS[1:], 10) is None
    assert upgraded(STEPS[1:], None, 10) is None
    assert to_next(STEPS[1:], None, 10) == 990


def test_upgrades_skip_steps_and_never_go_down() -> None:
    assert upgraded(STEPS, "bronze", 6000) == "gold"
    assert upgraded(STEPS, "gold", 10) == "gold"


def test_a_tier_that_left_the_file_is_found_anew() -> None:
    assert upgraded(STEPS, "platinum", 1500) == "silver"


def test_what_is_left_to_the_next_step_and_to_stay() -> None:
    assert to_next(STEPS, "bronze", 250) == 750
    assert to_next(STEPS, "gold", 5000) is None
    assert to_next(STEPS, "bronze", 7000) == 0
    assert (to_stay(STEPS, "gold", 500), to_stay(STEPS, "silver", 1500)) == (4500, 0)
    assert to_stay(STEPS, "platinum", 0) == 0


@pytest.mark.parametrize(("measure", "tier"), [("spent", "bronze"), ("points", "silver"), ("visits", "gold")])
def test_the_measure_decides_what_counts(measure: Measure, tier: str) -> None:
    standing = Standing(spent=10, points=1000, visits=5000)
    held = after_purchase(STEPS, Rules(measure), ZONE, Held("bronze"), standing, NOW)
    assert held.earned == tier


@given(rules, st.sampled_from(CODES[1:]), amounts)
@settings(max_examples=100)
def test_a_purchase_never_lowers_a_tier(policy: Rules, earned: str, spent: int) -> None:
    before = Held(earned, SOON)
    after = after_purchase(STEPS, policy, ZONE, before, Standing(spent), NOW)
    assert place(after.earned) >= place(earned)
    assert place(after.earned) >= place(STEPS[reached(STEPS, spent) or 0].code)
    assert after == before or after.earned != earned


@given(rules, st.sampled_from(CODES), amounts)
@settings(max_examples=100)
def test_a_review_never_raises_a_tier_and_goes_as_far_as_the_policy_says(
    policy: Rules, earned: str | None, spent: int
) -> None:
    after = at_review(STEPS, policy, earned, Standing(spent))
    assert place(after) <= place(earned)
    if after != earned:
        assert spent < STEPS[place(earned)].from_amount
        lowest = place(earned) - 1 if policy.downgrade == "one_step" else place(after)
        assert place(after) == lowest
        assert policy.downgrade == "one_step" or after == STEPS[reached(STEPS, spent) or 0].code


def test_a_review_of_gold_without_purchases() -> None:
    assert at_review(STEPS, Rules(downgrade="one_step"), "gold", Standing()) == "silver"
    assert at_review(STEPS, Rules(downgrade="by_balance"), "gold", Standing()) == "bronze"
    assert at_review(STEPS, Rules(), "gold", Standing(5000)) == "gold"


def test_an_upgrade_sets_the_review_and_the_lowest_tier_has_none() -> None:
    up = after_purchase(STEPS, Rules(), ZONE, Held("bronze"), Standing(1000), NOW)
    assert up == Held("silver", datetime(2026, 12, 31, 21, tzinfo=UTC))
    assert first_review(STEPS, Rules(), ZONE, "bronze", NOW) is None
    assert first_review(STEPS, Rules(window="lifetime"), ZONE, "gold", NOW) is None


def test_a_tier_without_a_date_gets_one_with_its_next_purchase() -> None:
    held = after_purchase(STEPS, Rules(), ZONE, Held("silver"), Standing(10), NOW)
    assert held == Held("silver", datetime(2026, 12, 31, 21, tzinfo=UTC))


# ── a tier that was given ──


def test_the_higher_of_the_earned_and_the_given_tier_counts_until_its_end() -> None:
    held = Held("silver", None, "gold", SOON)
    assert held.shown(STEPS, NOW) == "gold"
    assert held.shown(STEPS, SOON) == "silver"
    assert Held("gold", None, "silver", SOON).shown(STEPS, NOW) == "gold"
    assert Held(None, None, "silver").shown(STEPS, LATER) == "silver"
    assert Held("bronze", None, "platinum").shown(STEPS, NOW) == "bronze"


def test_purchases_raise_the_earned_tier_beneath_a_given_one() -> None:
    held = after_purchase(STEPS, Rules(), ZONE, Held("bronze", None, "gold", SOON), Standing(1000), NOW)
    assert (held.earned, held.shown(STEPS, NOW), held.shown(STEPS, SOON)) == ("silver", "gold", "silver")


# ── refunds ──


def test_a_refund_of_the_purchase_that_raised_undoes_it() -> None:
    held = Held("gold", LATER)
    upgrades = [Upgrade("silver", "gold", 1200, SOON), Upgrade("bronze", "silver", 1200)]
    assert after_refund(STEPS, Rules(), held, upgrades, Standing(1200)) == Held("silver", SOON)


def test_several_upgrades_go_when_nothing_is_left() -> None:
    upgrades = [Upgrade("silver", "gold", 0, SOON), Upgrade("bronze", "silver", 0)]
    assert after_refund(STEPS, Rules(), Held("gold", LATER), upgrades, Standing()) == Held("bronze")


def test_what_is_left_of_a_skipping_upgrade_carries_a_lower_step() -> None:
    after = after_refund(
        STEPS, Rules(), Held("gold", LATER), [Upgrade("bronze", "gold", 1500)], Standing(1500)
    )
    assert after == Held("silver", LATER)


def test_other_purchases_carry_the_tier() -> None:
    held = Held("gold", LATER)
    assert after_refund(STEPS, Rules(), held, [Upgrade("silver", "gold", 0)], Standing(5000)) == held


def test_a_small_refund_does_not_take_what_time_alone_has_taken() -> None:
    """In a rolling window little is left of a year ago, but the upgrade's own purchases still stand."""
    held = Held("gold", LATER)
    assert after_refund(STEPS, Rules(), held, [Upgrade("silver", "gold", 5000)], Standing(3)) == held


def test_a_tier_that_no_purchase_gave_waits_for_its_review() -> None:
    held = Held("silver", LATER)
    assert after_refund(STEPS, Rules(), held, [], Standing()) == held
    assert after_refund(STEPS, Rules(), held, [Upgrade("silver", "gold", 0)], Standing()) == held


@given(st.lists(st.integers(0, 4000), min_size=1, max_size=6), st.data())
@settings(max_examples=100)
def test_refunding_everything_in_any_order_ends_where_it_began(
    bought: list[int], data: st.DataObject
) -> None:
    """Purchases one after the other, then refunds: never up, and down to the start when all has come back."""
    policy, held, upgrades = Rules(window="lifetime"), Held("bronze"), []
    for number in range(len(bought)):
        total = sum(bought[: number + 1])
        after = after_purchase(STEPS, policy, ZONE, held, Standing(total), NOW)
        if after.earned != held.earned:
            upgrades.append((held.earned, after.earned, number, held.review_at))
        held = after
    left = list(bought)
    for number in data.draw(st.permutations(range(len(bought)))):
        left[number] = 0
        standing = [
            Upgrade(before, becomes, sum(left[: at + 1]), review) for before, becomes, at, review in upgrades
        ]
        after = after_refund(STEPS, policy, held, standing[::-1], Standing(sum(left)))
        assert place(after.earned) <= place(held.earned)
        assert place(after.earned) >= (reached(STEPS, sum(left)) or 0)
        while upgrades and place(upgrades[-1][0]) >= place(after.earned):
            upgrades.pop()
        if upgrades:
            upgrades[-1] = (upgrades[-1][0], after.earned, *upgrades[-1][2:])
        held = after
    assert held.earned == "bronze"
