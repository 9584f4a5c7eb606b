"""Paid memberships over real rows: money once, tiers that come and go with it, refunds, what Telegram must hear."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services import ledger, memberships, points, programs, stats, tiers
from services.customers import Customer
from services.database import row, rows
from services.errors import Conflict, NotFound, RegularsError
from services.keyring import Keyring
from services.memberships import Checkout, Paid, errands
from services.memberships.errands import Errand
from services.programs import Program
from tests.factories import joined, make_program, program_text

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
KEYRING = Keyring("test secret")
ADMIN = 77

SOLD = """
[[memberships]]
code = "club"
tier = "gold"
title = "Gold club"
description = "Gold for 30 days"
stars = 250
welcome = 40

[[memberships]]
code = "month"
tier = "silver"
title = "Silver month"
description = "Silver for money"
price = "299.00"
period = "30d"
grace = "2d"
remind_before = "5d"
"""


@pytest.fixture
async def program(database: str) -> Program:
    return await make_program(NOW, program_text() + SOLD)


@pytest.fixture
async def ann(program: Program) -> Customer:
    return await joined(program, NOW)


async def invoice(program: Program, customer: Customer, code: str = "club", now: datetime = NOW) -> Paid:
    """A payment for an invoice of now, as Telegram will tell of it."""
    made = await memberships.invoice(program, customer.id, code, money=True, keyring=KEYRING, now=now)
    first = made.currency == "XTR"
    return Paid(
        charge_id=f"charge-{customer.id}-{code}-{now.isoformat()}",
        provider_charge_id="p",
        telegram_id=customer.telegram_id or 0,
        amount=made.amount,
        currency=made.currency,
        payload=made.payload,
        recurring=first,
        first=first,
        until=now + 30 * DAY if first else None,
    )


async def pay(program: Program, paid: Paid, now: datetime = NOW) -> bool:
    return await memberships.settle(program, paid, keyring=KEYRING, admin_ids=[ADMIN], now=now)


async def bought(program: Program, customer: Customer, code: str = "club", now: datetime = NOW) -> Paid:
    paid = await invoice(program, customer, code, now)
    assert await pay(program, paid, now)
    return paid


def renewal(paid: Paid, number: int, at: datetime) -> Paid:
    return replace(paid, charge_id=f"{paid.charge_id}-{number}", first=False, until=at + 30 * DAY)


async def tier(program: Program, customer: Customer, now: datetime) -> str | None:
    return (await tiers.progress(program, customer.id, now=now)).tier


async def told(kind: str) -> list[dict[str, Any]]:
    sql = "select customer_id, telegram_id, payload from outbox where kind = $1 order by id"
    return await rows(sql, kind)


async def available(program: Program, customer: Customer, now: datetime = NOW) -> int:
    balance = await points.balance(program, customer.id, now=now)
    return balance.available - balance.debt


async def payments(kind: str = "payment") -> int:
    found = await row("select count(*) as count from payment where kind = $1", kind)
    return int(found["count"]) if found else 0


async def the_payment(program: Program, customer: Customer) -> memberships.reading.Paid:
    return (await memberships.payments(program, customer.id))[0]


# ── buying ──


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


async def ask(program: Program, paid: Paid, now: datetime = NOW, query: str = "q", **other: Any) -> str:
    """What Telegram is answered: "yes", or why not."""
    facts = {"telegram_id": paid.telegram_id, "amount": paid.amount, "currency": paid.currency}
    asked = Checkout(query_id=query, payload=other.pop("payload", paid.payload), **{**facts, **other})
    try:
        await memberships.approve(program, asked, keyring=KEYRING, now=now)
    except RegularsError as refusal:
        return refusal.code
    return "yes"


async def test_a_checkout_is_looked_at_again(program: Program, ann: Customer) -> None:
    paid, bob = await invoice(program, ann), await joined(program, NOW)
    assert await ask(program, paid, payload="m1:forged") == "unknown_invoice"
    assert await ask(program, paid, payload=paid.payload[:-1] + "A") == "unknown_invoice"
    assert await ask(program, paid, amount=249) == "membership_changed"
    assert await ask(program, paid, telegram_id=bob.telegram_id) == "invoice_of_another"
    assert await ask(program, paid) == "yes"
    assert await ask(program, paid) == "yes"  # the same question, repeated by Telegram
    assert await ask(program, paid, query="q2") == "payment_under_way"
    assert await ask(program, paid, query="q3", now=NOW + timedelta(minutes=2)) == "yes"
    await pay(program, paid)
    assert await ask(program, paid, query="q4") == "membership_running"
    dearer = (
        await programs.apply(program_text() + SOLD.replace("250", "251"), actor="test", now=NOW)
    ).program
    assert await ask(dearer, paid, query="q5") == "membership_changed"
    gone = (await programs.apply(program_text(), actor="test", now=NOW)).program
    assert await ask(gone, paid, query="q6") == "membership_changed"


async def test_of_two_checkouts_at_once_one_passes(program: Program, ann: Customer) -> None:
    paids = [await invoice(program, ann), await invoice(program, ann)]
    answers = await asyncio.gather(*(ask(program, one, query=f"q{n}") for n, one in enumerate(paids)))
    assert sorted(answers) == ["payment_under_way", "yes"]


async def test_memberships_for_money_need_a_provider(program: Program, ann: Customer) -> None:
    assert [one.code for one in memberships.offered(program, money=False)] == ["club"]
    with pytest.raises(NotFound):
        await memberships.invoice(program, ann.id, "month", money=False, keyring=KEYRING, now=NOW)
    with pytest.raises(NotFound):
        await memberships.invoice(program, ann.id, "nothing", money=True, keyring=KEYRING, now=NOW)


# ── renewing and ending ──


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
