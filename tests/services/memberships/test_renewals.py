"""Memberships are prolonged, stopped, reminded of, and end."""

from __future__ import annotations

import pytest

from services import memberships, tiers
from services.customers import Customer
from services.errors import Conflict
from services.memberships import errands
from services.programs import Program
from tests.services.memberships.sales import (
    DAY,
    NOW,
    ask,
    available,
    bought,
    invoice,
    pay,
    payments,
    renewal,
    tier,
    told,
)


async def test_renewals_prolong_and_silence_ends(program: Program, ann: Customer) -> None:
    paid = await bought(program, ann)
    for number in (1, 2):
        at = NOW + number * 30 * DAY
        assert await pay(program, renewal(paid, number, at), at)
        assert not await pay(program, renewal(paid, number, at), at)
    assert await available(program, ann) == 40  # the welcome comes once
    end = NOW + 90 * DAY
    assert await memberships.end_due(program, now=end + 2 * DAY) == 0
    assert await tier(program, ann, end + 2 * DAY) == "gold"
    assert await memberships.end_due(program, now=end + 3 * DAY) == 1
    assert await tier(program, ann, end + 3 * DAY) == "bronze"
    assert [one["payload"] for one in await told("membership_ended")] != []
    assert await told("tier_changed") == []
    late = end + 10 * DAY  # the Stars came after all
    assert await pay(program, renewal(paid, 4, late), late)
    running = await memberships.current(program, ann.id)
    assert running is not None
    assert running.charge_id == paid.charge_id
    assert await tier(program, ann, late) == "gold"


async def test_the_tier_ends_by_itself_when_the_watch_is_late(program: Program, ann: Customer) -> None:
    await bought(program, ann)
    later = NOW + 34 * DAY
    assert await tiers.review_due(program, now=later) == 1
    assert await tier(program, ann, later) == "bronze"
    assert await told("tier_changed") == []
    assert await memberships.end_due(program, now=later) == 1
    assert len(await told("membership_ended")) == 1


async def test_cancel_keeps_what_is_paid_and_telegram_hears_of_it(program: Program, ann: Customer) -> None:
    paid = await bought(program, ann)
    for _ in range(2):
        running = await memberships.cancel(program, ann.id, now=NOW + DAY)
    assert (running.renews, running.stopped, running.ends_at) == (False, True, NOW + 30 * DAY)
    (stop,) = await errands.waiting(program)
    assert stop.fields == {
        "user_id": ann.telegram_id,
        "telegram_payment_charge_id": paid.charge_id,
        "is_canceled": True,
    }
    await errands.done(program, stop, now=NOW + DAY)
    assert await errands.waiting(program) == []
    allowed = await memberships.resume(program, ann.id, now=NOW + 2 * DAY)
    assert (allowed.renews, allowed.stopped) == (False, False)
    (allow,) = await errands.waiting(program)
    assert allow.fields["is_canceled"] is False
    await errands.refused(program, allow, "Bad Request: CHARGE_ID_INVALID", now=NOW + 2 * DAY)
    assert await errands.waiting(program) == []
    facts = (ann.telegram_id or 0, paid.payload)
    assert await memberships.heard(program, *facts, "active", now=NOW + 3 * DAY)
    running = await memberships.current(program, ann.id) or running
    assert (running.renews, running.ends_at) == (True, NOW + 33 * DAY)
    assert await memberships.heard(program, *facts, "canceled", now=NOW + 4 * DAY)
    assert await memberships.end_due(program, now=NOW + 30 * DAY) == 1
    assert not await memberships.heard(program, *facts, "active", now=NOW + 31 * DAY)
    assert not await memberships.heard(program, 1, paid.payload, "active", now=NOW)


async def test_too_few_stars_leave_the_days_of_grace(program: Program, ann: Customer) -> None:
    paid = await bought(program, ann)
    due = NOW + 30 * DAY
    assert await memberships.heard(program, paid.telegram_id, paid.payload, "failed", now=due)
    assert await tier(program, ann, due) == "gold"
    assert len(await told("membership_failed")) == 1
    again = await invoice(
        program, ann, now=due + DAY
    )  # a subscription that failed may be followed by another
    assert await ask(program, again, now=due + DAY) == "yes"
    assert await pay(program, again, due + DAY)
    assert await payments("refund_asked") == 0
    assert await tier(program, ann, due + 20 * DAY) == "gold"


async def test_money_is_paid_again_after_a_reminder(program: Program, ann: Customer) -> None:
    await bought(program, ann, "month")
    with pytest.raises(Conflict, match="membership_running"):
        await invoice(program, ann, "month", NOW + 20 * DAY)
    with pytest.raises(Conflict, match="membership_not_renewed"):
        await memberships.cancel(program, ann.id, now=NOW)
    for _ in range(2):
        await memberships.remind_due(program, now=NOW + 26 * DAY)
    assert len(await told("membership_ends_soon")) == 1
    late = NOW + 31 * DAY
    paid = await invoice(program, ann, "month", late)
    assert await ask(program, paid, now=late) == "yes"
    assert await pay(program, paid, late)
    running = await memberships.current(program, ann.id)
    assert running is not None
    assert (running.paid_until, running.ends_at) == (NOW + 60 * DAY, NOW + 62 * DAY)
    await memberships.remind_due(program, now=NOW + 56 * DAY)
    assert len(await told("membership_ends_soon")) == 2
    assert await memberships.end_due(program, now=NOW + 62 * DAY) == 1
    assert await tier(program, ann, NOW + 62 * DAY) == "bronze"


# ── refunds ──
