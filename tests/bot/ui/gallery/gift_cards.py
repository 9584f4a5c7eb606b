"""What customers and admins see of gift cards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.ui import gift_cards, gift_cards_sold
from bot.ui.texts import Texts
from services.gift_cards import GiftCard, Totals, Use
from tests.bot.ui.gallery.words import BIG, NOW, Shown, Words

DAY = timedelta(days=1)


def shown(t: Texts, w: Words) -> Shown:
    card = GiftCard(BIG, "MNP4", BIG, BIG, 1, w.name, w.name[:128], NOW, NOW + DAY, None, None)
    states = (
        card,
        replace(card, expires_at=None, remaining=0),
        replace(card, graced_until=NOW, stopped_at=None),
        replace(card, stopped_at=NOW),
    )
    return _customers(t, states) | _admins(t, w, states)


def _customers(t: Texts, states: tuple[GiftCard, ...]) -> Shown:
    checked: Shown = {
        f"gift_cards.checked {card.state(NOW)}": gift_cards.checked(
            t, card=card, points=BIG * (not at), currency="RUB", token="1" * 20, now=NOW
        )
        for at, card in enumerate(states)
    }
    return checked | {
        "gift_cards.ask": gift_cards.ask(t),
        "gift_cards.redeemed": gift_cards.redeemed(t, points=BIG, available=BIG),
    }


def _admins(t: Texts, w: Words, states: tuple[GiftCard, ...]) -> Shown:
    seller = Totals(w.name, 100_000, BIG, BIG, BIG)
    uses = [
        Use("refund", BIG, NOW, w.name),
        Use("spend", -BIG, NOW, w.name),
        Use("redeem", -1, NOW, None),
        Use("issue", BIG, NOW, None),
    ]
    opened: Shown = {
        f"gift_cards_sold.opened {card.state(NOW)}": gift_cards_sold.opened(
            t, card=card, uses=uses * 2, currency="RUB", now=NOW
        )
        for card in states
    }
    return opened | {
        "gift_cards_sold.listed": gift_cards_sold.listed(t, totals=[seller] * 20, currency="RUB"),
        "gift_cards_sold.listed one": gift_cards_sold.listed(
            t, totals=[replace(seller, dead=0)], currency="RUB"
        ),
        "gift_cards_sold.listed none": gift_cards_sold.listed(t, totals=[], currency="RUB"),
        "gift_cards_sold.ask": gift_cards_sold.ask(t),
        "gift_cards_sold.found": gift_cards_sold.found(t, cards=[states[0]] * 10, currency="RUB"),
        "gift_cards_sold.ask_stop": gift_cards_sold.ask_stop(t, card=states[0], currency="RUB"),
    }
