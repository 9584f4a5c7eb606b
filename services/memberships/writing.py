"""Rows of paid memberships and payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from services.database import Connection, fetch
from services.memberships.reading import COLUMNS, Membership
from services.rules.memberships import STARS, Sold

if TYPE_CHECKING:
    from services.memberships.paying import Paid

STORE = """
insert into payment (program_id, kind, customer_id, membership_id, telegram_id, currency, amount, payload, charge_id,
                     provider_charge_id, paid_until, points, problem, actor, at)
values ($1, 'payment', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
on conflict do nothing returning id
"""
BEGIN = f"""
insert into paid_membership (program_id, customer_id, code, tier, price, currency, days, payload, telegram_id,
                             charge_id, renews, stopped, stopped_told, started_at, paid_until, ends_at, ended_at,
                             end_reason)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, false, $13, $14, $15, $16, $17) returning {COLUMNS}
"""  # noqa: S608 - names of the dataclass
PROLONG = f"""
update paid_membership set paid_until = $3, ends_at = $4, renews = currency = $5 and not stopped
where program_id = $1 and id = $2 returning {COLUMNS}
"""  # noqa: S608
END = f"""
update paid_membership set ended_at = $3, end_reason = $4, renews = false, stopped = currency = $5
where program_id = $1 and id = $2
returning {COLUMNS}
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class NewPayment:
    """A payment to store: what it bought and until when, the points that came with it, or why it gave nothing."""

    paid: Paid
    customer_id: int | None
    now: datetime
    membership_id: int | None = None
    until: datetime | None = None
    points: int = 0
    problem: str | None = None


async def store(connection: Connection, program_id: int, new: NewPayment) -> int | None:
    """Store a payment; its id, or None when the charge is there already."""
    paid = new.paid
    found = await fetch(
        connection,
        STORE,
        program_id,
        new.customer_id,
        new.membership_id,
        paid.telegram_id,
        paid.currency,
        paid.amount,
        paid.payload,
        paid.charge_id,
        paid.provider_charge_id,
        new.until,
        new.points,
        new.problem,
        f"telegram:{paid.telegram_id}",
        new.now,
    )
    return found[0]["id"] if found else None


async def begin(
    connection: Connection,
    program_id: int,
    sold: Sold,
    paid: Paid,
    charge_id: str,
    until: datetime,
    ends: datetime,
    *,
    now: datetime,
    ended: str | None = None,
) -> Membership:
    """A membership from now on; with ``ended`` one that is over before it began, so that nothing renews it."""
    found = await fetch(
        connection,
        BEGIN,
        program_id,
        sold.customer_id,
        sold.code,
        sold.tier,
        sold.price,
        sold.currency,
        sold.days,
        paid.payload,
        paid.telegram_id,
        charge_id,
        sold.in_stars and ended is None,
        sold.in_stars and ended is not None,
        now,
        until,
        ends,
        now if ended else None,
        ended,
    )
    return Membership(**found[0])


async def prolong(
    connection: Connection, program_id: int, one: Membership, until: datetime, ends: datetime
) -> Membership:
    """Paid for until then; the tier lasts until ``ends``."""
    return Membership(**(await fetch(connection, PROLONG, program_id, one.id, until, ends, STARS))[0])


async def end(
    connection: Connection, program_id: int, one: Membership, reason: str, now: datetime
) -> Membership:
    """The membership is over, and Telegram is to take nothing more for it."""
    return Membership(**(await fetch(connection, END, program_id, one.id, now, reason, STARS))[0])
