"""What admins see of memberships, and end; and what is a program's own."""

from __future__ import annotations

import pytest

from services import memberships, stats
from services.customers import Customer
from services.database import row
from services.errors import Conflict, NotFound
from services.memberships import errands
from services.memberships.errands import Errand
from services.programs import Program
from tests.factories import joined, make_program, program_text
from tests.services.memberships.sales import (
    DAY,
    NOW,
    SOLD,
    bought,
    pay,
    the_payment,
    tier,
)


async def test_the_numbers_count_what_came_and_what_went_back(program: Program, ann: Customer) -> None:
    await bought(program, ann)
    bob = await joined(program, NOW)
    await bought(program, bob, "month")
    await memberships.ask(program, (await the_payment(program, bob)).id, actor="telegram:77", now=NOW + DAY)
    today = await stats.summary(program, "today", now=NOW)
    assert (today.memberships, today.membership_stars, today.membership_money) == (2, 250, 29_900)
    week = await stats.summary(program, "week", now=NOW + DAY)
    assert (week.memberships, week.membership_stars, week.membership_money) == (2, 250, 0)


async def test_an_admin_ends_a_membership(program: Program, ann: Customer) -> None:
    await bought(program, ann)
    running = await memberships.current(program, ann.id)
    assert running is not None
    await memberships.stop(program, running.id, actor="telegram:77", now=NOW)
    assert await tier(program, ann, NOW) == "bronze"
    assert await memberships.current(program, ann.id) is None
    assert [one.method for one in await errands.waiting(program)] == ["editUserStarSubscription"]
    with pytest.raises(Conflict, match="already_done"):
        await memberships.stop(program, running.id, actor="telegram:77", now=NOW)


async def test_payments_are_the_programs_own(program: Program, ann: Customer) -> None:
    paid = await bought(program, ann)
    text = program_text().replace('slug = "test"', 'slug = "other"') + SOLD
    other = await make_program(NOW, text)
    assert not await memberships.done(other, paid.charge_id, actor="telegram", now=NOW)
    payment = await the_payment(program, ann)
    assert await memberships.payment(other, payment.id) is None
    with pytest.raises(NotFound):
        await memberships.ask(other, payment.id, actor="telegram:77", now=NOW)
    assert await pay(other, paid)  # an invoice of another program is none here
    found = await row("select problem from payment where program_id = $1", other.id)
    assert found is not None
    assert found["problem"] == "unknown_invoice"
    assert await errands.waiting(other) == []


def test_errands_have_names_of_their_own() -> None:
    on = Errand(1, "editUserStarSubscription", {"is_canceled": False})
    off = Errand(1, "editUserStarSubscription", {"is_canceled": True})
    assert len({on.name, off.name, Errand(1, "refundStarPayment", {}).name}) == 3
