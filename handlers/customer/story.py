"""Why is this my balance?"""

from __future__ import annotations

from bot.ui import story as screens
from handlers.index import Index
from handlers.talk import Talk
from services import story


def setup(index: Index) -> None:
    """Routes of the story of the balance."""
    index.action("story:show", show, "joined")


async def show(talk: Talk) -> None:
    """A page of what changed the balance, the newest first."""
    told = await story.tell(talk.program, talk.customer.id, talk.number(0), now=talk.now)
    await talk.show(screens.mine(talk.texts, story=told, currency=talk.program.currency))
