"""Blocking the bot and coming back."""

from __future__ import annotations

from handlers.talk import Talk
from services import customers


async def changed(talk: Talk, *, blocked: bool) -> None:
    """The person blocked the bot (nothing more is sent), or let it speak again."""
    if talk.person.customer is not None:
        await customers.set_reachable(talk.program.id, talk.customer.id, not blocked, now=talk.now)
