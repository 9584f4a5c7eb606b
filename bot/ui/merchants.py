"""Merchants: their list, and the key that is shown once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ui.actions import pack
from bot.ui.admin import to_admin
from bot.ui.markup import Html, escape, tidy
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Screen
from bot.ui.texts import Texts

MOST_MERCHANTS = 30


@dataclass(frozen=True, slots=True)
class MerchantFacts:
    """A merchant: its name, when its key was made, and how the key ends."""

    merchant_id: int
    name: str
    key_made_at: datetime | None = None
    key_hint: str = ""


def listed(texts: Texts, *, merchants: Sequence[MerchantFacts]) -> Screen:
    """Return the list of merchants, a button each."""
    buttons = tuple(
        (Button(tidy(item.name, 40), pack("merchants:open", item.merchant_id)),)
        for item in merchants[:MOST_MERCHANTS]
    )
    new = (Button(texts.plain("merchants-button-new"), pack("merchants:new")),)
    text = texts("merchants-list", count=len(merchants))
    return Screen(text, (*buttons, new, (to_admin(texts), to_menu(texts))))


def opened(texts: Texts, *, merchant: MerchantFacts) -> Screen:
    """Return one merchant."""
    lines: list[str] = [texts("merchants-open", name=merchant.name)]
    if merchant.key_made_at:
        lines.append(texts("merchants-key-made", day=texts.day(merchant.key_made_at)))
    if merchant.key_hint:
        lines.append(texts("merchants-key-hint", hint=merchant.key_hint))
    rotate = Button(texts.plain("merchants-button-rotate"), pack("merchants:rotate", merchant.merchant_id))
    return Screen("\n".join(lines), ((rotate,), _back(texts)))


def _back(texts: Texts) -> tuple[Button, ...]:
    return (Button(texts.plain("merchants-button-all"), pack("merchants:show")), to_menu(texts))


def ask_name(texts: Texts) -> Screen:
    """Ask for the name of a new merchant."""
    return Screen(texts("merchants-ask-name"), (_back(texts),))


def key_shown(texts: Texts, *, name: str, key: str, address: str | None = None) -> Screen:
    """Show a merchant's key; it cannot be shown again. `address` is where tills send receipts."""
    lines: list[str] = [texts("merchants-key", name=name), f"<code>{escape(key)}</code>"]
    if address:
        lines.append(texts("merchants-address", address=Html(f"<code>{escape(address)}</code>")))
    return Screen("\n\n".join([*lines, texts("merchants-key-once")]), (_back(texts),))


def ask_rotate(texts: Texts, *, merchant: MerchantFacts) -> Screen:
    """Ask whether to replace the key: the old one stops working at once."""
    confirm = Button(
        texts.plain("merchants-button-rotate-yes"), pack("merchants:rotated", merchant.merchant_id)
    )
    return Screen(texts("merchants-rotate", name=merchant.name), ((confirm,), _back(texts)))
