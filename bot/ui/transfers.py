"""Giving points to another customer: whose card, how many, yes; and what both are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.ui.actions import pack
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Rows, Screen
from bot.ui.spans import span
from bot.ui.texts import Texts

A_ROW = 2
HELD_BACK = {
    "transfer_debt": "errors-transfer-debt",
    "transfer_young": "transfers-young",
    "transfer_day": "transfers-day",
    "transfer_month": "transfers-month",
}
"""Why nothing can be given, by the codes of a quote."""


def to_transfers(texts: Texts) -> Button:
    """Return the button that begins a transfer."""
    return Button(texts.plain("transfers-button"), pack("transfers:start"))


def held_back(texts: Texts, *, why: str, window: timedelta) -> Screen:
    """Say why nothing can be given now; `why` is a quote's, `window` how old points must be."""
    return Screen(texts(HELD_BACK[why], after=span(texts, window)), _ways(texts))


def ask_card(texts: Texts, *, most: int) -> Screen:
    """Ask who gets points; `most` is how many may go now."""
    return Screen(texts("transfers-ask", most=texts.points(most)), _ways(texts))


def ask_points(
    texts: Texts, *, initial: str, least: int, most: int, step: int, suggested: Sequence[int]
) -> Screen:
    """Ask how many; `initial` is all that is said of the receiver, `suggested` are on buttons."""
    lines: list[str] = [
        texts("transfers-points", initial=initial or "—"),
        "",
        _sizes(texts, least, most, step),
    ]
    buttons = [Button(texts.points(points), pack("transfers:points", points)) for points in suggested]
    rows: Rows = tuple(tuple(buttons[at : at + A_ROW]) for at in range(0, len(buttons), A_ROW))
    return Screen("\n".join(lines), (*rows, *_cancel(texts)))


def wrong(texts: Texts, *, least: int, most: int, step: int) -> Screen:
    """Say which sums can be given."""
    lines: list[str] = [texts("transfers-wrong"), _sizes(texts, least, most, step)]
    return Screen("\n".join(lines), _cancel(texts))


def _sizes(texts: Texts, least: int, most: int, step: int) -> str:
    sizes = texts("transfers-sizes", least=texts.points(least), most=texts.points(most))
    return f"{sizes} {texts('transfers-step', step=texts.points(step))}" if step > 1 else sizes


def confirm(texts: Texts, *, initial: str, points: int, left: int, token: str) -> Screen:
    """Show what will happen; `token` names this transfer, so that a second tap changes nothing."""
    text = texts(
        "transfers-confirm", initial=initial or "—", points=texts.points(points), left=texts.points(left)
    )
    yes = Button(texts.plain("transfers-button-confirm"), pack("transfers:confirm", token))
    return Screen(text, ((yes,), *_cancel(texts)))


def done(texts: Texts, *, initial: str, points: int, available: int) -> Screen:
    """Say that the points have gone."""
    text = texts(
        "transfers-done",
        initial=initial or "—",
        points=texts.points(points),
        available=texts.points(available),
    )
    return Screen(text, _ways(texts))


def received(texts: Texts, *, initial: str, points: int, available: int, debt: int = 0) -> Screen:
    """Tell a customer that somebody gave points; a debt took them first."""
    head = texts("transfers-received", initial=initial or "—", points=texts.points(points))
    return Screen("\n".join([head, *_sums(texts, available, debt)]), _ways(texts))


def undone(texts: Texts, *, points: int, back: bool, available: int, debt: int = 0) -> Screen:
    """Tell one of the two that a transfer was undone: points came `back`, or went."""
    head = texts(f"transfers-undone-{'back' if back else 'taken'}", points=texts.points(points))
    return Screen("\n".join([head, *_sums(texts, available, debt)]), _ways(texts))


def _sums(texts: Texts, available: int, debt: int) -> list[str]:
    lines: list[str] = [texts("balance-now", points=texts.points(available))]
    return [*lines, texts("balance-debt", points=texts.points(debt))] if debt else lines


def _ways(texts: Texts) -> Rows:
    return ((Button(texts.plain("menu-button-balance"), pack("balance:show")), to_menu(texts)),)


def _cancel(texts: Texts) -> Rows:
    return ((Button(texts.plain("transfers-button-cancel"), pack("transfers:cancel")), to_menu(texts)),)
