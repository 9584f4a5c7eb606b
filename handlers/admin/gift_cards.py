"""Gift cards of the program: what was sold and is still owed, finding one, stopping it."""

from __future__ import annotations

from bot.ui import gift_cards_sold as screens
from handlers.index import Index
from handlers.talk import Talk
from services import gift_cards
from services.errors import NotFound
from services.gift_cards import GiftCard


def setup(index: Index) -> None:
    """Routes of gift cards for admins."""
    index.command("giftcards", by_command, "admin")
    index.action("giftcards:show", show, "admin")
    index.action("giftcards:find", ask, "admin")
    index.answer("giftcards", typed, "admin")
    index.action("giftcards:open", open_one, "admin")
    index.action("giftcards:stop", ask_stop, "admin")
    index.action("giftcards:stopped", stop, "admin")


async def by_command(talk: Talk) -> None:
    """/giftcards, or /giftcards <code or its last four signs>."""
    await (typed(talk) if talk.text else show(talk))


async def show(talk: Talk) -> None:
    """What was sold, and what is left on it."""
    await talk.wait_for_nothing()
    totals = await gift_cards.totals(talk.program, now=talk.now)
    await talk.show(screens.listed(talk.texts, totals=totals, currency=talk.program.currency))


async def ask(talk: Talk) -> None:
    """Which card?"""
    await talk.wait_for("giftcards")
    await talk.show(screens.ask(talk.texts))


async def typed(talk: Talk) -> None:
    """The card of this code, or those that end so; when there is none, it is asked for again."""
    cards = await gift_cards.find(talk.program, talk.text, keyring=talk.deps.keyring)
    if not cards:
        await talk.wait_for("giftcards")
        raise NotFound("gift_card_unknown")
    await talk.wait_for_nothing()
    if len(cards) == 1:
        await _opened(talk, cards[0])
    else:
        await talk.say(screens.found(talk.texts, cards=cards, currency=talk.program.currency))


async def open_one(talk: Talk) -> None:
    """One of several."""
    await _opened(talk, await gift_cards.get(talk.program, talk.number(0)))


async def _opened(talk: Talk, card: GiftCard) -> None:
    uses = await gift_cards.uses(talk.program, card.id)
    currency = talk.program.currency
    await talk.show(screens.opened(talk.texts, card=card, uses=uses, currency=currency, now=talk.now))


async def ask_stop(talk: Talk) -> None:
    """It will pay no more: sure?"""
    card = await gift_cards.get(talk.program, talk.number(0))
    await talk.show(screens.ask_stop(talk.texts, card=card, currency=talk.program.currency))


async def stop(talk: Talk) -> None:
    """It pays no more."""
    card = await gift_cards.stop(talk.program, talk.number(0), actor=talk.person.actor, now=talk.now)
    await _opened(talk, card)
