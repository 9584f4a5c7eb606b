"""Gift cards: typing a code, and what it became."""

from __future__ import annotations

from bot.ui.actions import pack
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Screen
from bot.ui.texts import Texts


def to_gift_card(texts: Texts) -> Button:
    """Return the button that asks for a code."""
    return Button(texts.plain("gift-button"), pack("gift:ask"))


def ask(texts: Texts) -> Screen:
    """Ask for the code of a gift card."""
    return Screen(texts("gift-ask"), ((to_menu(texts),),))


def redeemed(texts: Texts, *, points: int, available: int) -> Screen:
    """Say what the gift card became."""
    lines: list[str] = [
        texts("gift-redeemed", points=texts.points(points, signed=True)),
        texts("receipt-balance", points=texts.points(available)),
    ]
    return Screen("\n".join(lines), ((to_menu(texts),),))
