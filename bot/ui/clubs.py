"""Clubs inside the program: what each gives, with a tap to join or to leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ui.actions import pack
from bot.ui.markup import fitting, prose, tidy
from bot.ui.menu import to_menu
from bot.ui.pages import page_line, pager
from bot.ui.screen import Alert, Button, Screen
from bot.ui.texts import Texts

A_PAGE = 5
"""Clubs on a page: each has a text of its own and a button."""
MOST_RULES = 5


@dataclass(frozen=True, slots=True)
class ClubFacts:
    """A club as a customer sees it: `gives` are plain lines of what members get.

    `since` is None for who is no member; `welcome` is what joining would bring this customer now; `until` is
    a moment of the last day.
    """

    code: str
    title: str
    description: str | None = None
    since: datetime | None = None
    welcome: int = 0
    gives: Sequence[str] = ()
    until: datetime | None = None


def listed(texts: Texts, *, clubs: Sequence[ClubFacts], page: int = 1) -> Screen:
    """Return a page (from 1) of the clubs, with what each gives and one tap to join or leave."""
    if not clubs:
        return Screen(texts("clubs-none"), ((to_menu(texts),),))
    pages = -(-len(clubs) // A_PAGE)
    page = min(max(1, page), pages)
    shown = clubs[(page - 1) * A_PAGE : page * A_PAGE]
    blocks = [texts("clubs-title"), *("\n".join(_club(texts, club)) for club in shown)]
    buttons = tuple((_button(texts, club, page),) for club in shown)
    rows = (*buttons, *pager(texts, "clubs:show", page, pages, dated=False), (to_menu(texts),))
    return Screen(fitting(blocks) + "\n".join(page_line(texts, page, pages)), rows)


def _club(texts: Texts, club: ClubFacts) -> Iterator[str]:
    title = tidy(club.title, 60)
    if club.since is None:
        yield texts("clubs-club", title=title)
    else:
        yield texts("clubs-member", title=title, day=texts.day(club.since))
    if club.description:
        yield prose(club.description, 300)
    for line in club.gives[:MOST_RULES]:
        yield texts("clubs-gives", what=tidy(line, 120))
    if club.since is None and club.welcome:
        yield texts("clubs-welcome", points=texts.points(club.welcome))
    if club.until is not None:
        yield texts("clubs-until", day=texts.day(club.until))


def _button(texts: Texts, club: ClubFacts, page: int) -> Button:
    title = tidy(club.title, 24)
    if club.since is None:
        return Button(texts.plain("clubs-button-join", title=title), pack("clubs:join", club.code, page))
    return Button(texts.plain("clubs-button-leave", title=title), pack("clubs:leave", club.code, page))


def joined(texts: Texts, *, welcome: int) -> Alert:
    """Say hello to a new member, with the points that came for it."""
    if welcome:
        return Alert(texts.plain("clubs-joined-welcome", points=texts.points(welcome, signed=True)))
    return Alert(texts.plain("clubs-joined"))


def left(texts: Texts) -> Alert:
    """Say that somebody is a member no more, and that nothing is lost by it."""
    return Alert(texts.plain("clubs-left"))
