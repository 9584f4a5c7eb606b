"""Why a balance is what it is, as customers and admins see it."""

from __future__ import annotations

from bot.ui import story
from bot.ui.texts import Texts
from services.history import Page
from services.points import Balance
from services.program_file.values import LocalText
from services.story import Part, Step, Story
from tests.bot.ui.gallery.words import BIG, NOW, Shown, Words

KINDS = (
    "purchase",
    "refund",
    "debt_paid",
    "expire",
    "grant",
    "revoke",
    "transfer_in",
    "transfer_out",
    "unheard",
)


def _step(kind: str, w: Words, points: int = BIG) -> Step:
    parts = dict.fromkeys(
        ("earned", "given", "spent", "restored", "revoked", "forgiven", "owed", "paid"), points
    )
    total = 54_000 if kind in ("purchase", "refund") else None
    rules = tuple(
        Part(
            code,
            LocalText(by_language={"en": w.name, "ru": w.name}, default="en") if code == "happy" else None,
            points,
        )
        for code in ("base", "tier", "happy", "promo:SPRING", "gone")
    )
    return Step(
        kind,
        NOW,
        points,
        points,
        reason=w.name,
        store=w.name,
        total=total,
        rules=rules,
        capped=points,
        **parts,
    )


def shown(t: Texts, w: Words) -> Shown:
    """The story full, and before it begins."""
    full = Story(Balance(BIG, BIG, BIG, BIG, (), ()), Page(tuple(_step(kind, w) for kind in KINDS), 2, 3))
    empty = Story(Balance(0, 0, 0, 0, (), ()), Page((), 1, 1))
    return {
        "story.mine": story.mine(t, story=full, currency="RUB"),
        "story.mine empty": story.mine(t, story=empty, currency="RUB"),
        "story.of_customer": story.of_customer(t, story=full, currency="RUB", customer_id=BIG, name=w.name),
        "story.of_customer empty": story.of_customer(t, story=empty, currency="JPY", customer_id=1, name=""),
    }
