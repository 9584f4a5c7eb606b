"""Points that are to pay at a till: the question to their owner, what became of it, and lines for the slip."""

from __future__ import annotations

from bot.ui.actions import pack
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Screen
from bot.ui.texts import Texts

_ENDED = {
    "live": "holds-confirmed",
    "committed": "holds-confirmed",
    "refused": "holds-refused",
    "cancelled": "holds-too-late",
    "timed_out": "holds-too-late",
}


def ask(
    texts: Texts,
    *,
    hold_id: int,
    points: int,
    worth_minor: int,
    total_minor: int,
    currency: str,
    store_name: str,
    minutes: int,
) -> Screen:
    """Ask whether the points may pay for a part of the purchase at the store; open for so many minutes."""
    rows = (
        (
            Button(texts.plain("holds-button-confirm"), pack("holds:confirm", hold_id)),
            Button(texts.plain("holds-button-refuse"), pack("holds:refuse", hold_id)),
        ),
        (to_menu(texts),),
    )
    text = texts(
        "holds-ask",
        store=store_name,
        points=texts.points(points),
        money=texts.money(worth_minor, currency),
        total=texts.money(total_minor, currency),
        minutes=minutes,
    )
    return Screen(text, rows)


def decided(texts: Texts, *, state: str, points: int) -> Screen:
    """Say what became of the question; `state` is the hold's after the tap. Raises KeyError while it waits."""
    key = _ENDED[state]
    return Screen(texts(key, points=texts.points(points)), ((to_menu(texts),),))


def slip(texts: Texts, *, state: str, points: int, balance: int) -> tuple[str, ...]:
    """Return the short plain lines that a till prints or shows of a hold."""
    lines = []
    if state in ("waiting", "live"):
        lines.append(texts.plain("holds-slip-held", points=texts.points(points)))
    if state == "waiting":
        lines.append(texts.plain("holds-slip-confirm"))
    if state in ("refused", "cancelled", "timed_out"):
        lines.append(texts.plain("holds-slip-returned", points=texts.points(points)))
    if state == "committed":
        lines.append(texts.points(-points))
    lines.append(texts.plain("holds-slip-balance", points=texts.points(balance)))
    return tuple(line.replace("\u00a0", " ") for line in lines)


def quote_slip(
    texts: Texts, *, earned: int, balance: int, most: int, pays_minor: int, currency: str
) -> tuple[str, ...]:
    """Return the short plain lines that a till shows before the customer decides how to pay."""
    lines = [texts.plain("holds-slip-would-earn", points=texts.points(earned, signed=True))] if earned else []
    if most:
        money = texts.money(pays_minor, currency)
        lines.append(texts.plain("holds-slip-may-pay", points=texts.points(most), money=money))
    lines.append(texts.plain("holds-slip-balance", points=texts.points(balance)))
    return tuple(line.replace("\u00a0", " ").replace("\u202f", " ") for line in lines)
