"""What the bot says to what it does not know."""

from __future__ import annotations

from bot.ui import errors, menu
from handlers.customer import gift_cards
from handlers.talk import Talk
from services.gift_cards import PREFIX


async def unknown(talk: Talk) -> None:
    """A command, a message or a file that means nothing here, or not to this person.

    The code of a gift card needs no question before it: it is printed on the card, and people just send it.
    """
    if talk.person.joined and talk.text.upper().startswith(f"{PREFIX}-"):
        await gift_cards.typed(talk)
        return
    await talk.say(errors.unknown_command(talk.texts))


async def stale(talk: Talk) -> None:
    """A button of an old screen, a forged one, or one of somebody else's."""
    await talk.notify(errors.stale_button(talk.texts))


async def not_joined(talk: Talk) -> None:
    """A customer's command or button, used by somebody who has not joined yet: the way to join."""
    await talk.notify(errors.alert(talk.texts, "not_joined"))
    person = talk.person
    await talk.show(
        menu.lead(talk.texts, program_name=talk.program.name, staff=person.staff, admin=person.admin)
    )
