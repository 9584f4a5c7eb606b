"""Refusals and mishaps in kind words, each with a way on."""

from __future__ import annotations

from bot.ui.markup import short
from bot.ui.menu import to_menu
from bot.ui.screen import Alert, Screen
from bot.ui.texts import Texts

ALERT_LIMIT = 190


def _key(texts: Texts, code: str) -> str:
    """Return the key of the sentence for a service's error code; a code without words gets a general one."""
    key = f"errors-{code.replace('_', '-')}"
    return key if texts.has(key) else "errors-other"


def _facts(texts: Texts, facts: dict[str, object]) -> dict[str, str | int]:
    """Return what a sentence may tell; a fact called `points` is a number of them, in the program's words."""
    told = {name: value for name, value in facts.items() if isinstance(value, str | int)}
    points = told.get("points")
    return {**told, "points": texts.points(points)} if isinstance(points, int) else told


def refusal(texts: Texts, code: str, **facts: object) -> Screen:
    """Return a screen for a RegularsError's code and facts."""
    return Screen(texts(_key(texts, code), **_facts(texts, facts)), ((to_menu(texts),),))


def alert(texts: Texts, code: str, **facts: object) -> Alert:
    """Return the same as the answer to a pressed button."""
    return Alert(short(texts.plain(_key(texts, code), **_facts(texts, facts)), ALERT_LIMIT), modal=True)


def unknown_command(texts: Texts) -> Screen:
    """Answer a command or a message that the bot does not know."""
    return Screen(texts("errors-unknown-command"), ((to_menu(texts),),))


def stale_button(texts: Texts) -> Alert:
    """Answer a button of an old or a foreign message."""
    return Alert(texts.plain("errors-stale-button"))


def already_done(texts: Texts) -> Alert:
    """Answer a button that was pressed twice."""
    return Alert(texts.plain("errors-already-done"))


def internal(texts: Texts, *, reference: str | None = None) -> Screen:
    """Say that something broke here; `reference` helps those who look into it."""
    lines: list[str] = [texts("errors-internal")]
    if reference:
        lines.append(texts("errors-reference", reference=reference))
    return Screen("\n".join(lines), ((to_menu(texts),),))


def too_many(texts: Texts, *, seconds: int) -> Screen:
    """Ask to wait a little."""
    return Screen(texts("errors-too-many", seconds=max(1, seconds)), ((to_menu(texts),),))


def too_many_alert(texts: Texts, *, seconds: int) -> Alert:
    """Ask to wait a little, as the answer to a pressed button."""
    return Alert(texts.plain("errors-too-many", seconds=max(1, seconds)))
