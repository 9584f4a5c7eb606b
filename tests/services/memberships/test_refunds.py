"""Money goes back, and what it bought with it."""

from __future__ import annotations

import pytest

from services import ledger, memberships
from services.customers import Customer
from services.database import rows
from services.errors import NotFound
from services.memberships import errands
from services.programs import Program
from tests.services.memberships.sales import (
    DAY,
    NOW,
    available,
    bought,
    pay,
    payments,
    renewal,
    the_payment,
    tier,
    told,
)


async def test_a_refund_takes_the_tier_and_the_points_back(program: Program, ann: Customer) -> None:
    await bought(program, ann)
    payment = await the_payment(program, ann)
    for _ in range(2):
        assert await memberships.ask(program, payment.id, actor="telegram:77", now=NOW) == "refunding"
    assert await payments("refund_asked") == 1
    (back,) = await errands.waiting(program)
    assert (back.method, back.fields["user_id"]) == ("refundStarPayment", ann.telegram_id)
    assert await tier(program, ann, NOW) == "gold"
    # a crash between Telegram and the row: asked again, Telegram says that it was done
    await errands.refused(program, back, "Bad Request: CHARGE_ALREADY_REFUNDED", now=NOW)
    assert not await memberships.done(program, back.fields["telegram_payment_charge_id"], actor="t", now=NOW)
    assert await payments("refund") == 1
    assert await tier(program, ann, NOW) == "bronze"
    assert await available(program, ann) == 0
    assert (await the_payment(program, ann)).state == "refunded"
    assert [one["telegram_id"] for one in await told("refund_done")] == [77]
    (stop,) = await errands.waiting(program)
    assert stop.method == "editUserStarSubscription"
    assert await memberships.ask(program, payment.id, actor="telegram:77", now=NOW) == "refunded"
    assert [one async for one in ledger.verify(program) if one.differences] == []
    actions = await rows("select action from audit where action like 'customer.%'")
    assert [one["action"] for one in actions] == ["customer.payment_refund"]
    again = await bought(program, ann, now=NOW + DAY)
    assert again.charge_id
    assert await available(program, ann, NOW + DAY) == 0  # no second welcome


async def test_a_refund_that_telegram_refuses_may_be_asked_for_again(program: Program, ann: Customer) -> None:
    await bought(program, ann)
    payment = await the_payment(program, ann)
    await memberships.ask(program, payment.id, actor="telegram:77", now=NOW)
    (back,) = await errands.waiting(program)
    await errands.refused(program, back, "Bad Request: CHARGE_NOT_FOUND", now=NOW)
    assert await errands.waiting(program) == []
    assert (await the_payment(program, ann)).state == "refused"
    assert await tier(program, ann, NOW) == "gold"
    assert len(await told("refund_refused")) == 1
    await memberships.ask(program, payment.id, actor="telegram:77", now=NOW)
    assert len(await errands.waiting(program)) == 1


async def test_a_refund_that_nobody_asked_for_here_counts_all_the_same(
    program: Program, ann: Customer
) -> None:
    paid = await bought(program, ann)
    at = NOW + 30 * DAY
    await pay(program, renewal(paid, 1, at), at)
    assert await memberships.done(program, paid.charge_id, actor="telegram", now=at)
    assert await tier(program, ann, at) == "gold"  # the period that was given back is over
    assert await memberships.done(program, f"{paid.charge_id}-1", actor="telegram", now=at)
    assert await tier(program, ann, at) == "bronze"
    assert not await memberships.done(program, "never heard of", actor="telegram", now=at)


async def test_money_goes_back_at_the_provider(program: Program, ann: Customer) -> None:
    await bought(program, ann, "month")
    payment = await the_payment(program, ann)
    for _ in range(2):
        assert await memberships.ask(program, payment.id, actor="telegram:77", now=NOW) == "refunded"
    assert await errands.waiting(program) == []
    assert await tier(program, ann, NOW) == "bronze"
    with pytest.raises(NotFound, match="unknown_payment"):
        await memberships.ask(program, 10**9, actor="telegram:77", now=NOW)
