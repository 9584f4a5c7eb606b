"""Scores, thanks and alerts of the survey after a purchase."""

import asyncio
from datetime import datetime, timedelta

import orjson
import pytest

from services import employees, merchants, points, surveys
from services.customers import Customer
from services.database import fetch, rows, transaction
from services.errors import Conflict, Invalid, NotFound
from services.keyring import Keyring
from services.programs import Program
from services.receipts import batch
from services.receipts.state import Pending
from tests.factories import card, encode, joined, make_program, program_text, receipt
from tests.services.ledger import assert_sound

KEYRING = Keyring("test secret")
ADMIN = 77
THANKS = program_text().replace("rest_days = 3", "rest_days = 3\nthank_points = 10\nlow_score = 3")


async def visited(now: datetime, *, employee: str | None = "anna") -> tuple[Program, Customer, int]:
    """A customer who bought something and is invited to rate it."""
    program = await make_program(now, THANKS)
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    customer = await joined(program, now)
    item = receipt(customer=card(customer), issued_at=now, employee=employee)
    await batch.record(program.id, [Pending(merchant.id, "Till", item, now)], keyring=KEYRING, encode=encode)
    return program, customer, (await rows("select id from invitation"))[0]["id"]


async def alerts() -> list[dict[str, object]]:
    found = await rows("select telegram_id, payload from outbox where kind = 'low_score' order by id")
    return [{"to": row["telegram_id"], **orjson.loads(row["payload"])} for row in found]


async def test_visit_then_employee_then_comment(database: str, now: datetime) -> None:
    program, customer, invitation = await visited(now)
    first = await surveys.rate(program, invitation, customer.id, "visit", 5, admin_ids=[ADMIN], now=now)
    assert (first.next, first.low, first.points) == ("employee", False, 10)
    second = await surveys.rate(program, invitation, customer.id, "employee", 4, admin_ids=[ADMIN], now=now)
    assert (second.next, second.low, second.points) == ("comment", False, 0)
    await surveys.comment(
        program, invitation, customer.id, "<b>Lovely</b> & warm", admin_ids=[ADMIN], now=now
    )
    kept = await surveys.find(program.id, invitation, customer.id)
    assert (kept.visit_score, kept.employee_score, kept.comment) == (5, 4, "<b>Lovely</b> & warm")
    assert [(row["score"]) for row in await rows("select score from rating")] == [4]
    assert await alerts() == []
    assert (await points.balance(program, customer.id, now=now)).available == 37
    await assert_sound(program)


async def test_without_an_employee_the_comment_is_next(database: str, now: datetime) -> None:
    program, customer, invitation = await visited(now, employee=None)
    rated = await surveys.rate(program, invitation, customer.id, "visit", 4, admin_ids=[], now=now)
    assert rated.next == "comment"
    with pytest.raises(NotFound):
        await surveys.rate(program, invitation, customer.id, "employee", 4, admin_ids=[], now=now)


async def test_a_low_score_is_told_at_once_and_its_comment_too(database: str, now: datetime) -> None:
    program, customer, invitation = await visited(now)
    anna = (await employees.every(program.id))[0]
    async with transaction() as connection:
        await fetch(
            connection, "update employee set telegram_id = 5, role = 'manager' where id = $1", anna.id
        )
    await surveys.rate(program, invitation, customer.id, "visit", 2, admin_ids=[ADMIN], now=now)
    await surveys.comment(program, invitation, customer.id, "Cold coffee", admin_ids=[ADMIN], now=now)
    told = await alerts()
    assert [(alert["to"], alert["score"], alert["comment"]) for alert in told] == [
        (5, 2, None),
        (ADMIN, 2, None),
        (5, 2, "Cold coffee"),
        (ADMIN, 2, "Cold coffee"),
    ]
    assert told[0]["customer_id"] == customer.id


async def test_each_score_counts_once_however_often_it_is_pressed(database: str, now: datetime) -> None:
    program, customer, invitation = await visited(now)
    presses = await asyncio.gather(
        *(
            surveys.rate(program, invitation, customer.id, "visit", n, admin_ids=[], now=now)
            for n in (1, 2, 3, 4, 5)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(press, surveys.Rated) for press in presses) == 1
    assert sum(isinstance(press, Conflict) for press in presses) == 4
    assert (await points.balance(program, customer.id, now=now)).available == 37


async def test_strangers_late_comers_and_nonsense_are_refused(database: str, now: datetime) -> None:
    program, customer, invitation = await visited(now)
    stranger = await joined(program, now)
    with pytest.raises(NotFound, match="survey_too_late"):
        await surveys.rate(program, invitation, stranger.id, "visit", 5, admin_ids=[], now=now)
    with pytest.raises(Invalid, match="score_invalid"):
        await surveys.rate(program, invitation, customer.id, "visit", 6, admin_ids=[], now=now)
    with pytest.raises(NotFound, match="survey_too_late"):
        late = now + timedelta(days=9)
        await surveys.rate(program, invitation, customer.id, "visit", 5, admin_ids=[], now=late)
    assert await rows("select * from answer") == []
