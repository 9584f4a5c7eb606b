"""Segments with their members, and where people come from."""

from __future__ import annotations

from bot.ui import conditions
from bot.ui import segments as screens
from bot.ui.segments import SegmentFacts
from handlers.drawing import drawn
from handlers.index import Index
from handlers.talk import Talk
from services import clubs, stats
from services.segments import members
from services.segments.members import Segment


def setup(index: Index) -> None:
    """Routes of segments."""
    index.command("segments", listed, "admin")
    index.action("segments:show", listed, "admin")
    index.action("segments:open", opened, "admin")
    index.action("funnel:show", funnel, "admin")


def facts(talk: Talk, segment: Segment) -> SegmentFacts:
    """A segment as screens want it."""
    return SegmentFacts(segment.code, segment.title.in_language(talk.texts.language), segment.members)


async def listed(talk: Talk) -> None:
    """All segments with their counts, and the clubs with theirs."""
    counted = await members.counts(talk.program)
    language = talk.texts.language
    joined = [
        SegmentFacts(club.code, club.title.in_language(language), club.members)
        for club in await clubs.counts(talk.program)
    ]
    found = [facts(talk, segment) for segment in counted]
    await talk.show(screens.listed(talk.texts, segments=found, clubs=joined))


async def opened(talk: Talk) -> None:
    """One segment: who is in it and why."""
    segment = await members.count(talk.program, talk.args[0] if talk.args else "")
    rules = members.rules(talk.program, segment.code)
    offer = next((one for one in talk.program.config.offers if one.on_enter == segment.code), None)
    screen = screens.opened(
        talk.texts,
        segment=facts(talk, segment),
        condition=conditions.words(talk.texts, rules.when, talk.program.config),
        offer_title=offer.title.in_language(talk.texts.language) if offer else None,
        reachable=segment.reachable,
    )
    await talk.show(screen)


async def funnel(talk: Talk) -> None:
    """How far the people of each source came in a month."""
    sources = await stats.funnel(talk.program, "month", now=talk.now)
    await talk.done()
    await talk.show(await drawn(lambda: screens.funnel(talk.texts, sources=sources)))
