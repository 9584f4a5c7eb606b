"""Memberships that are sold, and payments for them as Telegram tells of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from services import memberships, points, tiers
from services.customers import Customer
from services.database import row, rows
from services.errors import RegularsError
from services.keyring import Keyring
from services.memberships import Checkout, Paid
from services.programs import Program

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


async def ask(program: Program, paid: Paid, now: datetime = NOW, query: str = "q", **other: Any) -> str:
    """What Telegram is answered: "yes", or why not."""
    facts = {"telegram_id": paid.telegram_id, "amount": paid.amount, "currency": paid.currency}
    asked = Checkout(query_id=query, payload=other.pop("payload", paid.payload), **{**facts, **other})
    try:
        await memberships.approve(program, asked, keyring=KEYRING, now=now)
    except RegularsError as refusal:
        return refusal.code
    return "yes"
