"""The balance."""

from __future__ import annotations

from bot.ui import balance
from bot.ui.balance import PointsAt
from handlers.index import Index
from handlers.talk import Talk
from services import points


def setup(index: Index) -> None:
    """Routes of the balance."""
    index.command("balance", show, "joined")
    index.action("balance:show", show, "joined")


async def show(talk: Talk) -> None:
    """What may be spent, what comes and what burns, with dates."""
    program = talk.program
    now = await points.balance(program, talk.customer.id, now=talk.now)
    await talk.show(
        balance.show(
            talk.texts,
            now=talk.now,
            available=now.available,
            pending=[PointsAt(amount, at) for at, amount in now.maturing],
            expiring=[PointsAt(amount, at) for at, amount in now.expiring],
            held=now.held,
            debt=now.debt,
            transfers=program.config.transfers.allowed,
        )
    )
