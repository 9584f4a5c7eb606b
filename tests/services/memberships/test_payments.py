"""Money is stored once, with the tier that it buys."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from services import memberships, programs, tiers
from services.customers import Customer
from services.memberships import errands
from services.programs import Program
from tests.factories import program_text
from tests.services.memberships.sales import (
    ADMIN,
    DAY,
    NOW,
    SOLD,
    available,
    bought,
    invoice,
    pay,
    payments,
    renewal,
    the_payment,
    tier,
    told,
)


async def test_a_payment_is_stored_once_with_its_tier_and_points(program: Program, ann: Customer) -> None:
    paid = await invoice(program, ann)
    fresh = await asyncio.gather(*(pay(program, paid) for _ in range(8)))
    assert sorted(fresh) == [False] * 7 + [True]
    assert await payments() == 1
    assert await tier(program, ann, NOW) == "gold"
    assert await available(program, ann) == 40
    running = await memberships.current(program, ann.id)
    assert running is not None
    assert (running.paid_until, running.ends_at) == (NOW + 30 * DAY, NOW + 33 * DAY)
    assert running.renews
    assert len(await told("membership_paid")) == 1
    assert await told("tier_given") == []
    assert await errands.waiting(program) == []


async def test_a_tier_given_by_hand_lives_on_beneath(program: Program, ann: Customer) -> None:
    await tiers.give(program, ann.id, "silver", NOW + 90 * DAY, why="manual", actor="test", now=NOW)
    await bought(program, ann)
    assert await tier(program, ann, NOW) == "gold"
    later = NOW + 40 * DAY
    assert await memberships.end_due(program, now=later) == 1
    assert await tier(program, ann, later) == "silver"
    assert await tiers.review_due(program, now=NOW + 91 * DAY) == 1
    assert await tier(program, ann, NOW + 91 * DAY) == "bronze"


async def test_a_higher_tier_given_by_hand_stays_in_sight(program: Program, ann: Customer) -> None:
    await tiers.give(program, ann.id, "gold", None, why="match", actor="test", now=NOW)
    await bought(program, ann, "month")
    assert await tier(program, ann, NOW) == "gold"
    await memberships.end_due(program, now=NOW + 60 * DAY)
    assert await tier(program, ann, NOW + 60 * DAY) == "gold"


async def test_what_was_sold_stays_sold_when_the_file_changes(program: Program, ann: Customer) -> None:
    paid = await invoice(program, ann)
    changed = program_text() + SOLD.replace('tier = "gold"', 'tier = "silver"').replace("250", "300")
    program = (await programs.apply(changed, actor="test", now=NOW)).program
    assert await pay(program, paid)
    assert await tier(program, ann, NOW) == "gold"
    program = (await programs.apply(program_text(), actor="test", now=NOW)).program
    month = NOW + 30 * DAY
    assert await pay(program, renewal(paid, 2, month), month)
    assert await tier(program, ann, month) == "gold"
    found = await the_payment(program, ann)
    assert (found.problem, found.code) == (None, "club")


async def test_a_tier_that_left_the_file_gives_nothing_and_is_told(program: Program, ann: Customer) -> None:
    paid = await invoice(program, ann)
    text = program_text().replace('"gold"', '"platinum"')
    program = (await programs.apply(text, actor="test", now=NOW)).program
    assert await pay(program, paid)
    assert await tier(program, ann, NOW) == "bronze"
    assert (await the_payment(program, ann)).problem == "tier_gone"
    assert [one["telegram_id"] for one in await told("payment_unclear")] == [ADMIN]


@pytest.mark.parametrize("payload", ["", "other:1", "m1:7:club:gold:6y:XTR:u:abc:signed", "\ud7ff" * 20])
async def test_an_unknown_payload_is_kept_and_told(program: Program, ann: Customer, payload: str) -> None:
    paid = replace(await invoice(program, ann), payload=payload)
    assert await pay(program, paid)
    assert not await pay(program, paid)
    assert await payments() == 1
    assert (await the_payment(program, ann)).problem == "unknown_invoice"
    assert await memberships.unclear(program) == 1
    assert await tier(program, ann, NOW) == "bronze"
    assert len(await told("payment_unclear")) == 1


async def test_another_amount_gives_nothing_and_a_break_is_kept(program: Program, ann: Customer) -> None:
    paid = await invoice(program, ann)
    assert await pay(program, replace(paid, amount=1))
    assert (await the_payment(program, ann)).problem == "other_price"
    broken = replace(paid, charge_id="broken")
    for fresh in (True, False):
        kept = await memberships.keep(program, broken, "unexpected", admin_ids=[ADMIN], now=NOW)
        assert kept is fresh
    assert await tier(program, ann, NOW) == "bronze"
    assert len(await told("payment_unclear")) == 2


async def test_two_invoices_paid_at_once_give_one_membership(program: Program, ann: Customer) -> None:
    first, second = await invoice(program, ann), await invoice(program, ann)
    second = replace(second, charge_id="second")
    assert list(await asyncio.gather(pay(program, first), pay(program, second))) == [True, True]
    assert await payments() == 2
    assert await payments("refund_asked") == 1
    assert len(await told("membership_twice")) == 1
    waiting = await errands.waiting(program)
    assert [one.method for one in waiting] == ["editUserStarSubscription", "refundStarPayment"]
    assert waiting[0].fields["is_canceled"] is True
    for one in waiting:
        await errands.done(program, one, now=NOW)
    assert await errands.waiting(program) == []
    assert await tier(program, ann, NOW) == "gold"


# ── checkout ──
