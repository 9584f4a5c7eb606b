"""Money goes back: asked for as a row, told to Telegram by the timetable, and done as another row.

Telegram gives Stars back, and says so when it has; money goes back at the payment provider, so that asking for it
is all that there is to do here. A membership ends with the refund of the payment that it lives on.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from services import audit, points, tiers
from services.database import Connection, Row, fetch, transaction
from services.errors import Conflict, NotFound
from services.memberships import reading, telling, welcome
from services.memberships.writing import end
from services.rules.memberships import STARS

if TYPE_CHECKING:
    from services.programs import Program

PAYMENT = "select * from payment where program_id = $1 and kind = 'payment' "
ADD = """
insert into payment (program_id, kind, customer_id, membership_id, payment_id, telegram_id, currency, amount, payload,
                     charge_id, provider_charge_id, problem, actor, at)
select program_id, $3, customer_id, membership_id, id, telegram_id, currency, amount, payload, charge_id,
       provider_charge_id, $4, $5, $6
from payment where program_id = $1 and id = $2
on conflict do nothing returning id
"""
LAST = "select kind, actor from payment where program_id = $1 and payment_id = $2 order by id desc limit 1"
NEWEST = """
select id from payment where program_id = $1 and membership_id = $2 and kind = 'payment' order by id desc limit 1
"""


async def ask(program: Program, payment_id: int, *, actor: str, now: datetime) -> str:
    """Give a payment back; returns its state: ``refunding`` (Telegram is to be told), or ``refunded``.

    A payment in money is ``refunded`` at once: the provider gives it back, and here the tier is taken. The same
    again changes nothing. Raises NotFound ``unknown_payment``.
    """
    async with transaction() as connection:
        found = await _locked(connection, program, payment_id)
        if found["currency"] == STARS:
            if await ask_in(connection, program.id, payment_id, actor=actor, now=now):
                await _audit(connection, program, found, actor, "customer.payment_refund", now)
            state = await _state(connection, program.id, payment_id)
            return "refunded" if state == "refund" else "refunding"
        if await _done(connection, program, found, actor=actor, now=now):
            await _audit(connection, program, found, actor, "customer.payment_refund_money", now)
        return "refunded"


async def ask_in(
    connection: Connection, program_id: int, payment_id: int, *, actor: str, now: datetime
) -> bool:
    """Write down that Stars are to go back; false when that was asked or done before. The payment is to be locked."""
    if await _state(connection, program_id, payment_id) in ("refund_asked", "refund"):
        return False
    await fetch(connection, ADD, program_id, payment_id, "refund_asked", None, actor, now)
    return True


async def done(program: Program, charge_id: str, *, actor: str, now: datetime) -> bool:
    """Telegram has given a payment back, asked by us or not; false when that was known, or the charge is not."""
    async with transaction() as connection:
        sql = PAYMENT + "and charge_id = $2"
        found = await fetch(connection, sql, program.id, charge_id)
        if not found:
            return False
        payment = await _locked(connection, program, found[0]["id"])
        return await _done(connection, program, payment, actor=actor, now=now)


async def refused(program: Program, payment_id: int, why: str, *, now: datetime) -> None:
    """Telegram will not give it back, and asking again would not help: whoever asked is told."""
    async with transaction() as connection:
        payment = await _locked(connection, program, payment_id)
        last = await fetch(connection, LAST, program.id, payment_id)
        if not last or last[0]["kind"] != "refund_asked":
            return
        await fetch(connection, ADD, program.id, payment_id, "refund_refused", why[:64], "telegram", now)
        await telling.refund_refused(connection, program, payment, last[0]["actor"], why, now)


async def _locked(connection: Connection, program: Program, payment_id: int) -> Row:
    """The payment, under the lock of its customer or, when it has none, its own."""
    found = await fetch(connection, PAYMENT + "and id = $2", program.id, payment_id)
    if not found:
        raise NotFound("unknown_payment")
    if found[0]["customer_id"] is not None:
        await points.lock(connection, program.id, [found[0]["customer_id"]])
    return (await fetch(connection, PAYMENT + "and id = $2 for update", program.id, payment_id))[0]


async def _state(connection: Connection, program_id: int, payment_id: int) -> str | None:
    last = await fetch(connection, LAST, program_id, payment_id)
    return last[0]["kind"] if last else None


async def _done(connection: Connection, program: Program, payment: Row, *, actor: str, now: datetime) -> bool:
    last = await fetch(connection, LAST, program.id, payment["id"])
    added = await fetch(connection, ADD, program.id, payment["id"], "refund", None, actor, now)
    if not added:
        return False
    await welcome.take_back(connection, program, payment, actor=actor, now=now)
    ended = await _end(connection, program, payment, actor=actor, now=now)
    asked_by = last[0]["actor"] if last else actor
    await telling.refunded(connection, program, payment, asked_by, now, ended=ended)
    return True


async def _end(connection: Connection, program: Program, payment: Row, *, actor: str, now: datetime) -> bool:
    """End the membership that the payment keeps alive; an earlier period that is refunded ends nothing."""
    if payment["membership_id"] is None:
        return False
    newest = await fetch(connection, NEWEST, program.id, payment["membership_id"])
    membership = await reading.get_in(connection, program.id, payment["membership_id"])
    if membership.ended_at is not None or newest[0]["id"] != payment["id"]:
        return False
    await end(connection, program.id, membership, "refunded", now)
    await tiers.unpay_in(connection, program, membership.customer_id, actor=actor, now=now)
    return True


async def stop(program: Program, membership_id: int, *, actor: str, now: datetime) -> None:
    """End a membership at once, without money back.

    Raises NotFound ``unknown_membership``, Conflict ``already_done``.
    """
    async with transaction() as connection:
        sql = "select customer_id from paid_membership where program_id = $1 and id = $2"
        found = await fetch(connection, sql, program.id, membership_id)
        if not found:
            raise NotFound("unknown_membership")
        await points.lock(connection, program.id, [found[0]["customer_id"]])
        membership = await reading.get_in(connection, program.id, membership_id)
        if membership.ended_at is not None:
            raise Conflict("already_done")
        await end(connection, program.id, membership, "stopped", now)
        tier = await tiers.unpay_in(connection, program, membership.customer_id, actor=actor, now=now)
        await telling.ended(connection, program, membership, "stopped", tier, now)
        card = await _card(connection, program, membership.customer_id)
        data = {"membership": membership.code, "customer_id": membership.customer_id}
        await audit.record(
            connection,
            program.id,
            actor=actor,
            action="customer.membership_stop",
            target=card,
            data=data,
            now=now,
        )


async def _card(connection: Connection, program: Program, customer_id: int | None) -> str | None:
    sql = "select card from customer where program_id = $1 and id = $2"
    found = await fetch(connection, sql, program.id, customer_id)
    return found[0]["card"] if found else None


async def _audit(
    connection: Connection, program: Program, payment: Row, actor: str, action: str, now: datetime
) -> None:
    card = await _card(connection, program, payment["customer_id"])
    data = {"payment": payment["id"], "amount": payment["amount"], "currency": payment["currency"]}
    await audit.record(
        connection,
        program.id,
        actor=actor,
        action=action,
        target=card,
        data=data,
        now=now,
    )
