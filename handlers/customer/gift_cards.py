"""A gift card's code becomes points."""

from __future__ import annotations

from bot.ui import gift_cards as screens
from handlers.index import Index
from handlers.talk import Talk
from services import gift_cards
from services.errors import Invalid


def setup(index: Index) -> None:
    """Routes of gift cards."""
    index.action("gift:ask", ask, "joined")
    index.answer("gift_card", typed, "joined")


async def ask(talk: Talk) -> None:
    """What is the code?"""
    await talk.wait_for("gift_card")
    await talk.show(screens.ask(talk.texts))


async def typed(talk: Talk) -> None:
    """The code, typed; a wrong one is asked for again."""
    try:
        got = await gift_cards.redeem(
            talk.program, talk.customer.id, talk.text, keyring=talk.deps.keyring, key=talk.key, now=talk.now
        )
    except Invalid:
        await talk.wait_for("gift_card")
        raise
    await talk.wait_for_nothing()
    await talk.say(screens.redeemed(talk.texts, points=got.points, available=got.available))
