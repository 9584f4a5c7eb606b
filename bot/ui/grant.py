"""Giving points by hand: ask, confirm, done."""

from __future__ import annotations

from bot.ui.actions import pack
from bot.ui.markup import prose, tidy
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Screen
from bot.ui.texts import Texts


def ask(texts: Texts, *, customer_id: int, name: str) -> Screen:
    """Ask how many points and why; the answer is typed."""
    return Screen(texts("grant-ask", name=name or "—"), (_back(texts, customer_id),))


def confirm(
    texts: Texts, *, customer_id: int, name: str, points: int, reason: str, available: int, token: str
) -> Screen:
    """Show what will happen; `token` names this grant, so that a second tap changes nothing."""
    lines: list[str] = [
        texts("grant-confirm", name=name or "—", points=texts.points(points, signed=True)),
        texts("grant-reason", reason=prose(tidy(reason, 200))),
        texts("grant-then", points=texts.points(available + points)),
    ]
    rows = (
        (Button(texts.plain("grant-button-confirm"), pack("grant:confirm", token)),),
        (Button(texts.plain("grant-button-cancel"), pack("grant:cancel", customer_id)), to_menu(texts)),
    )
    return Screen("\n".join(lines), rows)


def done(texts: Texts, *, customer_id: int, name: str, points: int, available: int) -> Screen:
    """Say that the points are given."""
    text = texts(
        "grant-done",
        name=name or "—",
        points=texts.points(points, signed=True),
        available=texts.points(available),
    )
    return Screen(text, (_back(texts, customer_id),))


def wrong(texts: Texts, *, customer_id: int) -> Screen:
    """Say how the answer should look."""
    return Screen(texts("grant-wrong"), (_back(texts, customer_id),))


def _back(texts: Texts, customer_id: int) -> tuple[Button, ...]:
    return (Button(texts.plain("customer-button-back"), pack("customer:open", customer_id)), to_menu(texts))
