"""A customer looks at a gift card by its code, and turns it into points."""

from __future__ import annotations

from bot.ui import errors
from bot.ui import gift_cards as screens
from handlers.index import Index
from handlers.talk import Talk
from services import gift_cards
from services.errors import Invalid, NotFound


def setup(index: Index) -> None:
    """Routes of gift cards."""
    index.action("gift:ask", ask, "joined")
    index.answer("gift_card", typed, "joined")
    index.action("gift:redeem", redeem, "joined")


async def ask(talk: Talk) -> None:
    """What is the code?"""
    await talk.wait_for("gift_card")
    await talk.show(screens.ask(talk.texts))


async def typed(talk: Talk) -> None:
    """Show what is on the card; a wrong code is asked for again.

    The card is remembered by its number and never by its code; the token is this update, so that an older
    question's button turns no other card into points.
    """
    try:
        found = await gift_cards.checked(
            talk.program, talk.person.actor, talk.text, keyring=talk.deps.keyring, now=talk.now
        )
    except (Invalid, NotFound):
        await talk.wait_for("gift_card")
        raise
    token = str(talk.update_id)
    await talk.wait_for("gift_card_redeem", card=found.card.id, token=token)
    currency = talk.program.currency
    await talk.say(
        screens.checked(
            talk.texts, card=found.card, points=found.points, currency=currency, token=token, now=talk.now
        )
    )


async def redeem(talk: Talk) -> None:
    """Turn the card that was shown into points. A second tap finds nothing to turn."""
    asked, token = talk.person.awaited, talk.args[0] if talk.args else ""
    if asked is None or asked.state != "gift_card_redeem" or asked.data["token"] != token:
        await talk.notify(errors.stale_button(talk.texts))
        return
    got = await gift_cards.redeem(
        talk.program, talk.customer.id, asked.data["card"], key=talk.key, now=talk.now
    )
    await talk.show(screens.redeemed(talk.texts, points=got.points, available=got.available))
    await talk.wait_for_nothing()
