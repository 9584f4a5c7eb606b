"""The transfers of one customer, and undoing one: by an admin, once."""

from __future__ import annotations

from bot.ui import passed as screens
from handlers import numbers
from handlers.admin import customer as profiles
from handlers.index import Index
from handlers.talk import Talk
from services import customers, transfers


def setup(index: Index) -> None:
    """Routes of customers' transfers."""
    index.action("passed:show", show, "admin")
    index.action("passed:ask", ask, "admin")
    index.action("passed:undo", undo, "admin")


async def show(talk: Talk) -> None:
    """A page of what one customer gave and got."""
    customer = await profiles.chosen(talk)
    page = await transfers.page(talk.program.id, customer.id, numbers.page(talk.args, 1))
    await talk.show(
        screens.show(
            talk.texts,
            customer_id=customer.id,
            name=customer.name,
            items=page.items,
            page=page.number,
            pages=page.pages,
        )
    )


async def ask(talk: Talk) -> None:
    """Undo this one?"""
    giver_id, found = await transfers.one(talk.program.id, talk.number(0))
    giver = await customers.get(talk.program.id, giver_id)
    await talk.show(
        screens.ask(
            talk.texts,
            customer_id=giver_id,
            giver=giver.initial,
            one=found,
            policy=talk.program.config.points.refunds,
        )
    )


async def undo(talk: Talk) -> None:
    """Undo it; a second tap is told that it is done."""
    done = await transfers.undo(
        talk.program,
        talk.number(0),
        actor=talk.person.actor,
        key=f"transfer_undo:{talk.key}",
        now=talk.now,
    )
    await talk.show(screens.undone(talk.texts, done=done))
