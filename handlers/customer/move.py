"""A contact that is tied to another account: the old account, or a manager, decides."""

from __future__ import annotations

from dataclasses import replace

from bot.ui import move
from handlers.index import Index
from handlers.talk import Talk
from services import joining


def setup(index: Index) -> None:
    """Routes of moving."""
    index.action("move:yes", agree)
    index.action("move:no", refuse)
    index.action("move:approve", approve, "manager")
    index.action("move:refuse", turn_down, "manager")


async def agree(talk: Talk) -> None:
    """The old account gives the card away."""
    await _decide(talk, yes=True, by_owner=True)
    talk.person = replace(talk.person, customer=None)
    await talk.show(move.given_away(talk.texts))


async def refuse(talk: Talk) -> None:
    """The old account keeps the card."""
    await _decide(talk, yes=False, by_owner=True)
    await talk.show(move.kept(talk.texts))


async def approve(talk: Talk) -> None:
    """A manager is sure that it is the same person."""
    await _decide(talk, yes=True, by_owner=False)
    await talk.show(move.given_away(talk.texts))


async def turn_down(talk: Talk) -> None:
    """A manager is not."""
    await _decide(talk, yes=False, by_owner=False)
    await talk.show(move.kept(talk.texts))


async def _decide(talk: Talk, *, yes: bool, by_owner: bool) -> None:
    """Raises NotFound, Forbidden or Conflict of ``joining.decide_move``."""
    person = talk.person
    await joining.decide_move(
        talk.program,
        talk.number(0),
        yes=yes,
        telegram_id=person.telegram_id if by_owner else None,
        actor=person.actor,
        now=talk.now,
    )
