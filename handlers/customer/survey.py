"""The survey after a visit: a score, a score of the employee, a comment."""

from __future__ import annotations

from bot.ui import survey as screens
from bot.ui.screen import Screen
from handlers.index import Index
from handlers.talk import Talk
from services import surveys
from services.errors import Conflict, NotFound
from services.surveys import Invitation, Question

COMMENT = "survey_comment"


def setup(index: Index) -> None:
    """Routes of the survey."""
    index.action("survey:visit", rate_visit, "joined")
    index.action("survey:employee", rate_employee, "joined")
    index.action("survey:skip", skip, "joined")
    index.answer(COMMENT, comment, "joined")


async def rate_visit(talk: Talk) -> None:
    """A score of the visit."""
    await _rate(talk, "visit")


async def rate_employee(talk: Talk) -> None:
    """A score of the employee who served."""
    await _rate(talk, "employee")


async def _rate(talk: Talk, question: Question) -> None:
    invitation_id, score = talk.number(0), talk.number(1)
    try:
        rated = await surveys.rate(
            talk.program,
            invitation_id,
            talk.customer.id,
            question,
            score,
            admin_ids=talk.deps.admin_ids,
            now=talk.now,
        )
    except Conflict:
        await _answered(talk, invitation_id)
        return
    except NotFound:
        await talk.show(screens.too_late(talk.texts))
        return
    if rated.next == "employee":
        await talk.show(_about_employee(talk, rated.invitation))
        return
    await _ask_comment(
        talk, rated.invitation, low=rated.low or _was_low(talk, rated.invitation), points=rated.points
    )


async def _answered(talk: Talk, invitation_id: int) -> None:
    """A second tap, or one again after a crash: go on with what is still open."""
    invitation = await surveys.find(talk.program.id, invitation_id, talk.customer.id)
    if invitation.expires_at <= talk.now or invitation.comment is not None:
        await talk.show(screens.already_answered(talk.texts))
    elif invitation.employee_id is not None and invitation.employee_score is None:
        await talk.show(_about_employee(talk, invitation))
    else:
        await _ask_comment(talk, invitation, low=_was_low(talk, invitation))


def _about_employee(talk: Talk, invitation: Invitation) -> Screen:
    return screens.employee(talk.texts, invitation=invitation.id, employee_name=invitation.employee or "")


def _was_low(talk: Talk, invitation: Invitation) -> bool:
    scores = [score for score in (invitation.visit_score, invitation.employee_score) if score is not None]
    return bool(scores) and min(scores) <= talk.program.config.survey.low_score


async def _ask_comment(talk: Talk, invitation: Invitation, *, low: bool, points: int = 0) -> None:
    await talk.wait_for(COMMENT, invitation=invitation.id)
    await talk.show(screens.comment(talk.texts, invitation=invitation.id, low=low, points=points))


async def skip(talk: Talk) -> None:
    """No score for the employee, or no comment: whichever is asked now."""
    invitation_id = talk.number(0)
    awaited = talk.person.awaited
    if awaited is not None and awaited.state == COMMENT and awaited.data.get("invitation") == invitation_id:
        await talk.wait_for_nothing()
        await talk.show(screens.thanks(talk.texts))
        return
    try:
        invitation = await surveys.find(talk.program.id, invitation_id, talk.customer.id)
    except NotFound:
        await talk.show(screens.too_late(talk.texts))
        return
    if invitation.expires_at <= talk.now:
        await talk.show(screens.too_late(talk.texts))
    elif invitation.comment is not None or invitation.employee_score is not None:
        await talk.show(screens.thanks(talk.texts))
    else:
        await _ask_comment(talk, invitation, low=_was_low(talk, invitation))


async def comment(talk: Talk) -> None:
    """The customer's own words; a sticker or a photo without words is asked for again."""
    invitation_id = int(talk.data["invitation"])
    if not talk.text.strip():
        await talk.say(screens.comment(talk.texts, invitation=invitation_id))
        return
    try:
        await surveys.comment(
            talk.program,
            invitation_id,
            talk.customer.id,
            talk.text,
            admin_ids=talk.deps.admin_ids,
            now=talk.now,
        )
    except NotFound:
        await talk.wait_for_nothing()
        await talk.say(screens.too_late(talk.texts))
        return
    await talk.wait_for_nothing()
    await talk.say(screens.thanks(talk.texts, commented=True))
