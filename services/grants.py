"""An admin gives points by hand: with a reason, once, and everybody concerned can read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services import audit, outbox, points
from services.customers import SELECT, Customer, changed, from_row
from services.database import Connection, fetch, transaction
from services.errors import Conflict, Invalid, NotFound
from services.outbox import MessageClass, Notice
from services.points import Grant
from services.program_file import ProgramConfig
from services.programs import Program

MOST_POINTS = 100_000
REASON_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Granted:
    """Who got how many points, and what can be spent now; ``fresh`` is false for a repeat."""

    customer: Customer
    points: int
    available: int
    fresh: bool


def most_points(config: ProgramConfig) -> int:
    """How many may be given at a time; where the balance is money, as many whole units of it."""
    return MOST_POINTS * (10**config.currency_digits if config.points.are_money else 1)


def check(config: ProgramConfig, amount: int, reason: str) -> str:
    """Return the reason as it is kept. Raises Invalid ``grant_points`` or ``grant_reason``."""
    most = most_points(config)
    if not 0 < amount <= most:
        raise Invalid("grant_points", "points", points=most)
    reason = " ".join(reason.replace("\0", " ").split())
    if not 0 < len(reason) <= REASON_LENGTH:
        raise Invalid("grant_reason", "reason", most=REASON_LENGTH)
    return reason


async def give(
    program: Program, customer_id: int, amount: int, reason: str, *, actor: str, key: str, now: datetime
) -> Granted:
    """Give points; ``key`` makes a repeat harmless. The customer is told, the audit keeps it.

    Raises NotFound ``unknown_customer``, Conflict ``customer_not_joined`` for somebody who only pressed
    Start, Invalid as ``check``.
    """
    reason = check(program.config, amount, reason)
    async with transaction() as connection:
        await points.lock(connection, program.id, [customer_id])
        customer = await _receiver(connection, program.id, customer_id)
        grant = Grant(customer_id, amount, reason, actor, key)
        fresh = await points.give(connection, program, [grant], now=now)
        balance = await points.balance(program, customer_id, now=now)
        if fresh:
            await _tell(connection, program.id, customer, grant, balance.available, now)
    return Granted(customer, amount, balance.available, bool(fresh))


async def _receiver(connection: Connection, program_id: int, customer_id: int) -> Customer:
    """Who joined, or is known by phone and may join: a lead has no account to give to."""
    found = await fetch(connection, SELECT + "and id = $2", program_id, customer_id)
    if not found:
        raise NotFound("unknown_customer")
    customer = from_row(found[0])
    if not customer.joined and customer.phone is None:
        raise Conflict("customer_not_joined")
    return customer


async def _tell(
    connection: Connection, program_id: int, customer: Customer, grant: Grant, available: int, now: datetime
) -> None:
    await audit.record(
        connection,
        program_id,
        actor=grant.actor,
        action="grant",
        target=customer.card,
        data={"points": grant.points, "reason": grant.reason, "customer_id": customer.id},
        now=now,
    )
    await changed(connection, program_id, customer.id, "grant", now)
    if customer.joined:
        payload = {"points": grant.points, "available": available, "reason": grant.reason}
        notice = Notice(
            "points_granted",
            MessageClass.TRANSACTIONAL,
            f"granted:{grant.key}",
            now,
            customer_id=customer.id,
            payload=payload,
        )
        await outbox.enqueue(connection, program_id, [notice], now=now)
