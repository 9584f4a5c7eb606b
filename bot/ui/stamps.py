"""Stamp cards and what comes off a receipt: the customer's cards as rows of symbols, and lines for the slip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bot.ui.actions import pack
from bot.ui.markup import fitting, tidy
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Screen
from bot.ui.texts import Texts
from services.program_file import ProgramConfig

MOST_SYMBOLS = 20
"""A card with more places is told in numbers only."""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """A stamp card: `stamps` of `full`, the points or (0) the free item that it gives, when its stamps burn."""

    title: str
    stamps: int
    full: int
    points: int = 0
    burns_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MarkFacts:
    """One row of a card's history; `kind` as in the ledger of stamps."""

    at: datetime
    title: str
    kind: str
    stamps: int


def show(texts: Texts, *, cards: Sequence[CardFacts], history: Sequence[MarkFacts] = ()) -> Screen:
    """Return the customer's stamp cards, and what happened on them lately."""
    rows = ((Button(texts.plain("menu-card"), pack("card:show")),), (to_menu(texts),))
    if not cards:
        return Screen(texts("stamps-none"), rows)
    lines: list[str] = [texts("stamps-title")]
    for card in cards:
        lines += ["", *_card(texts, card)]
    if history:
        lines += ["", texts("stamps-history"), *(_mark(texts, one) for one in history)]
    return Screen(fitting(lines, "\n"), rows)


def _card(texts: Texts, card: CardFacts) -> Iterator[str]:
    shown = min(card.stamps, card.full)
    yield texts("stamps-card", title=tidy(card.title, 100), stamps=shown, full=card.full)
    if card.full <= MOST_SYMBOLS:
        yield symbols(card.stamps, card.full)
    if card.points:
        yield texts("stamps-gives-points", points=texts.points(card.points))
    elif card.stamps >= card.full:
        yield texts("stamps-free-next")
        if card.stamps > card.full:
            yield texts("stamps-over", count=card.stamps - card.full)
    else:
        yield texts("stamps-gives-item")
    if card.burns_at:
        yield texts("stamps-burn", day=texts.short_day(card.burns_at))


def symbols(stamps: int, full: int) -> str:
    """Return a row of places with the first `stamps` filled, and the gift at its end."""
    filled = max(0, min(stamps, full))
    return "🟢" * filled + "⚪\ufe0f" * (full - filled) + "🎁"


def _mark(texts: Texts, one: MarkFacts) -> str:
    return texts(
        f"stamps-did-{one.kind}",
        day=texts.short_day(one.at),
        title=tidy(one.title, 60),
        count=abs(one.stamps),
    )


def told(
    texts: Texts,
    config: ProgramConfig,
    *,
    offs: Iterable[tuple[str, str, int]] = (),
    cards: Iterable[tuple[str, int, int]] = (),
) -> tuple[str, ...]:
    """Return plain short lines for a slip or a message: what came off, and how full the stamp cards are.

    `offs`: source, code and minor units; `cards`: the card's code, its stamps, and how many fill it.
    """
    off = (_off(texts, config, *one) for one in offs)
    stamped = (
        _stamped(texts, tidy(_title(texts, config, "stamps", code), 60), *card) for code, *card in cards
    )
    return (*off, *stamped)


def taken_back(
    texts: Texts, config: ProgramConfig, *, cards: Iterable[tuple[str, int, int, int]]
) -> tuple[str, ...]:
    """Return plain short lines about the cards that a refund touched: the card's code, the stamps that it took, those
    of an undone reward, and what the card has now. A card that the program has no more is left out."""
    known = ((config.stamp(code), returned - taken, has) for code, taken, returned, has in cards)
    return tuple(
        texts.plain(
            "stamps-slip-back",
            title=tidy(rules.title.in_language(texts.language), 60),
            change=f"+{change}" if change > 0 else f"−{-change}",
            stamps=has,
            full=rules.terms.full,
        )
        for rules, change, has in known
        if rules and change
    )


@lru_cache(maxsize=4096)
def _stamped(texts: Texts, title: str, stamps: int, full: int) -> str:
    """Return how full a card is; one that gives points is never full, so a full one waits for its free item.

    Remembered, since a till waits for it and there are few of them.
    """
    if stamps >= full:
        return texts.plain("stamps-slip-full", title=title)
    return texts.plain("stamps-slip", title=title, stamps=stamps, full=full)


def _off(texts: Texts, config: ProgramConfig, source: str, code: str, minor: int) -> str:
    return _less(texts, tidy(_title(texts, config, source, code), 60), minor, config.program.currency)


@lru_cache(maxsize=4096)
def _less(texts: Texts, title: str, minor: int, currency: str) -> str:
    """Return what took off how much; remembered as well."""
    return texts.plain("stamps-slip-off", title=title, money=texts.money(minor, currency))


def _title(texts: Texts, config: ProgramConfig, source: str, code: str) -> str:
    """Return what people call a stamp card or a coupon; a promo code by itself."""
    rules = config.stamp(code) if source == "stamps" else config.coupon(code) if source == "coupon" else None
    return rules.title.in_language(texts.language) if rules else code
