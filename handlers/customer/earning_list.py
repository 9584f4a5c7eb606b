"""What brings a customer more, page by page."""

from __future__ import annotations

from bot.ui import earning_list as screens
from bot.ui.program_texts import tier_name
from handlers import numbers
from handlers.index import Index
from handlers.talk import Talk
from services import earning_list


def setup(index: Index) -> None:
    """Routes of the list."""
    index.command("earn", first, "joined")
    index.action("earning:show", show, "joined")


async def first(talk: Talk) -> None:
    """The most useful of it."""
    await _show(talk, 1)


async def show(talk: Talk) -> None:
    """A page of it."""
    await _show(talk, numbers.page(talk.args))


async def _show(talk: Talk, page: int) -> None:
    found = await earning_list.of_customer(talk.program, talk.customer.id, now=talk.now)
    tier = tier_name(talk.program.config, talk.customer.tier, talk.texts.language)
    await talk.show(screens.show(talk.texts, found=found, config=talk.program.config, tier=tier, page=page))
