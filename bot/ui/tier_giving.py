"""One customer's tiers as an admin sees them, and giving a tier: which, until when, why; then one button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ui.actions import pack
from bot.ui.markup import fitting, tidy
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import Texts
from bot.ui.tier import last_day

DAYS = (30, 90, 180, 365)
TIERS_A_ROW = 2


@dataclass(frozen=True, slots=True)
class PastFacts:
    """One change: names of tiers (None: none), and until when a given one was to last."""

    at: datetime
    before: str | None
    after: str | None
    reason: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class StandingFacts:
    """A customer's tiers by name; amounts in words. `given_until` None: for good; `to_stay` None: nothing is missing.

    Texts are in the zone of the program, whose midnights `review_at` and `given_until` are.
    """

    tier: str | None
    earned: str | None
    given: str | None = None
    given_until: datetime | None = None
    review_at: datetime | None = None
    to_stay: str | None = None
    following: str | None = None
    to_next: str = ""
    past: Sequence[PastFacts] = ()


def customer(texts: Texts, *, customer_id: int, name: str, facts: StandingFacts, any_tier: bool) -> Screen:
    """Return the customer's tiers with what led to them; `any_tier`: the program has tiers to give."""
    none = texts.plain("tiers-customer-none")
    lines: list[str] = [
        texts("tiers-customer", name=name or "—"),
        texts("tiers-customer-now", tier=facts.tier or none),
        *_standing(texts, facts, none),
    ]
    past = [_past(texts, one, none) for one in facts.past]
    text = "\n".join(lines) + ("\n\n" + "\n".join(past) if past else "")
    give = (Button(texts.plain("tiers-button-give"), pack("tiers:give", customer_id)),) if any_tier else ()
    take = (Button(texts.plain("tiers-button-take"), pack("tiers:take", customer_id)),) if facts.given else ()
    rows = tuple(row for row in (give, take, _back(texts, customer_id)) if row)
    return Screen(fitting([text]), rows)


def _standing(texts: Texts, facts: StandingFacts, none: str) -> list[str]:
    lines: list[str] = []
    if facts.given:
        lines.append(texts("tiers-customer-earned", tier=facts.earned or none))
        if facts.given_until:
            day = last_day(texts, facts.given_until)
            lines.append(texts("tiers-customer-given", tier=facts.given, day=day))
        else:
            lines.append(texts("tiers-customer-given-always", tier=facts.given))
    if facts.review_at:
        key = "tiers-customer-review" if facts.to_stay else "tiers-customer-safe"
        lines.append(texts(key, day=last_day(texts, facts.review_at), amount=facts.to_stay or ""))
    if facts.following:
        lines.append(texts("tiers-customer-next", tier=facts.following, amount=facts.to_next))
    return lines


def _past(texts: Texts, one: PastFacts, none: str) -> str:
    until = last_day(texts, one.until) if one.until else ""
    return texts(
        "tiers-customer-past-until" if until else "tiers-customer-past",
        day=texts.day(one.at),
        before=one.before or none,
        after=one.after or none,
        until=until,
        reason=texts.plain(f"tiers-reason-{one.reason}"),
    )


def choose(texts: Texts, *, customer_id: int, name: str, names: Sequence[str]) -> Screen:
    """Ask which tier; buttons carry its place in the file."""
    buttons = [
        Button(tidy(title, 40), pack("tiers:choose", customer_id, place))
        for place, title in enumerate(names[:40])
    ]
    rows = tuple(tuple(buttons[at : at + TIERS_A_ROW]) for at in range(0, len(buttons), TIERS_A_ROW))
    return Screen(texts("tiers-choose", name=name or "—"), (*rows, _cancel(texts, customer_id)))


def ask_until(texts: Texts, *, customer_id: int, name: str, tier: str, example: datetime) -> Screen:
    """Ask until when; a typed last day is as good as a button."""
    text = texts("tiers-until", name=name or "—", tier=tier, example=f"{example:%d.%m.%Y}")
    return Screen(text, _lengths(texts, customer_id))


def until_wrong(texts: Texts, *, customer_id: int, example: datetime) -> Screen:
    """Say how a day is written."""
    return Screen(texts("tiers-until-wrong", example=f"{example:%d.%m.%Y}"), _lengths(texts, customer_id))


def _lengths(texts: Texts, customer_id: int) -> Rows:
    days = [
        Button(texts.plain("tiers-button-days", count=number), pack("tiers:until", number)) for number in DAYS
    ]
    other = (
        Button(texts.plain("tiers-button-year-end"), pack("tiers:until", "year")),
        Button(texts.plain("tiers-button-always"), pack("tiers:until", "always")),
    )
    return (tuple(days[:2]), tuple(days[2:]), other, _cancel(texts, customer_id))


def confirm(
    texts: Texts, *, customer_id: int, name: str, tier: str, until: datetime | None, token: str
) -> Screen:
    """Show what will happen; `token` names this gift, so that an old button changes nothing."""
    key = "tiers-confirm" if until else "tiers-confirm-always"
    day = last_day(texts, until) if until else ""
    text = f"{texts(key, name=name or '—', tier=tier, day=day)}\n\n{texts('tiers-confirm-hint')}"
    rows = (
        (Button(texts.plain("tiers-button-confirm"), pack("tiers:confirm", token, "manual")),),
        (Button(texts.plain("tiers-button-match"), pack("tiers:confirm", token, "match")),),
        _cancel(texts, customer_id),
    )
    return Screen(text, rows)


def given(texts: Texts, *, customer_id: int, name: str, tier: str) -> Screen:
    """Say that the tier is given."""
    return Screen(texts("tiers-given", name=name or "—", tier=tier), (_back(texts, customer_id),))


def ask_take(texts: Texts, *, customer_id: int, name: str, tier: str) -> Screen:
    """Ask whether a given tier is to end now."""
    yes = Button(texts.plain("tiers-button-taken"), pack("tiers:taken", customer_id))
    return Screen(texts("tiers-take", name=name or "—", tier=tier), ((yes,), _cancel(texts, customer_id)))


def taken(texts: Texts, *, customer_id: int, name: str, tier: str | None) -> Screen:
    """Say which tier counts now."""
    shown = tier or texts.plain("tiers-customer-none")
    return Screen(texts("tiers-taken", name=name or "—", tier=shown), (_back(texts, customer_id),))


def _cancel(texts: Texts, customer_id: int) -> tuple[Button, ...]:
    cancel = Button(texts.plain("tiers-button-cancel"), pack("tiers:customer", customer_id))
    return (cancel, to_menu(texts))


def _back(texts: Texts, customer_id: int) -> tuple[Button, ...]:
    return (Button(texts.plain("customer-button-back"), pack("customer:open", customer_id)), to_menu(texts))
