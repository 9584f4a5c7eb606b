"""A priced batch into rows: one statement a table, whatever the number of receipts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from services import codes, customers, outbox, points
from services.database import Connection, fetch
from services.outbox import MessageClass, Notice
from services.programs import Program
from services.receipts.fold import Priced
from services.receipts.shapes import ReceiptAnswer
from services.receipts.state import CustomerState, State

Encode = Callable[[Program, ReceiptAnswer], bytes]
NEWS_LIFE = timedelta(days=2)  # after that "you earned" is no news


class Taken(Exception):
    """Another process took one of the ids, phones, card numbers or codes first: the batch is to be run again."""


async def write(
    connection: Connection, state: State, batch: Sequence[Priced], bodies: Sequence[bytes]
) -> None:
    """Write a batch of accepted receipts and everything that follows from them. Raises Taken."""
    await _strangers(connection, state)
    await _receipts(connection, state, batch, bodies)
    await _lines(connection, state, batch)
    await points.write(connection, state.program.id, state.accounts.values())
    await _customers(
        connection, state, [customer for customer in state.customers.values() if customer.changed]
    )
    await _promo_code_uses(connection, state, batch)
    await _invitations(connection, state, batch)
    await outbox.enqueue(connection, state.program.id, _notices(batch), now=_last_arrival(batch))
    await write_codes(connection, state)


async def write_codes(connection: Connection, state: State) -> None:
    """Codes that were used up, and wrong guesses: also of receipts that were refused. Raises Taken."""
    if not await codes.use_up(connection, state.program.id, state.used_codes):
        raise Taken
    for merchant_id, store_id, at in state.wrong_codes:
        await codes.count_wrong(connection, state.program.id, merchant_id, store_id, at)


async def _strangers(connection: Connection, state: State) -> None:
    new = [customer.new for customer in state.customers.values() if customer.new]
    if new and not await customers.add_unregistered(connection, state.program, new):
        raise Taken


RECEIPTS = """
insert into receipt (program_id, program_version, id, merchant_id, receipt_id, input_hash, store_id, employee_id,
                     customer_id, issued_at, recorded_at, currency, total, discount, redeemed, earned, tier, answer)
select $1, $2, id, merchant_id, receipt_id, input_hash, store_id, employee_id, customer_id, issued_at, recorded_at,
       currency, total, 0, 0, earned, tier, answer
from unnest($3::bigint[], $4::bigint[], $5::text[], $6::bytea[], $7::bigint[], $8::bigint[], $9::bigint[],
            $10::timestamptz[], $11::timestamptz[], $12::text[], $13::bigint[], $14::bigint[], $15::text[],
            $16::bytea[])
     as r(id, merchant_id, receipt_id, input_hash, store_id, employee_id, customer_id, issued_at, recorded_at,
          currency, total, earned, tier, answer)
