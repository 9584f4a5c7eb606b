"""What an employee reads at work: welcome, finding a customer, own rating."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ui.actions import pack
from bot.ui.card import grouped
from bot.ui.markup import prose, tidy
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import Texts
from services.employees import MANAGING


@dataclass(frozen=True, slots=True)
class ScoreFacts:
    """One score that a customer gave."""

    score: int
    at: datetime
    comment: str | None = None


def role_name(texts: Texts, role: str) -> str:
    """Return the word for a role: cashier, manager, admin, owner."""
    key = f"staff-role-{role}"
    return texts.plain(key) if texts.has(key) else role


def welcome(
    texts: Texts, *, name: str, role: str, program_name: str, store_name: str | None = None
) -> Screen:
    """Greet an employee who has just used an invite link."""
    lines: list[str] = [texts("staff-welcome", name=name, program=program_name)]
    lines.append(texts("staff-you-are", role=role_name(texts, role)))
    if store_name:
        lines.append(texts("staff-store", store=store_name))
    return Screen("\n".join([*lines, "", texts("staff-can")]), _rows(texts, role in MANAGING))


def invite_invalid(texts: Texts) -> Screen:
    """Say that an invite link is used up or too old."""
    return Screen(texts("staff-invite-invalid"), ((to_menu(texts),),))


def show(
    texts: Texts, *, name: str, role: str, store_name: str | None = None, manages: bool = False
) -> Screen:
    """Return the menu of an employee; one who manages sees the team's ratings too."""
    lines: list[str] = [texts("staff-menu", name=name, role=role_name(texts, role))]
    if store_name:
        lines.append(texts("staff-store", store=store_name))
    return Screen("\n".join([*lines, "", texts("staff-can")]), _rows(texts, manages))


def _rows(texts: Texts, manages: bool = False) -> Rows:
    team = ((Button(texts.plain("staff-button-team"), pack("employees:show", 1)),),) if manages else ()
    return (
        (Button(texts.plain("staff-button-find"), pack("staff:find")),),
        *team,
        (Button(texts.plain("staff-button-rating"), pack("staff:rating")), to_menu(texts)),
    )


def ask_customer(texts: Texts) -> Screen:
    """Ask for a code, a card number or a phone."""
    rows = ((Button(texts.plain("staff-button-back"), pack("staff:show")), to_menu(texts)),)
    return Screen(texts("staff-find"), rows)


def found(
    texts: Texts,
    *,
    name: str,
    card: str,
    available: int,
    tier_name: str | None = None,
    bonus_bps: int = 0,
    customer_id: int | None = None,
) -> Screen:
    """Return the least that one at the till needs; `customer_id` adds the button of managers and admins."""
    lines: list[str] = [texts("staff-found", name=name or "—"), texts("staff-card", card=grouped(card))]
    lines.append(texts("staff-balance", points=texts.points(available)))
    if tier_name:
        rate = {"rate": texts.percent(bonus_bps)} if bonus_bps else {}
        lines.append(texts("staff-tier" if rate else "staff-tier-plain", tier=tier_name, **rate))
    profile: Rows = ()
    if customer_id is not None:
        profile = ((Button(texts.plain("staff-button-profile"), pack("customer:open", customer_id)),),)
    rows = (*profile, (Button(texts.plain("staff-button-find-next"), pack("staff:find")), to_menu(texts)))
    return Screen("\n".join(lines), rows)


def unreadable(texts: Texts) -> Screen:
    """Say that there is no card in what was sent, and what to try."""
    rows = ((Button(texts.plain("staff-button-back"), pack("staff:show")), to_menu(texts)),)
    return Screen(texts("staff-unreadable"), rows)


def not_found(texts: Texts) -> Screen:
    """Say that there is no such customer, and what to try."""
    rows = ((Button(texts.plain("staff-button-find-next"), pack("staff:find")), to_menu(texts)),)
    return Screen(texts("staff-not-found"), rows)


def stars(score: int) -> str:
    """Return a score as five stars, filled and empty."""
    return "★" * score + "☆" * (5 - score)


def score_line(texts: Texts, item: ScoreFacts) -> str:
    """Return one score with its time and comment."""
    line = f"{stars(item.score)}  {texts.when(item.at)}"
    comment = prose(tidy(item.comment, 200)) if item.comment else ""
    return f"{line}\n<i>{comment}</i>" if comment else line


def rating(texts: Texts, *, average: float | None, count: int, latest: Sequence[ScoreFacts]) -> Screen:
    """Return an employee's own rating; the average is None without answers."""
    rows = ((Button(texts.plain("staff-button-back"), pack("staff:show")), to_menu(texts)),)
    if average is None or not count:
        return Screen(texts("staff-rating-none"), rows)
    lines: list[str] = [texts("staff-rating", average=texts.decimal(average), count=count)]
    lines += [score_line(texts, item) for item in latest[:10]]
    return Screen("\n\n".join(lines), rows)
