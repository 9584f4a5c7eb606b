"""Gift cards of a customer: typing a code, what is on the card, what it became; and lines for the slip."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.ui.actions import pack
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Screen
from bot.ui.texts import Texts

if TYPE_CHECKING:  # the sender renders offers, and needs no services of gift cards
    from services.gift_cards import GiftCard


MOMENT = timedelta(seconds=1)  # what ends at a midnight is named by its last day


def to_gift_card(texts: Texts) -> Button:
    """Return the button that asks for a code."""
    return Button(texts.plain("gift-button"), pack("gift:ask"))


def ask(texts: Texts) -> Screen:
    """Ask for the code of a gift card."""
    return Screen(texts("gift-ask"), ((to_menu(texts),),))


def checked(texts: Texts, *, card: GiftCard, points: int, currency: str, token: str, now: datetime) -> Screen:
    """Say what is on the card, and offer the points that it would become; `token` is of this question."""
    lines: list[str] = [texts("gift-title", ends=card.hint), *standing(texts, card, currency, now)]
    rows: list[tuple[Button, ...]] = []
    if card.state(now) == "live":
        lines += ["", texts("gift-at-the-till")]
    if points:
        turn = texts.plain("gift-button-redeem", points=texts.points(points))
        rows.append((Button(turn, pack("gift:redeem", token)),))
    return Screen("\n".join(lines), (*rows, (to_menu(texts),)))


def standing(texts: Texts, card: GiftCard, currency: str, now: datetime) -> list[str]:
    """Return what is left on the card, and until when or why it pays no more."""
    lines: list[str] = [texts("gift-left", money=texts.money(card.remaining, currency))]
    state = card.state(now)
    if state == "stopped" and card.stopped_at:
        lines.append(texts("gift-stopped", day=texts.day(card.stopped_at)))
    elif state == "expired" and card.ends_at:
        lines.append(texts("gift-expired", when=texts.stamp(card.ends_at)))
    elif card.ends_at:
        lines.append(texts("gift-until", when=texts.stamp(card.ends_at)))
    else:
        lines.append(texts("gift-for-ever"))
    return lines


def redeemed(texts: Texts, *, points: int, available: int) -> Screen:
    """Say what the gift card became."""
    lines: list[str] = [
        texts("gift-redeemed", points=texts.points(points, signed=True)),
        texts("receipt-balance", points=texts.points(available)),
    ]
    return Screen("\n".join(lines), ((to_menu(texts),),))


def slip(
    texts: Texts, *, ends_with: str, change: int, left: int, currency: str, ends_at: datetime | None
) -> tuple[str, ...]:
    """Return the short plain lines that a till prints of money taken off a card (below 0) or given back to it."""
    key = "gift-slip-taken" if change < 0 else "gift-slip-back"
    money = texts.money(left, currency)
    lines = [
        texts.plain(key, ends=ends_with, money=texts.money(abs(change), currency)),
        texts.plain("gift-slip-left-until", money=money, day=texts.day(ends_at - MOMENT))
        if ends_at
        else texts.plain("gift-slip-left", money=money),
    ]
    return tuple(line.replace("\u00a0", " ").replace("\u202f", " ") for line in lines)
