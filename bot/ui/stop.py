"""Unsubscribing: no more offers and surveys, while the card and the points stay."""

from __future__ import annotations

from bot.ui.actions import pack
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Screen
from bot.ui.texts import Texts


def ask(texts: Texts) -> Screen:
    """Ask whether to stop offers, news and surveys."""
    rows = (
        (Button(texts.plain("stop-button-confirm"), pack("stop:confirm")),),
        (Button(texts.plain("stop-button-settings"), pack("settings:show")), to_menu(texts)),
    )
    return Screen(texts("stop-ask"), rows)


def done(texts: Texts) -> Screen:
    """Say that it is done and how to turn messages on again."""
    rows = ((Button(texts.plain("stop-button-settings"), pack("settings:show")), to_menu(texts)),)
    return Screen(texts("stop-done"), rows)
