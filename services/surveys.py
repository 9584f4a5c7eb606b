"""The survey after a purchase: a score of the visit, one of the employee, a comment; each once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services import employees, outbox, points
from services.customers import changed
from services.database import Connection, Row, fetch, row, transaction
from services.errors import Conflict, Invalid, NotFound
from services.outbox import MessageClass, Notice
from services.points import Grant
from services.programs import Program

SCORES = range(1, 6)
COMMENT_LENGTH = 2_000
Question = Literal["visit", "employee"]


@dataclass(frozen=True, slots=True)
class Invitation:
    """One ask about one receipt, with what was answered so far."""

    id: int
    customer_id: int
    store_id: int
    store: str
    employee_id: int | None
    employee: str | None
    expires_at: datetime
    visit_score: int | None
    employee_score: int | None
    comment: str | None


@dataclass(frozen=True, slots=True)
class Rated:
    """What a score led to: what to ask next, whether it was low, and the points given for answering."""

    invitation: Invitation
    next: Literal["employee", "comment"]
    low: bool
    points: int


SELECT = """
select i.id, i.customer_id, i.store_id, s.name as store, i.employee_id, e.name as employee, i.expires_at, i.comment,
       (select score from answer a where a.program_id = $1 and a.invitation_id = i.id and a.question = 'visit')
           as visit_score,
       (select score from answer a where a.program_id = $1 and a.invitation_id = i.id and a.question = 'employee')
           as employee_score
from invitation i
join store s on s.program_id = i.program_id and s.id = i.store_id
left join employee e on e.program_id = i.program_id and e.id = i.employee_id
where i.program_id = $1 and i.id = $2 and i.customer_id = $3
"""


async def find(program_id: int, invitation_id: int, customer_id: int) -> Invitation:
    """The customer's own invitation. Raises NotFound ``survey_too_late``, also for somebody else's."""
    found = await row(SELECT, program_id, invitation_id, customer_id)
    return _invitation(found)


async def rate(
    program: Program,
    invitation_id: int,
    customer_id: int,
    question: Question,
    score: int,
    *,
    admin_ids: Collection[int],
    now: datetime,
) -> Rated:
    """Take a score from 1 to 5, thank for the first one with the program's points, tell of a low one.

    Raises NotFound ``survey_too_late``, Conflict ``survey_answered``, Invalid ``score_invalid``.
    """
    if score not in SCORES:
        raise Invalid("score_invalid")
    async with transaction() as connection:
        await points.lock(connection, program.id, [customer_id])
        invitation = await _open(connection, program.id, invitation_id, customer_id, now)
        if question == "employee" and invitation.employee_id is None:
            raise NotFound("survey_too_late")
        await _answer(connection, program.id, invitation, question, score, now)
        thanks = await _thank(connection, program, invitation, now)
        low = score <= program.config.survey.low_score
        if low:
            await _alert(connection, program, invitation, question, score, admin_ids, now)
    asks_employee = question == "visit" and invitation.employee_id is not None
    return Rated(invitation, "employee" if asks_employee else "comment", low, thanks)


async def comment(
    program: Program,
    invitation_id: int,
    customer_id: int,
    text: str,
    *,
    admin_ids: Collection[int],
    now: datetime,
) -> None:
    """Keep the customer's words; after a low score those who were told of it read them too.

    A second comment takes the place of the first. Raises NotFound ``survey_too_late``.
    """
    async with transaction() as connection:
        invitation = await _open(connection, program.id, invitation_id, customer_id, now)
        words = text.replace("\0", "").strip()[:COMMENT_LENGTH]
        await fetch(
            connection,
            "update invitation set comment = $3 where program_id = $1 and id = $2",
            program.id,
            invitation_id,
            words,
        )
        given = [score for score in (invitation.visit_score, invitation.employee_score) if score is not None]
        if words and given and min(given) <= program.config.survey.low_score:
            await _alert(connection, program, invitation, "visit", min(given), admin_ids, now, words)


async def _open(
    connection: Connection, program_id: int, invitation_id: int, customer_id: int, now: datetime
) -> Invitation:
    found = await fetch(connection, SELECT + "for update of i", program_id, invitation_id, customer_id)
    invitation = _invitation(found[0] if found else None)
    if invitation.expires_at <= now:
        raise NotFound("survey_too_late")
    return invitation


def _invitation(found: Row | None) -> Invitation:
    if found is None:
        raise NotFound("survey_too_late")
    return Invitation(**found)


async def _answer(
    connection: Connection,
    program_id: int,
    invitation: Invitation,
    question: Question,
    score: int,
    now: datetime,
) -> None:
    answered = await fetch(
        connection,
        "insert into answer (program_id, invitation_id, question, score, at) values ($1, $2, $3, $4, $5)"
        " on conflict (program_id, invitation_id, question) do nothing returning id",
        program_id,
        invitation.id,
        question,
        score,
        now,
    )
    if not answered:
        raise Conflict("survey_answered")
    await _rate_employee(connection, program_id, invitation, question, score, now)
    await fetch(
        connection,
        "update invitation set answered_at = coalesce(answered_at, $3) where program_id = $1 and id = $2",
        program_id,
        invitation.id,
        now,
    )
    column = {"visit": "visit_score", "employee": "employee_score"}[question]
    sql = f"update customer set {column} = $3 where program_id = $1 and id = $2"  # noqa: S608 - one of two names
    await fetch(connection, sql, program_id, invitation.customer_id, score)
    await changed(connection, program_id, invitation.customer_id, "survey", now)


async def _rate_employee(
    connection: Connection,
    program_id: int,
    invitation: Invitation,
    question: Question,
    score: int,
    now: datetime,
) -> None:
    if question == "employee":
        await fetch(
            connection,
            "insert into rating (program_id, employee_id, invitation_id, score, at) values ($1, $2, $3, $4, $5)",
            program_id,
            invitation.employee_id,
            invitation.id,
            score,
            now,
        )


async def _thank(connection: Connection, program: Program, invitation: Invitation, now: datetime) -> int:
    """The program's points for answering, once an invitation."""
    promised = program.config.survey.thank_points
    grant = Grant(invitation.customer_id, promised, "survey", "program", f"survey:{invitation.id}")
    given = await points.give(connection, program, [grant], now=now) if promised else []
    return sum(grant.points for grant in given)


async def _alert(
    connection: Connection,
    program: Program,
    invitation: Invitation,
    question: Question,
    score: int,
    admin_ids: Collection[int],
    now: datetime,
    words: str | None = None,
) -> None:
    """Tell the store's manager and the admins at once: somebody is unhappy and may still be won back."""
    customer = await fetch(
        connection,
        "select name from customer where program_id = $1 and id = $2",
        program.id,
        invitation.customer_id,
    )
    facts = {
        "customer_id": invitation.customer_id,
        "name": customer[0]["name"],
        "score": score,
        "question": question,
        "store": invitation.store,
        "employee": invitation.employee,
        "comment": words,
    }
    cause = "comment" if words else question
    notices = [
        Notice(
            kind="low_score",
            message_class=MessageClass.TRANSACTIONAL,
            dedup_key=f"low:{invitation.id}:{cause}:{telegram_id}",
            due_at=now,
            telegram_id=telegram_id,
            payload=facts,
        )
        for telegram_id in await employees.responsible(connection, program.id, invitation.store_id, admin_ids)
    ]
    await outbox.enqueue(connection, program.id, notices, now=now)
