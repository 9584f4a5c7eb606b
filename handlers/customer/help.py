"""Help."""

from __future__ import annotations

from bot.ui import help as screens
from handlers.index import Index
from handlers.talk import Talk


def setup(index: Index) -> None:
    """Routes of help."""
    index.command("help", show)
    index.action("help:show", show)


async def show(talk: Talk) -> None:
    """What this person can do here."""
    person = talk.person
    await talk.show(
        screens.show(
            talk.texts,
            program_name=talk.program.name,
            config=talk.program.config,
            joined=person.joined,
            staff=person.staff,
            manager=person.manager,
            admin=person.admin,
        )
    )
