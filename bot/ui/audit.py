"""What admins did: a sentence for each act, with who, what, how much, whom and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ui.admin import to_admin
from bot.ui.card import grouped
from bot.ui.markup import fitting, prose, tidy
from bot.ui.menu import to_menu
from bot.ui.pages import page_line, pager
from bot.ui.screen import Screen
from bot.ui.texts import Texts

MOST_NAMED = 3
"""So many changed keys of the rules are named; the rest is counted."""


@dataclass(frozen=True, slots=True)
class ActFacts:
    """One act: when, who (a name, "telegram:1000", "command line" …), what ("grant", "program.apply" …), on what.

    The rest is what some kinds of acts have besides: `changes` are labels of keys, `count` an audience, `was`
    the state before.
    """

    at: datetime
    actor: str
    action: str
    target: str | None = None
    customer: str | None = None
    card: str | None = None
    employee: str | None = None
    points: int = 0
    reason: str = ""
    segment: str | None = None
    count: int = 0
    was: str = ""
    vendor: str = ""
    changes: Sequence[str] = ()
    tier: str = ""
    until: datetime | None = None


def show(texts: Texts, *, acts: Sequence[ActFacts], page: int = 1, pages: int = 1) -> Screen:
    """Return a page of acts, newest first, at most 10."""
    lines: list[str] = [texts("audit-title")]
    lines += [_line(texts, act) for act in acts] or [texts("audit-empty")]
    rows = (*pager(texts, "audit:show", page, pages), (to_admin(texts), to_menu(texts)))
    return Screen(fitting(lines) + "\n".join(page_line(texts, page, pages)), rows)


def actor(texts: Texts, who: str) -> str:
    """Return who acted in words: a name as it is, and what stands for one, such as "telegram:1000"."""
    kind, _, number = who.partition(":")
    key = f"audit-actor-{kind.replace(' ', '-')}"
    return texts.plain(key, id=number) if texts.has(key) else who


def _line(texts: Texts, act: ActFacts) -> str:
    return texts("audit-line", when=texts.stamp(act.at), what=_sentence(texts, act))


def _sentence(texts: Texts, act: ActFacts) -> str:
    key = f"audit-did-{_kind(act)}"
    who = actor(texts, act.actor)
    if not texts.has(key):
        return texts("audit-did-other", who=who, what=act.action, target=act.target or "—")
    return texts(
        key,
        who=who,
        target=act.target or "—",
        customer=_customer(texts, act),
        employee=act.employee or act.target or "—",
        points=texts.points(act.points),
        reason=prose(tidy(act.reason, 200)),
        segment=act.segment or "—",
        count=act.count,
        vendor=act.vendor,
        changes=prose(_changes(texts, act.changes)),
        tier=act.tier or "—",
        until=texts.day(act.until) if act.until else "",
    )


def _kind(act: ActFacts) -> str:
    """Return which sentence tells the act: some acts have one more for a case of their own."""
    kind = act.action.replace(".", "-").replace("_", "-")
    if kind == "customer-lookup" and act.card is None:
        return "customer-lookup-nobody"
    if kind == "campaign-stop" and act.was == "draft":
        return "campaign-drop"
    if kind == "customer-tier" and act.until is None:
        return "customer-tier-always"
    return "program-first" if kind == "program-apply" and not act.changes else kind


def _customer(texts: Texts, act: ActFacts) -> str:
    """Return a customer by name and card."""
    if act.card is None:
        return act.target or "—"
    name = tidy(act.customer) if act.customer else texts.plain("audit-nameless")
    return texts.plain("audit-customer", name=name, card=grouped(act.card))


def _changes(texts: Texts, changes: Sequence[str]) -> str:
    named = "; ".join(tidy(one, 60) for one in changes[:MOST_NAMED])
    more = len(changes) - MOST_NAMED
    return f"{named} {texts.plain('audit-more', count=more)}" if more > 0 else named
