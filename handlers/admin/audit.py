"""Who did what."""

from __future__ import annotations

from bot.ui import audit as screens
from bot.ui.audit import ActFacts
from handlers import numbers
from handlers.index import Index
from handlers.talk import Talk
from services import audit

PAGE_SIZE = 10


def setup(index: Index) -> None:
    """Routes of the journal."""
    index.command("audit", show, "admin")
    index.action("audit:show", show, "admin")


async def show(talk: Talk) -> None:
    """A page of acts, newest first."""
    page = numbers.page(talk.args)
    found = await audit.page(talk.program.id, limit=PAGE_SIZE + 1, offset=(page - 1) * PAGE_SIZE)
    acts = [
        ActFacts(act["at"], act["name"] or act["actor"], act["action"], act["target"])
        for act in found[:PAGE_SIZE]
    ]
    pages = page + (len(found) > PAGE_SIZE)
    await talk.show(screens.show(talk.texts, acts=acts, page=page, pages=pages))
