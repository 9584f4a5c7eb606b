"""Points that are to pay at a till: their owner says yes or no."""

from __future__ import annotations

from bot.ui import holds as screens
from handlers.index import Index
from handlers.talk import Talk
from services import holds


def setup(index: Index) -> None:
    """Routes of the question that a till's hold asks."""
    index.action("holds:confirm", confirm, "joined")
    index.action("holds:refuse", refuse, "joined")


async def confirm(talk: Talk) -> None:
    """It is me, take them."""
    await _decide(talk, yes=True)


async def refuse(talk: Talk) -> None:
    """Leave my points alone."""
    await _decide(talk, yes=False)


async def _decide(talk: Talk, *, yes: bool) -> None:
    """Raises NotFound ``unknown_hold`` for somebody else's, so that a forged button learns nothing."""
    decided = await holds.decide(
        talk.program, talk.number(0), customer_id=talk.customer.id, yes=yes, now=talk.now
    )
    await talk.show(screens.decided(talk.texts, state=decided.state, points=decided.points))
