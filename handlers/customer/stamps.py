"""The customer's stamp cards."""

from __future__ import annotations

from bot.ui import stamps as screens
from bot.ui.stamps import CardFacts, MarkFacts
from handlers.index import Index
from handlers.talk import Talk
from services import stamps


def setup(index: Index) -> None:
    """Routes of stamp cards."""
    index.action("stamps:show", show, "joined")


async def show(talk: Talk) -> None:
    """The cards as they are now, and what happened on them lately."""
    language = talk.texts.language
    cards = [
        CardFacts(card.title.in_language(language), card.stamps, card.full, card.points, card.burns_at)
        for card in await stamps.cards(talk.program, talk.customer.id, now=talk.now)
    ]
    history = [
        MarkFacts(row.at, row.title.in_language(language), row.kind, row.stamps)
        for row in await stamps.history(talk.program, talk.customer.id)
    ]
    await talk.show(screens.show(talk.texts, cards=cards, history=history))
