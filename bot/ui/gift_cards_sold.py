"""Gift cards for those who run the program: what was sold, what is still owed for it, one card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.ui.actions import pack
from bot.ui.admin import to_admin
from bot.ui.gift_cards import standing
from bot.ui.markup import fitting, tidy
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Screen
from bot.ui.texts import Texts
from services.gift_cards import GiftCard, Totals, Use

MOST_SELLERS = 12


def listed(texts: Texts, *, totals: Sequence[Totals], currency: str) -> Screen:
    """Return what was sold and what is outstanding, in all and by seller where there are several."""
    lines: list[str] = [texts("giftcards-title")]
    if not totals:
        lines.append(texts("giftcards-none"))
    else:
        lines += _sums(texts, totals, currency)
    if len(totals) > 1:
        lines += ["", *(_seller(texts, one, currency) for one in totals[:MOST_SELLERS])]
    if len(totals) > MOST_SELLERS:
        lines.append(texts("giftcards-more", count=len(totals) - MOST_SELLERS))
    find = (Button(texts.plain("giftcards-button-find"), pack("giftcards:find")),)
    return Screen(fitting(lines, "\n"), (find, (to_admin(texts), to_menu(texts))))


def _sums(texts: Texts, totals: Sequence[Totals], currency: str) -> list[str]:
    def money(amount: int) -> str:
        return texts.money(amount, currency)

    dead = sum(one.dead for one in totals)
    lines: list[str] = [
        texts(
            "giftcards-sold",
            count=sum(one.cards for one in totals),
            money=money(sum(one.sold for one in totals)),
        ),
        texts("giftcards-outstanding", money=money(sum(one.outstanding for one in totals))),
    ]
    return [*lines, texts("giftcards-dead", money=money(dead))] if dead else lines


def _seller(texts: Texts, one: Totals, currency: str) -> str:
    return texts(
        "giftcards-seller",
        name=tidy(one.merchant, 30),
        sold=texts.money(one.sold, currency),
        outstanding=texts.money(one.outstanding, currency),
    )


def ask(texts: Texts) -> Screen:
    """Ask for a code, or how it ends."""
    return Screen(texts("giftcards-ask"), (_back(texts),))


def found(texts: Texts, *, cards: Sequence[GiftCard], currency: str) -> Screen:
    """Return the cards with this ending, a button each."""
    lines: list[str] = [
        texts("giftcards-several", count=len(cards)),
        *(_line(texts, c, currency) for c in cards),
    ]
    buttons = [
        Button(
            f"{_short_name(card)} · {texts.money(card.remaining, currency)}", pack("giftcards:open", card.id)
        )
        for card in cards
    ]
    rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return Screen(fitting(lines, "\n"), (*rows, _back(texts)))


def _short_name(card: GiftCard) -> str:
    return f"…{card.hint}"


def _line(texts: Texts, card: GiftCard, currency: str) -> str:
    return texts(
        "giftcards-line",
        ends=card.hint,
        seller=tidy(card.merchant, 30),
        day=texts.day(card.issued_at),
        amount=texts.money(card.amount, currency),
    )


def opened(texts: Texts, *, card: GiftCard, uses: Sequence[Use], currency: str, now: datetime) -> Screen:
    """Return one card with its last uses."""
    lines: list[str] = [
        texts("gift-title", ends=card.hint),
        texts(
            "giftcards-sale",
            seller=tidy(card.merchant, 40),
            day=texts.day(card.issued_at),
            amount=texts.money(card.amount, currency),
            number=tidy(card.key, 40),
        ),
        *standing(texts, card, currency, now),
        "",
        *(_use(texts, use, currency) for use in uses),
    ]
    stop = (Button(texts.plain("giftcards-button-stop"), pack("giftcards:stop", card.id)),)
    rows = (_back(texts),) if card.stopped_at else (stop, _back(texts))
    return Screen(fitting(lines, "\n"), rows)


def _use(texts: Texts, use: Use, currency: str) -> str:
    sign = "+" if use.amount > 0 else "−"
    return texts(
        f"giftcards-use-{use.kind}",
        when=texts.stamp(use.at),
        money=f"{sign}{texts.money(abs(use.amount), currency)}",
        place=tidy(use.place or "", 40),
    )


def ask_stop(texts: Texts, *, card: GiftCard, currency: str) -> Screen:
    """Ask whether the card is to pay no more."""
    sure = texts("giftcards-stop", ends=card.hint, money=texts.money(card.remaining, currency))
    yes = Button(texts.plain("giftcards-button-stop-yes"), pack("giftcards:stopped", card.id))
    keep = Button(texts.plain("giftcards-button-keep"), pack("giftcards:open", card.id))
    return Screen(sure, ((yes, keep), _back(texts)))


def _back(texts: Texts) -> tuple[Button, ...]:
    return (Button(texts.plain("giftcards-button-all"), pack("giftcards:show")), to_menu(texts))