on conflict (program_id, merchant_id, receipt_id) do nothing
returning id
"""


async def _receipts(
    connection: Connection, state: State, batch: Sequence[Priced], bodies: Sequence[bytes]
) -> None:
    written = await fetch(
        connection,
        RECEIPTS,
        state.program.id,
        state.program.version,
        [priced.id for priced in batch],
        [priced.pending.merchant_id for priced in batch],
        [priced.pending.receipt.receipt_id for priced in batch],
        [priced.pending.receipt.input_hash for priced in batch],
        [priced.store.id for priced in batch],
        [priced.employee_id for priced in batch],
        [priced.customer.id if priced.customer else None for priced in batch],
        [priced.pending.receipt.issued_at for priced in batch],
        [priced.pending.arrived_at for priced in batch],
        [priced.pending.receipt.currency for priced in batch],
        [priced.pending.receipt.total for priced in batch],
        [priced.earning.points for priced in batch],
        [priced.tier for priced in batch],
        list(bodies),
    )
    if len(written) < len(batch):
        raise Taken


async def _lines(connection: Connection, state: State, batch: Sequence[Priced]) -> None:
    lines = [
        (priced.id, number, line, priced.earning.by_line[number])
        for priced in batch
        for number, line in enumerate(priced.pending.receipt.lines)
    ]
    await fetch(
        connection,
        """
        insert into receipt_line (program_id, receipt_id, number, sku, name, category, quantity, amount, cost, earned)
        select $1, * from unnest($2::bigint[], $3::int[], $4::text[], $5::text[], $6::text[], $7::numeric[],
                                 $8::bigint[], $9::bigint[], $10::bigint[])
        """,
        state.program.id,
        [receipt_id for receipt_id, _, _, _ in lines],
        [number for _, number, _, _ in lines],
        [line.sku for _, _, line, _ in lines],
        [line.name for _, _, line, _ in lines],
        [line.category for _, _, line, _ in lines],
        [line.quantity for _, _, line, _ in lines],
        [line.amount for _, _, line, _ in lines],
        [line.cost for _, _, line, _ in lines],
        [earned for _, _, _, earned in lines],
    )


async def _customers(connection: Connection, state: State, people: Sequence[CustomerState]) -> None:
    """The facts about the customers, and a change row for each, so that segments look at them."""
    if not people:
        return
    await fetch(
        connection,
        """
        with updated as (
            update customer set tier = c.tier, tier_since = c.tier_since, receipts = c.receipts, spent = c.spent,
                   first_purchase_at = c.first_purchase_at, last_purchase_at = c.last_purchase_at,
                   home_store_id = c.home_store_id, surveyed_at = c.surveyed_at
            from unnest($2::bigint[], $3::text[], $4::timestamptz[], $5::int[], $6::bigint[], $7::timestamptz[],
                        $8::timestamptz[], $9::bigint[], $10::timestamptz[])
                 as c(id, tier, tier_since, receipts, spent, first_purchase_at, last_purchase_at, home_store_id,
                      surveyed_at)
            where customer.program_id = $1 and customer.id = c.id
            returning customer.id, c.last_purchase_at
        )
        insert into change (program_id, customer_id, kind, at) select $1, id, 'receipt', last_purchase_at from updated
        """,
        state.program.id,
        [customer.id for customer in people],
        [customer.tier for customer in people],
        [customer.tier_since for customer in people],
        [customer.receipts for customer in people],
        [customer.spent for customer in people],
        [customer.first_purchase_at for customer in people],
        [customer.last_purchase_at for customer in people],
        [customer.home_store_id for customer in people],
        [customer.surveyed_at for customer in people],
    )


async def _promo_code_uses(connection: Connection, state: State, batch: Sequence[Priced]) -> None:
    uses = [
        (promo_code_id, priced.customer.id, priced.id, priced.pending.arrived_at)
        for priced in batch
        if priced.customer
        for promo_code_id in priced.promo_codes
    ]
    if not uses:
        return
    await fetch(
        connection,
        "insert into promo_code_use (program_id, promo_code_id, customer_id, receipt_id, at)"
        " select $1, * from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::timestamptz[])",
        state.program.id,
        *(list(column) for column in zip(*uses, strict=True)),
    )


async def _invitations(connection: Connection, state: State, batch: Sequence[Priced]) -> None:
    asked = [
        (priced, priced.customer, priced.invited) for priced in batch if priced.invited and priced.customer
    ]
    if not asked:
        return
    await fetch(
        connection,
        """
        insert into invitation (program_id, id, customer_id, receipt_id, store_id, employee_id, due_at, expires_at)
        select $1, * from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
                                 $7::timestamptz[], $8::timestamptz[])
        """,
        state.program.id,
        [invited.id for _, _, invited in asked],
        [customer.id for _, customer, _ in asked],
        [priced.id for priced, _, _ in asked],
        [priced.store.id for priced, _, _ in asked],
        [priced.employee_id for priced, _, _ in asked],
        [invited.due_at for _, _, invited in asked],
        [invited.expires_at for _, _, invited in asked],
    )


def _notices(batch: Sequence[Priced]) -> list[Notice]:
    notices = []
    for priced in batch:
        if priced.customer and priced.customer.registered:
            notices.append(_news(priced, priced.customer))
            if priced.invited:
                notices.append(_survey(priced, priced.customer))
    return notices


def _news(priced: Priced, customer: CustomerState) -> Notice:
    answer = priced.answer
    now = priced.pending.arrived_at
    facts = {
        "receipt_id": answer.receipt_id,
        "store": priced.store.name,
        "total": priced.pending.receipt.total,
        "earned": priced.earning.points,
        "promo_points": priced.promo_points,
        "available_at": answer.points.available_at.isoformat() if answer.points else None,
        "balance": answer.points.balance if answer.points else 0,
        "pending": answer.points.pending if answer.points else 0,
        "tier": answer.tier.name if answer.tier else None,
        "tier_changed": answer.tier.changed if answer.tier else False,
        "to_next": answer.tier.to_next if answer.tier else None,
    }
    return Notice(
        kind="receipt_recorded",
        message_class=MessageClass.TRANSACTIONAL,
        dedup_key=f"receipt:{priced.id}",
        due_at=now,
        expires_at=now + NEWS_LIFE,
        customer_id=customer.id,
        payload=facts,
    )


def _survey(priced: Priced, customer: CustomerState) -> Notice:
    if priced.invited is None:
        raise ValueError("a receipt without an invitation has no survey")
    return Notice(
        kind="survey",
        message_class=MessageClass.SERVICE,
        dedup_key=f"survey:{priced.invited.id}",
        due_at=priced.invited.due_at,
        expires_at=priced.invited.expires_at,
        customer_id=customer.id,
        payload={"invitation": priced.invited.id, "store": priced.store.name},
    )


def _last_arrival(batch: Sequence[Priced]) -> datetime:
    return max(priced.pending.arrived_at for priced in batch)
