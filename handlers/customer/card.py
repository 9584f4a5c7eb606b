"""The card: its picture, its number, and a fresh code that proves who shows it."""

from __future__ import annotations

import asyncio

from bot.ui import card
from bot.ui.program_texts import tier_name
from handlers.index import Index
from handlers.talk import Talk
from services import codes, points


def setup(index: Index) -> None:
    """Routes of the card."""
    index.command("card", show, "joined")
    index.action("card:show", show, "joined")
    index.action("card:refresh", show, "joined")


async def show(talk: Talk) -> None:
    """The card with a new code; the one before dies."""
    customer, program = talk.customer, talk.program
    code = await codes.issue(program.id, customer.id, keyring=talk.deps.keyring, now=talk.now)
    balance = await points.balance(program, customer.id, now=talk.now)
    screen = await asyncio.to_thread(  # drawing takes long enough for others to notice
        card.show,
        talk.texts,
        program_name=program.name,
        number=customer.card,
        code=code.digits,
        seconds=int((code.expires_at - talk.now).total_seconds()),
        tier_name=tier_name(program.config, customer.tier, talk.texts.language),
        available=balance.available,
    )
    await talk.show(screen)
