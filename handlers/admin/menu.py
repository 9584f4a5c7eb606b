"""The menu of those who run the program."""

from __future__ import annotations

from bot.ui import admin
from handlers.index import Index
from handlers.talk import Talk


def setup(index: Index) -> None:
    """Routes of the menu."""
    index.action("admin:show", show, "admin")


async def show(talk: Talk) -> None:
    """Everything that an admin may do."""
    await talk.wait_for_nothing()
    await talk.show(admin.show(talk.texts, program_name=talk.program.name))
