"""Every screen, called with plain facts, for tests that look at all of them."""

from __future__ import annotations

from bot.ui.texts import Texts
from tests.bot.ui.gallery import (
    admins,
    coalition,
    customers,
    earning,
    gift_cards,
    memberships,
    staff,
    story,
    tiers,
    transfers,
)
from tests.bot.ui.gallery.words import Shown, Words


def every(texts: Texts, words: Words) -> Shown:
    """Every screen by "module.function" and a case."""
    parts = (
        *customers.PARTS,
        *staff.PARTS,
        *admins.PARTS,
        coalition.coalition,
        tiers.tiers_of_admins,
        story.shown,
        earning.shown,
        gift_cards.shown,
        memberships.shown,
        transfers.shown,
    )
    return {name: shown for part in parts for name, shown in part(texts, words).items()}
