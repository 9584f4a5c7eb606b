"""What was due while nobody looked happens as of its own moment, in the order of time."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.rules.tier_reviews import EarnedChange, due_reviews, settle, upgrades_left
from services.rules.tiers import Held, Standing
from tests.services.rules.test_tier_windows import MOSCOW, utc
from tests.services.rules.test_tiers import STEPS, Rules, place

MONTHLY = Rules(window="month")
FIRST = utc("2026-10-31T21:00")
NOW = utc("2027-02-10T09:00")


def test_a_scheduler_that_was_off_for_months_does_every_review() -> None:
    held = Held("gold", FIRST)
    dues = due_reviews(MONTHLY, MOSCOW, held, NOW)
    assert dues == (FIRST, utc("2026-11-30T21:00"), utc("2026-12-31T21:00"), utc("2027-01-31T21:00"))
    standings = dict(zip(dues, (Standing(5000), Standing(0), Standing(1000), Standing(999)), strict=True))
    turns = settle(STEPS, MONTHLY, MOSCOW, held, standings, NOW)
    assert [turn.held.earned for turn in turns] == ["gold", "silver", "silver", "bronze"]
    assert [turn.at for turn in turns] == list(dues)
    assert turns[-1].held == Held("bronze")
    assert turns[0].held.review_at == dues[1]


def test_the_end_of_a_given_tier_has_its_place_between_reviews() -> None:
    ends = FIRST + timedelta(days=3)
    held = Held("silver", FIRST, "gold", ends)
    none = dict.fromkeys(due_reviews(MONTHLY, MOSCOW, held, NOW), Standing())
    turns = settle(STEPS, MONTHLY, MOSCOW, held, none, NOW)
    assert [(turn.reason, turn.held.shown(STEPS, turn.at)) for turn in turns] == [
        ("review", "gold"),
        ("ended", "bronze"),
    ]


def test_nothing_is_due() -> None:
    held = Held("gold", NOW + timedelta(days=1), "gold", NOW + timedelta(days=1))
    assert due_reviews(MONTHLY, MOSCOW, held, NOW) == ()
    assert settle(STEPS, MONTHLY, MOSCOW, held, {}, NOW) == []


def test_a_program_that_measures_a_lifetime_now_reviews_no_more() -> None:
    lifetime = Rules(window="lifetime")
    held = Held("gold", FIRST)
    assert due_reviews(lifetime, MOSCOW, held, NOW) == ()
    (turn,) = settle(STEPS, lifetime, MOSCOW, held, {}, NOW)
    assert turn.held == Held("gold")


@given(st.lists(st.integers(0, 6000), min_size=6, max_size=6), st.sampled_from(["silver", "gold"]))
@settings(max_examples=100)
def test_looking_every_day_and_looking_once_come_to_the_same(spent: list[int], earned: str) -> None:
    held = Held(earned, FIRST)
    dues = due_reviews(MONTHLY, MOSCOW, held, NOW)
    standings = {due: Standing(amount) for due, amount in zip(dues, spent, strict=False)}
    once = [turn.held for turn in settle(STEPS, MONTHLY, MOSCOW, held, standings, NOW)][-1]
    moment: datetime = FIRST - timedelta(days=2)
    while moment < NOW + timedelta(days=1):
        for turn in settle(STEPS, MONTHLY, MOSCOW, held, standings, min(moment, NOW)):
            assert place(turn.held.earned) <= place(held.earned)
            held = turn.held
        moment += timedelta(days=1)
    assert held == once


def change(before: str | None, after: str | None, reason: str = "purchase") -> EarnedChange:
    return EarnedChange(before, after, reason, NOW)


def test_an_earned_tier_rests_on_the_purchases_since_the_last_review() -> None:
    up, on = change("bronze", "silver"), change("silver", "gold")
    assert upgrades_left(STEPS, [up, on]) == [on, up]
    assert upgrades_left(STEPS, [up, on, change("gold", "silver", "refund")]) == [up]
    assert upgrades_left(STEPS, [up, on, change("gold", "bronze", "refund")]) == []
    assert upgrades_left(STEPS, [up, change("silver", "bronze", "review"), on]) == [on]
    skipping = change("bronze", "gold")
    (left,) = upgrades_left(STEPS, [skipping, change("gold", "silver", "refund")])
    assert (left.before, left.after) == ("bronze", "silver")
