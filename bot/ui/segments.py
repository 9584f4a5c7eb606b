"""Segments with their counts, and the join funnel by source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.ui import charts
from bot.ui.actions import pack
from bot.ui.admin import to_admin
from bot.ui.markup import fitting, prose, tidy
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Picture, Screen
from bot.ui.texts import Texts
from services.stats import Source

MOST_SEGMENTS = 30
MOST_SOURCES = 12
MOST_CLUBS = 20


@dataclass(frozen=True, slots=True)
class SegmentFacts:
    """A segment, or a club: its code, its title in this language, how many customers are in it."""

    code: str
    title: str
    count: int


def listed(texts: Texts, *, segments: Sequence[SegmentFacts], clubs: Sequence[SegmentFacts] = ()) -> Screen:
    """Return the list of segments with a button each; below it the clubs with their members."""
    shown = segments[:MOST_SEGMENTS]
    lines: list[str] = [texts("segments-title"), ""]
    lines += [texts("segments-line", title=tidy(item.title, 40), count=item.count) for item in shown]
    if clubs:
        lines += ["", texts("segments-clubs")]
        named = ((tidy(item.title, 40), item.count) for item in clubs[:MOST_CLUBS])
        lines += [texts("segments-line", title=title, count=count) for title, count in named]
    buttons = [Button(tidy(item.title, 24), pack("segments:open", item.code)) for item in shown]
    pairs = tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
    last = (Button(texts.plain("stats-button-funnel"), pack("funnel:show")), to_admin(texts))
    return Screen(fitting(lines, "\n"), (*pairs, last, (to_menu(texts),)))


def opened(
    texts: Texts,
    *,
    segment: SegmentFacts,
    condition: str,
    offer_title: str | None = None,
    reachable: int | None = None,
) -> Screen:
    """Return one segment: who is in it, its condition in words, what entering it gives.

    `reachable` is how many of them agreed to get offers and can be written to.
    """
    lines: list[str] = [texts("segments-open", title=segment.title, count=segment.count)]
    if reachable is not None:
        lines.append(texts("segments-reachable", count=reachable))
    lines.append(texts("segments-condition", condition=prose(condition, 1500)))
    if offer_title:
        lines.append(texts("segments-offer", title=offer_title))
    rows = (
        (Button(texts.plain("segments-button-broadcast"), pack("broadcast:segment", segment.code)),),
        (Button(texts.plain("segments-button-all"), pack("segments:show")), to_menu(texts)),
    )
    return Screen("\n\n".join(lines), rows)


def funnel(texts: Texts, *, sources: Sequence[Source]) -> Screen:
    """Return how many came and how far, whole as a picture and by source as text."""
    rows = (
        (Button(texts.plain("segments-button-all"), pack("segments:show")), to_admin(texts)),
        (to_menu(texts),),
    )
    if not sources:
        return Screen(texts("funnel-empty"), rows)
    lines: list[str] = [texts("funnel-title")]
    lines += [_source_line(texts, item) for item in sources[:MOST_SOURCES]]
    return Screen("\n\n".join(lines), rows, Picture(_chart(texts, sources), "funnel.png"))


def _source_line(texts: Texts, item: Source) -> str:
    name = tidy(item.source, 20) if item.source else texts.plain("funnel-no-source")
    return texts("funnel-line", source=name, started=item.started, joined=item.joined, bought=item.purchased)


def _chart(texts: Texts, sources: Sequence[Source]) -> bytes:
    steps = (
        (texts.plain("funnel-started"), sum(item.started for item in sources)),
        (texts.plain("funnel-agreed"), sum(item.consented for item in sources)),
        (texts.plain("funnel-joined"), sum(item.joined for item in sources)),
        (texts.plain("funnel-bought"), sum(item.purchased for item in sources)),
    )
    return charts.funnel(texts, steps=steps)
