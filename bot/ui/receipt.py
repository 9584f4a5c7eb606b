"""The message about a receipt that was recorded, and about one given back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from bot.ui.actions import pack
from bot.ui.markup import escape
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import Texts


def recorded(
    texts: Texts,
    *,
    total_minor: int,
    currency: str,
    earned: int,
    available: int,
    pending: int = 0,
    available_at: datetime | None = None,
    redeemed: int = 0,
    promo_points: int = 0,
    promotions: Sequence[str] = (),
    store_name: str | None = None,
    tier_name: str | None = None,
    tier_up: bool | None = None,
    to_next: str | None = None,
) -> Screen:
    """Thank for a purchase: points earned and paid, and the tier when it has changed.

    `available_at` is when the earned points may be spent (None: now); `tier_up` says which way the tier
    `tier_name` has changed (None: it has not); `to_next` is what is still missing for the next, in words; `promotions`
    are plain lines about discounts and stamp cards.
    """
    total = texts.money(total_minor, currency)
    key = "receipt-at-store" if store_name else "receipt-thanks"
    lines: list[str] = [texts(key, store=store_name or "", total=total)]
    lines += _points(texts, earned, redeemed, available_at)
    if promo_points:
        lines.append(texts("receipt-promo", points=texts.points(promo_points, signed=True)))
    lines += [escape(line) for line in promotions]
    lines.append(texts("receipt-balance", points=texts.points(available)))
    if pending and available_at is None:
        lines.append(texts("receipt-pending", points=texts.points(pending)))
    if tier_name and tier_up is not None:
        lines += ["", texts("receipt-tier-up" if tier_up else "receipt-tier-down", tier=tier_name)]
    if to_next:
        lines.append(texts("receipt-to-next", money=to_next))
    return Screen("\n".join(lines), _rows(texts))


def _points(texts: Texts, earned: int, redeemed: int, available_at: datetime | None) -> list[str]:
    lines: list[str] = []
    if earned and available_at:
        points, day = texts.points(earned, signed=True), texts.short_day(available_at)
        lines.append(texts("receipt-earned-later", points=points, day=day))
    elif earned:
        lines.append(texts("receipt-earned", points=texts.points(earned, signed=True)))
    if redeemed:
        lines.append(texts("receipt-redeemed", points=texts.points(redeemed)))
    return lines


@lru_cache(maxsize=64)
def _rows(texts: Texts) -> Rows:
    """The same under every message."""
    balance = Button(texts.plain("menu-button-balance"), pack("balance:show"))
    return ((balance, to_menu(texts)),)


def refunded(
    texts: Texts,
    *,
    refund_minor: int,
    currency: str,
    revoked: int,
    restored: int,
    available: int,
    debt: int = 0,
    forgiven: int = 0,
    stamps: Sequence[str] = (),
    store_name: str | None = None,
) -> Screen:
    """Tell about a refund: points taken back, given back, let off and owed, and plain lines about stamp cards."""
    money = texts.money(refund_minor, currency)
    key = "receipt-refunded-at" if store_name else "receipt-refunded"
    lines: list[str] = [texts(key, money=money, store=store_name or "")]
    if revoked:
        lines.append(texts("receipt-revoked", points=texts.points(-revoked)))
    if restored:
        lines.append(texts("receipt-restored", points=texts.points(restored, signed=True)))
    if forgiven:
        lines.append(texts("receipt-forgiven", points=texts.points(forgiven)))
    lines.append(texts("receipt-balance", points=texts.points(available)))
    if debt:
        lines.append(texts("receipt-debt", points=texts.points(debt)))
    lines += [escape(line) for line in stamps]
    return Screen("\n".join(lines), _rows(texts))


def slip(
    texts: Texts,
    *,
    earned: int,
    balance: int,
    redeemed: int = 0,
    tier_name: str | None = None,
    promotions: Sequence[str] = (),
    rules: Sequence[str] = (),
) -> tuple[str, ...]:
    """Return the short plain lines that a till prints on the customer's slip; `rules` say what gave the points."""
    lines: list[str] = []
    if earned:
        points = texts.points(earned, signed=True)
        lines.append(f"{points}: {', '.join(rules)}" if rules else points)
    if redeemed:
        lines.append(texts.points(-redeemed))
    lines.append(texts.plain("receipt-slip-balance", points=texts.points(balance)))
    if tier_name:
        lines.append(texts.plain("receipt-slip-tier", tier=tier_name))
    lines += promotions
    return tuple(line.replace("\u00a0", " ") for line in lines)


def refund_slip(
    texts: Texts, *, revoked: int, restored: int, balance: int, debt: int = 0, stamps: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the short plain lines that a till prints on the slip of a refund."""
    lines: list[str] = []
    if restored:
        lines.append(texts.points(restored, signed=True))
    if revoked:
        lines.append(texts.points(-revoked))
    lines.append(texts.plain("receipt-slip-balance", points=texts.points(balance)))
    if debt:
        lines.append(texts.plain("receipt-slip-debt", points=texts.points(debt)))
    lines += stamps
    return tuple(line.replace("\u00a0", " ") for line in lines)
