"""Who is told of a payment, a refund, an end: outbox messages in the transaction that caused them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from services import employees
from services.database import Connection, Row, fetch
from services.memberships.reading import Membership
from services.memberships.writing import NewPayment
from services.outbox import MessageClass, Notice, enqueue
from services.rules.memberships import STARS
from services.tiers.moves import after_quiet

if TYPE_CHECKING:
    from services.programs import Program


async def paid(
    connection: Connection,
    program: Program,
    membership: Membership,
    new: NewPayment,
    payment_id: int,
    tier: str | None,
    *,
    again: bool,
) -> None:
    """Thank the customer, and say until when it lasts."""
    facts = {
        "membership": membership.code,
        "tier": tier,
        "until": membership.paid_until.isoformat(),
        "renews": membership.renews,
        "points": new.points,
        "again": again,
    }
    await _customer(
        connection, program, membership.customer_id, "membership_paid", payment_id, facts, new.now
    )


async def twice(connection: Connection, program: Program, new: NewPayment, payment_id: int) -> None:
    """The customer paid for a second membership beside the first."""
    facts = {"amount": new.paid.amount, "currency": new.paid.currency}
    await _customer(connection, program, new.customer_id, "membership_twice", payment_id, facts, new.now)


async def unclear(
    connection: Connection,
    program: Program,
    new: NewPayment,
    payment_id: int,
    admin_ids: Collection[int],
) -> None:
    """Whoever runs the program looks at a payment that gave nothing."""
    facts = {
        "payment": payment_id,
        "amount": new.paid.amount,
        "currency": new.paid.currency,
        "problem": new.problem,
        "telegram_id": new.paid.telegram_id,
        "charge": new.paid.charge_id,
        "customer_id": new.customer_id,
    }
    people = await employees.responsible(connection, program.id, None, admin_ids)
    await _people(connection, program, people, "payment_unclear", payment_id, facts, new.now)


async def refunded(
    connection: Connection, program: Program, payment: Row, asked_by: str, now: datetime, *, ended: bool
) -> None:
    """The customer has the money again, or will have it; whoever asked for Stars to go back is told, too."""
    facts = {"amount": payment["amount"], "currency": payment["currency"], "ended": ended}
    await _customer(
        connection, program, payment["customer_id"], "payment_refunded", payment["id"], facts, now
    )
    if payment["currency"] == STARS:
        facts = {**facts, **await _who(connection, program, payment)}
        await _people(connection, program, _accounts(asked_by), "refund_done", payment["id"], facts, now)


async def refund_refused(
    connection: Connection, program: Program, payment: Row, asked_by: str, why: str, now: datetime
) -> None:
    """Telegram will not give the Stars back."""
    facts = {
        "amount": payment["amount"],
        "currency": payment["currency"],
        "why": why,
        "charge": payment["charge_id"],
        **await _who(connection, program, payment),
    }
    people = _accounts(asked_by) or await employees.responsible(connection, program.id, None)
    await _people(
        connection, program, people, "refund_refused", f"{payment['id']}:{now.isoformat()}", facts, now
    )


async def ended(
    connection: Connection,
    program: Program,
    membership: Membership,
    reason: str,
    tier: str | None,
    now: datetime,
) -> None:
    """A membership is over; ``tier`` is what the customer has without it. Not at night, when nobody asked for it."""
    facts = {"membership": membership.code, "reason": reason, "tier": tier}
    due_at = after_quiet(program.config, now) if reason == "lapsed" else now
    key = f"{membership.id}:{membership.paid_until.isoformat()}"
    await _customer(
        connection, program, membership.customer_id, "membership_ended", key, facts, now, due_at=due_at
    )


async def renews(connection: Connection, program: Program, membership: Membership, now: datetime) -> None:
    """The customer has switched the renewal on in Telegram."""
    facts = {"membership": membership.code, "until": membership.paid_until.isoformat()}
    key = f"{membership.id}:{now.isoformat()}"
    await _customer(connection, program, membership.customer_id, "membership_renews", key, facts, now)


async def failed(connection: Connection, program: Program, membership: Membership, now: datetime) -> None:
    """Telegram could not take the Stars for another period."""
    facts = {
        "membership": membership.code,
        "amount": membership.price,
        "currency": membership.currency,
        "until": membership.ends_at.isoformat(),
    }
    key = f"{membership.id}:{membership.paid_until.isoformat()}"
    await _customer(connection, program, membership.customer_id, "membership_failed", key, facts, now)


async def _customer(
    connection: Connection,
    program: Program,
    customer_id: int | None,
    kind: str,
    key: object,
    facts: Mapping[str, Any],
    now: datetime,
    due_at: datetime | None = None,
) -> None:
    if customer_id is None:
        return
    notice = Notice(
        kind=kind,
        message_class=MessageClass.TRANSACTIONAL,
        dedup_key=f"{kind}:{key}",
        due_at=due_at or now,
        customer_id=customer_id,
        payload=dict(facts),
    )
    await enqueue(connection, program.id, [notice], now=now)


async def _people(
    connection: Connection,
    program: Program,
    people: Collection[int],
    kind: str,
    key: object,
    facts: Mapping[str, Any],
    now: datetime,
) -> None:
    notices = [
        Notice(
            kind=kind,
            message_class=MessageClass.TRANSACTIONAL,
            dedup_key=f"{kind}:{key}:{telegram_id}",
            due_at=now,
            telegram_id=telegram_id,
            payload=dict(facts),
        )
        for telegram_id in people
    ]
    await enqueue(connection, program.id, notices, now=now)


def _accounts(actor: str) -> list[int]:
    """The Telegram account behind an actor of the audit, if it is one."""
    kind, _, number = actor.partition(":")
    return [int(number)] if kind == "telegram" and number.isdigit() else []


async def _who(connection: Connection, program: Program, payment: Row) -> dict[str, Any]:
    sql = "select id as customer_id, name from customer where program_id = $1 and id = $2"
    found = await fetch(connection, sql, program.id, payment["customer_id"])
    return found[0] if found else {"customer_id": None, "name": ""}
