"""Stopping offers and surveys; the card and the points stay."""

from __future__ import annotations

from bot.ui import stop
from handlers.customer import menu
from handlers.index import Index
from handlers.talk import Talk
from services import customers


def setup(index: Index) -> None:
    """Routes of stopping."""
    index.command("stop", ask)
    index.action("stop:ask", ask)
    index.action("stop:confirm", confirm)


async def ask(talk: Talk) -> None:
    """Whether to stop; who gets nothing has nothing to stop."""
    if talk.person.customer is None:
        await menu.show(talk)
        return
    await talk.show(stop.ask(talk.texts))


async def confirm(talk: Talk) -> None:
    """No offers, news, surveys and reminders from now on."""
    if talk.person.customer is None:
        await menu.show(talk)
        return
    program_id, customer_id = talk.program.id, talk.customer.id
    await customers.set_marketing(program_id, customer_id, False, now=talk.now)
    await customers.set_service_messages(program_id, customer_id, False, now=talk.now)
    await talk.show(stop.done(talk.texts))
