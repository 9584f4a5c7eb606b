"""The survey after a visit: two taps and, if one likes, a comment."""

from __future__ import annotations

from datetime import datetime

from bot.ui.actions import pack
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Screen
from bot.ui.texts import Texts

SCORES = (1, 2, 3, 4, 5)


def visit(texts: Texts, *, invitation: int, store_name: str, at: datetime | None = None) -> Screen:
    """Ask for a score of the visit: five stars in one row. `at` is when it was."""
    key = "survey-visit-at" if at else "survey-visit"
    text = texts(key, store=store_name, when=texts.when(at) if at else "")
    return Screen(text, (_stars(texts, "survey:visit", invitation), (to_menu(texts),)))


def employee(texts: Texts, *, invitation: int, employee_name: str) -> Screen:
    """Ask for a score of the employee who served."""
    rows = (
        _stars(texts, "survey:employee", invitation),
        (Button(texts.plain("survey-button-skip"), pack("survey:skip", invitation)), to_menu(texts)),
    )
    return Screen(texts("survey-employee", employee=employee_name), rows)


def _stars(texts: Texts, action: str, invitation: int) -> tuple[Button, ...]:
    return tuple(
        Button(texts.plain("survey-star", score=score), pack(action, invitation, score)) for score in SCORES
    )


def comment(texts: Texts, *, invitation: int, low: bool = False, points: int = 0) -> Screen:
    """Invite a comment; `points` are the thanks just given for the answers, `low` says that it went badly."""
    lines: list[str] = [texts("survey-sorry" if low else "survey-glad")]
    if points:
        lines.append(texts("survey-thanks-points", points=texts.points(points, signed=True)))
    lines.append(texts("survey-comment"))
    rows = ((Button(texts.plain("survey-button-done"), pack("survey:skip", invitation)),), (to_menu(texts),))
    return Screen("\n\n".join(lines), rows)


def thanks(texts: Texts, *, commented: bool = False, points: int = 0) -> Screen:
    """Thank for the answer."""
    lines: list[str] = [texts("survey-thanks-comment" if commented else "survey-thanks")]
    if points:
        lines.append(texts("survey-thanks-points", points=texts.points(points, signed=True)))
    return Screen("\n\n".join(lines), ((to_menu(texts),),))


def too_late(texts: Texts) -> Screen:
    """Say that the survey is over."""
    return Screen(texts("survey-too-late"), ((to_menu(texts),),))


def already_answered(texts: Texts) -> Screen:
    """Say that the answer is here already."""
    return Screen(texts("survey-already"), ((to_menu(texts),),))
