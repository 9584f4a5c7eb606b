"""The tier: where one stands and what the next one gives."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ui.actions import pack
from bot.ui.markup import prose
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Screen
from bot.ui.texts import Texts

BAR_LENGTH = 10


@dataclass(frozen=True, slots=True)
class TierFacts:
    """A tier: its name, where it begins (minor units spent), its bonus (bps), what it gives in own words."""

    name: str
    from_minor: int
    bonus_bps: int = 0
    benefits: str | None = None


def amount(texts: Texts, measure: str, number: int, currency: str) -> str:
    """Return so much of what tiers are measured by, in words: "4,500 ₽", "300 points", "7 visits"."""
    if measure == "spent":
        return texts.money(number, currency)
    return texts.points(number) if measure == "points" else texts.plain("tier-visits", count=number)


def bar(part: int, whole: int) -> str:
    """Return a bar of ten squares; full only when the whole is reached, and never empty after a start."""
    if whole <= 0 or part >= whole:
        return "▰" * BAR_LENGTH
    full = min(BAR_LENGTH - 1, max(1 if part > 0 else 0, part * BAR_LENGTH // whole))
    return "▰" * full + "▱" * (BAR_LENGTH - full)


def show(
    texts: Texts, *, tier: TierFacts | None, spent_minor: int, currency: str, following: TierFacts | None
) -> Screen:
    """Return the tier with the way to the next one (`following`, None at the top)."""
    lines: list[str] = [texts("tier-current", tier=tier.name)] if tier else [texts("tier-none")]
    if tier:
        lines += _gives(texts, tier)
    if following:
        lines += ["", *_next(texts, tier.from_minor if tier else 0, spent_minor, currency, following)]
    elif tier:
        lines += ["", texts("tier-top")]
    rows = ((Button(texts.plain("menu-card"), pack("card:show")),), (to_menu(texts),))
    return Screen("\n".join(lines), rows)


def _gives(texts: Texts, tier: TierFacts) -> list[str]:
    """Return what a tier gives, in the program's own words if it has any."""
    if tier.benefits:
        return [prose(tier.benefits, 500)]
    return [texts("tier-bonus", rate=texts.percent(tier.bonus_bps))] if tier.bonus_bps else []


def _next(texts: Texts, base: int, spent: int, currency: str, following: TierFacts) -> list[str]:
    missing = max(0, following.from_minor - spent)
    return [
        texts("tier-next", tier=following.name),
        *_gives(texts, following),
        "",
        bar(spent - base, following.from_minor - base),
        texts("tier-missing", money=texts.money(missing, currency)),
    ]


def changed(texts: Texts, *, tier: TierFacts | None, up: bool) -> Screen:
    """Tell a customer that the tier has changed; `tier` is None when there is none any more."""
    rows = (
        (Button(texts.plain("menu-button-tier"), pack("tier:show")),),
        (to_menu(texts),),
    )
    if tier is None:
        return Screen(texts("tier-lost"), rows)
    lines: list[str] = [texts("tier-raised" if up else "tier-lowered", tier=tier.name), *_gives(texts, tier)]
    return Screen("\n".join(lines), rows)
