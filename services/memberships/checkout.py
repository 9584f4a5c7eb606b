"""The last question before money is taken: may this customer pay for this, now?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from services import points
from services.database import Connection, fetch, transaction
from services.errors import Conflict, Forbidden, Invalid
from services.keyring import Keyring
from services.memberships import invoices, reading
from services.memberships.offering import check_same, refuse_second

if TYPE_CHECKING:
    from services.programs import Program
    from services.rules.memberships import Sold

# between the yes and the payment: Telegram takes Stars at once, a card may want a code from the bank
UNDER_WAY = timedelta(seconds=60)

RIVAL = """
select 1 as found from payment c
where c.program_id = $1 and c.customer_id = $2 and c.kind = 'checkout' and c.at > $3 and c.query_id <> $4
  and not exists (select from payment p where p.program_id = $1 and p.customer_id = $2 and p.kind = 'payment'
                                          and p.payload = c.payload and p.at >= c.at)
limit 1
"""
STORE = """
insert into payment (program_id, kind, customer_id, telegram_id, currency, amount, payload, query_id, actor, at)
values ($1, 'checkout', $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing
"""


@dataclass(frozen=True, slots=True)
class Checkout:
    """Telegram's question: ``telegram_id`` is about to pay ``amount`` for an invoice with this payload."""

    query_id: str
    telegram_id: int
    amount: int
    currency: str
    payload: str


async def approve(program: Program, asked: Checkout, *, keyring: Keyring, now: datetime) -> None:
    """Return when the money may be taken; the same question again gets the same answer.

    Raises Invalid ``unknown_invoice`` and ``membership_changed``, Forbidden ``invoice_of_another``, Conflict
    ``customer_not_joined``, ``membership_running`` and ``payment_under_way``.
    """
    sold = invoices.read(keyring, program.id, asked.payload)
    if sold is None:
        raise Invalid("unknown_invoice")
    rules = check_same(program, sold, asked.amount, asked.currency)
    async with transaction() as connection:
        await points.lock(connection, program.id, [sold.customer_id])
        await _check_buyer(connection, program, sold, asked)
        refuse_second(await reading.current_in(connection, program.id, sold.customer_id), rules, now)
        since = now - UNDER_WAY
        if await fetch(connection, RIVAL, program.id, sold.customer_id, since, asked.query_id):
            raise Conflict("payment_under_way")
        values = (sold.customer_id, asked.telegram_id, asked.currency, asked.amount, asked.payload)
        actor = f"telegram:{asked.telegram_id}"
        await fetch(connection, STORE, program.id, *values, asked.query_id, actor, now)


async def _check_buyer(connection: Connection, program: Program, sold: Sold, asked: Checkout) -> None:
    """An invoice may be handed on; what it sells is its customer's alone."""
    sql = "select telegram_id, joined_at from customer where program_id = $1 and id = $2"
    found = await fetch(connection, sql, program.id, sold.customer_id)
    if not found or found[0]["telegram_id"] != asked.telegram_id:
        raise Forbidden("invoice_of_another")
    if found[0]["joined_at"] is None:
        raise Conflict("customer_not_joined")
