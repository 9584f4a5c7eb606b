"""The tier: where one stands, what keeps it and until when, and what the next one gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.ui.actions import pack
from bot.ui.markup import prose
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Screen
from bot.ui.texts import Texts

BAR_LENGTH = 10


@dataclass(frozen=True, slots=True)
class TierFacts:
    """A tier: its name, where it begins, its bonus (bps), what it gives in own words.

    It begins at so many minor units spent, or points or visits where those measure the tiers. The other rates
    are basis points, too; `max_share` None: as everybody.
    """

    name: str
    from_minor: int
    bonus_bps: int = 0
    benefits: str | None = None
    discount_bps: int = 0
    max_share_bps: int | None = None
    early_days: int = 0
    free_items: str | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """What measures the tiers ("spent", "points", "visits") over which time, and until when the tier is safe.

    `window` is "lifetime", "month", "quarter", "year" or "days" (then `days`). Moments are midnights: the day
    before is the last one. `review_at`: the earned tier ends then unless `to_stay` comes; with nothing missing
    it stays until `kept_until`. `given`: the tier is a gift until `given_until` (None: for good). `paid_until`: it is
    paid for, until that moment. `sold`: there are memberships to look at.
    """

    measure: str = "spent"
    window: str = "lifetime"
    days: int = 0
    review_at: datetime | None = None
    to_stay: int = 0
    lower: str | None = None
    kept_until: datetime | None = None
    given: bool = False
    given_until: datetime | None = None
    paid_until: datetime | None = None
    sold: bool = False


LIFETIME = Way()


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
    texts: Texts,
    *,
    tier: TierFacts | None,
    spent_minor: int,
    currency: str,
    following: TierFacts | None,
    way: Way = LIFETIME,
) -> Screen:
    """Return the tier with what keeps it and the way to the next one (`following`, None at the top).

    `spent_minor` is what counts within the window, in minor units, points or visits. Texts are in the zone of
    the program, whose midnights those of `way` are.
    """
    lines: list[str] = [texts("tier-current", tier=tier.name)] if tier else [texts("tier-none")]
    if tier:
        lines += _gives(texts, tier)
        lines += _until(texts, tier, currency, way)
    if following:
        base = tier.from_minor if tier and way.window == "lifetime" else 0
        lines += ["", *_next(texts, base, spent_minor, currency, following, way)]
    elif tier:
        lines += ["", texts("tier-top")]
    memberships = Button(texts.plain("membership-button"), pack("membership:show"))
    rows = (
        (
            Button(texts.plain("menu-card"), pack("card:show")),
            Button(texts.plain("earning-button"), pack("earning:show", 1)),
        ),
        *(((memberships,),) if way.sold else ()),
        (to_menu(texts),),
    )
    return Screen("\n".join(lines), rows)


def _gives(texts: Texts, tier: TierFacts) -> list[str]:
    """Return what a tier gives, in the program's own words if it has any."""
    free = [texts("tier-free", items=prose(tier.free_items, 300))] if tier.free_items else []
    if tier.benefits:
        return [prose(tier.benefits, 500), *free]
    lines: list[str] = []
    if tier.bonus_bps:
        lines.append(texts("tier-bonus", rate=texts.percent(tier.bonus_bps)))
    if tier.discount_bps:
        lines.append(texts("tier-discount", rate=texts.percent(tier.discount_bps)))
    if tier.max_share_bps is not None:
        lines.append(texts("tier-max-share", rate=texts.percent(tier.max_share_bps)))
    if tier.early_days:
        lines.append(texts("tier-early", count=tier.early_days))
    return [*lines, *free]


def _until(texts: Texts, tier: TierFacts, currency: str, way: Way) -> list[str]:
    """Return until when the tier is safe, and what keeps it."""
    if way.paid_until is not None:
        return ["", texts("tier-paid", tier=tier.name, day=texts.day(way.paid_until))]
    if way.given:
        if way.given_until is None:
            return ["", texts("tier-given-always")]
        return ["", texts("tier-given-until", tier=tier.name, day=last_day(texts, way.given_until))]
    if way.review_at is None:
        return []
    if way.to_stay == 0 and way.kept_until is not None:
        return ["", texts("tier-kept", tier=tier.name, day=last_day(texts, way.kept_until))]
    missing = amount(texts, way.measure, way.to_stay, currency)
    day = last_day(texts, way.review_at)
    lines = ["", texts("tier-until", tier=tier.name, day=day, amount=missing)]
    return [*lines, texts("tier-lower", tier=way.lower)] if way.lower else lines


def last_day(texts: Texts, midnight: datetime) -> str:
    """Return the day that a midnight ends."""
    return texts.day(datetime.fromtimestamp(midnight.timestamp() - 1, midnight.tzinfo))


def _next(texts: Texts, base: int, measured: int, currency: str, following: TierFacts, way: Way) -> list[str]:
    missing = max(0, following.from_minor - measured)
    said = amount(texts, way.measure, missing, currency)
    key = "tier-missing" if way.measure == "spent" else "tier-missing-counted"
    lines = [
        texts("tier-next", tier=following.name),
        *_gives(texts, following),
        "",
        bar(measured - base, following.from_minor - base),
        texts(key, money=said),
    ]
    if way.window != "lifetime":
        lines.append(texts(f"tier-counts-{way.window}", count=way.days))
    return lines


def changed(texts: Texts, *, tier: TierFacts | None, up: bool, reason: str = "") -> Screen:
    """Tell a customer that the tier has changed; `tier` is None when there is none any more.

    `reason` of a tier that went down: "review", "refund" or "ended" (a tier that was given for a time).
    """
    if tier is None:
        return Screen(texts("tier-lost"), _rows(texts))
    key = "tier-raised" if up else f"tier-lowered-{reason}" if reason else "tier-lowered"
    lines: list[str] = [texts(key if texts.has(key) else "tier-lowered", tier=tier.name)]
    return Screen("\n".join([*lines, *_gives(texts, tier)]), _rows(texts))


def given(texts: Texts, *, tier: TierFacts, until: datetime | None) -> Screen:
    """Tell a customer that a tier was given, until that midnight (None: for good)."""
    key = "tier-given" if until else "tier-given-for-good"
    head = texts(key, tier=tier.name, day=last_day(texts, until) if until else "")
    return Screen("\n".join([head, *_gives(texts, tier)]), _rows(texts))


def _rows(texts: Texts) -> tuple[tuple[Button, ...], ...]:
    return ((Button(texts.plain("menu-button-tier"), pack("tier:show")),), (to_menu(texts),))
