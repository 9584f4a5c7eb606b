"""Tiers as admins see them: the flow, one customer's tiers, and giving one."""

from __future__ import annotations

from bot.ui import tier_giving, tiers
from bot.ui.texts import Texts
from tests.bot.ui.gallery.words import BIG, NOW, Shown, Words

REASONS = ("purchase", "refund", "review", "manual", "match", "paid", "ended", "unpaid")


def tiers_of_admins(t: Texts, w: Words) -> Shown:
    """Every screen of tiers that admins meet."""
    step = tiers.StepFacts(NOW, w.name, w.title, None, up=True, reason="purchase")
    flow = tiers.FlowFacts(
        [w.title] * 9,
        [BIG, *range(8)],
        {(before, 8 - before): BIG for before in (0, 1, 2, 3, 5, 6, 7, 8)},
        BIG,
        14,
        dict.fromkeys(REASONS, BIG),
        [step] * 5,
    )
    still = tiers.FlowFacts([w.title, w.title], [0, 0], {}, 0, 0, {})
    past = [tier_giving.PastFacts(NOW, w.title, None, reason) for reason in REASONS]
    full = tier_giving.StandingFacts(
        w.title,
        None,
        w.title,
        NOW,
        NOW,
        w.title,
        w.title,
        w.title,
        [*past, tier_giving.PastFacts(NOW, None, w.title, "match", NOW)],
    )
    always = tier_giving.StandingFacts(w.title, w.title, w.title, None, NOW)
    bare = tier_giving.StandingFacts(None, None)
    return {
        "tiers.flow": tiers.flow(t, period="month", facts=flow),
        "tiers.flow still": tiers.flow(t, period="last_month", facts=still),
        "tiers.flow none": tiers.flow(t, period="year", facts=tiers.FlowFacts([], [], {}, 0, 0, {})),
        "tier_giving.customer": tier_giving.customer(
            t, customer_id=BIG, name=w.name, facts=full, any_tier=True
        ),
        "tier_giving.customer always": tier_giving.customer(
            t, customer_id=BIG, name=w.name, facts=always, any_tier=True
        ),
        "tier_giving.customer bare": tier_giving.customer(
            t, customer_id=BIG, name=w.name, facts=bare, any_tier=False
        ),
        "tier_giving.choose": tier_giving.choose(t, customer_id=BIG, name=w.name, names=[w.title] * 50),
        "tier_giving.ask_until": tier_giving.ask_until(
            t, customer_id=BIG, name=w.name, tier=w.title, example=NOW
        ),
        "tier_giving.until_wrong": tier_giving.until_wrong(t, customer_id=BIG, example=NOW),
        "tier_giving.confirm": tier_giving.confirm(
            t, customer_id=BIG, name=w.name, tier=w.title, until=NOW, token="9" * 12
        ),
        "tier_giving.confirm always": tier_giving.confirm(
            t, customer_id=BIG, name=w.name, tier=w.title, until=None, token="9"
        ),
        "tier_giving.given": tier_giving.given(t, customer_id=BIG, name=w.name, tier=w.title),
        "tier_giving.ask_take": tier_giving.ask_take(t, customer_id=BIG, name=w.name, tier=w.title),
        "tier_giving.taken": tier_giving.taken(t, customer_id=BIG, name=w.name, tier=None),
    }
