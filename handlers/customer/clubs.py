"""Clubs inside the program: seen, joined and left by buttons, in one message."""

from __future__ import annotations

from datetime import datetime, time

from bot.ui import clubs as screens
from bot.ui import earning_list
from bot.ui.clubs import ClubFacts
from handlers import numbers
from handlers.index import Index
from handlers.talk import Talk
from services import clubs
from services.clubs import Offered
from services.errors import NotFound


def setup(index: Index) -> None:
    """Routes of the clubs."""
    index.command("clubs", first, "joined")
    index.action("clubs:show", show, "joined")
    index.action("clubs:join", join, "joined")
    index.action("clubs:leave", leave, "joined")


async def first(talk: Talk) -> None:
    """The clubs that are open, from the first."""
    await _show(talk, 1)


async def show(talk: Talk) -> None:
    """A page of the clubs."""
    await _show(talk, numbers.page(talk.args))


async def join(talk: Talk) -> None:
    """Be a member from now on; a second tap changes nothing."""
    got = await clubs.join(talk.program, talk.customer.id, _code(talk), now=talk.now)
    await talk.notify(screens.joined(talk.texts, welcome=got.welcome))
    await _show(talk, numbers.page(talk.args, 1))


async def leave(talk: Talk) -> None:
    """Be a member no more; a second tap changes nothing."""
    await clubs.leave(talk.program, talk.customer.id, _code(talk), now=talk.now)
    await talk.notify(screens.left(talk.texts))
    await _show(talk, numbers.page(talk.args, 1))


def _code(talk: Talk) -> str:
    """The club whose button was pressed. Raises NotFound ``stale_button`` when it names none."""
    if not talk.args:
        raise NotFound("stale_button")
    return talk.args[0]


async def _show(talk: Talk, page: int) -> None:
    offered = await clubs.offered(talk.program, talk.customer.id, now=talk.now)
    await talk.show(screens.listed(talk.texts, clubs=[_facts(talk, one) for one in offered], page=page))


def _facts(talk: Talk, one: Offered) -> ClubFacts:
    texts, config, rules = talk.texts, talk.program.config, one.rules
    given = [
        f"{earning_list.title_of(texts, config, rule)}: {earning_list.gives(texts, rule)}"
        for rule in config.earning_terms.rules
        if any(club.code == rules.code for club in rule.who.clubs or ())
    ]
    return ClubFacts(
        rules.code,
        rules.title.in_language(texts.language),
        rules.description.in_language(texts.language) if rules.description else None,
        since=one.joined_at,
        welcome=one.welcome,
        gives=given,
        until=datetime.combine(rules.ends, time(12), texts.zone) if rules.ends else None,
    )
