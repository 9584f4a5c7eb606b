"""A priced batch into rows: one statement, whatever the number of receipts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from services import codes, customers, outbox, points, tiers
from services.database import DUPLICATE, Connection, is_duplicate
from services.outbox import MessageClass, Notice
from services.programs import Program
from services.receipts import applied, promoting
from services.receipts.fold import Priced
from services.receipts.shapes import ReceiptAnswer
from services.receipts.state import CustomerState, State
from services.writing import Writing

Encode = Callable[[Program, ReceiptAnswer], bytes]
NEWS_LIFE = timedelta(days=2)  # after that "you earned" is no news


class Taken(Exception):
    """Another process took one of the ids, phones, card numbers or codes first: the batch is to be run again."""


async def write(
    connection: Connection, state: State, batch: Sequence[Priced], bodies: Sequence[bytes]
) -> None:
    """Write a batch of accepted receipts and everything that follows from them. Raises Taken."""
    await _strangers(connection, state)
    writing = Writing(state.program.id)
    _receipts(writing, state, batch, bodies)
    _lines(writing, batch)
    points.put(writing, state.accounts.values())
    _customers(writing, [customer for customer in state.customers.values() if customer.changed])
    tiers.put_changes(writing, state.moves)
    _promo_code_uses(writing, batch)
    _promotions(writing, state, batch)
    _invitations(writing, batch)
    outbox.put(writing, _notices(batch), now=_last_arrival(batch))
    try:
        await writing.run(connection)
    except DUPLICATE as error:
        if is_duplicate(error):
            raise Taken from error
        raise
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


RECEIPT = {
    "program_version": "int",
    "id": "bigint",
    "merchant_id": "bigint",
    "receipt_id": "text",
    "input_hash": "bytea",
    "store_id": "bigint",
    "employee_id": "bigint",
    "customer_id": "bigint",
    "issued_at": "timestamptz",
    "recorded_at": "timestamptz",
    "currency": "text",
    "total": "bigint",
    "discount": "bigint",
    "redeemed": "bigint",
    "earned": "bigint",
    "gifts": "bigint",
    "tier": "text",
    "hold_id": "bigint",
    "channel": "text",
    "applied": "jsonb",
    "capped": "bigint",
    "answer": "bytea",
}


def _receipts(writing: Writing, state: State, batch: Sequence[Priced], bodies: Sequence[bytes]) -> None:
    writing.insert(
        "receipt",
        RECEIPT,
        [_receipt(state.program.version, priced, body) for priced, body in zip(batch, bodies, strict=True)],
    )


def _receipt(version: int, priced: Priced, body: bytes) -> tuple[object, ...]:
    receipt = priced.pending.receipt
    return (
        version,
        priced.id,
        priced.pending.merchant_id,
        receipt.receipt_id,
        receipt.input_hash,
        priced.store.id,
        priced.employee_id,
        priced.customer.id if priced.customer else None,
        receipt.issued_at,
        priced.pending.arrived_at,
        receipt.currency,
        receipt.total,
        priced.dues.discount,
        sum(priced.paid.points),
        priced.earning.points,
        priced.promo_points + priced.given.points,
        priced.tier,
        priced.hold_id,
        receipt.channel,
        applied.kept(priced.earning),
        priced.earning.capped or None,
        body,
    )


LINE = {
    "receipt_id": "bigint",
    "number": "int",
    "sku": "text",
    "name": "text",
    "category": "text",
    "quantity": "numeric",
    "amount": "bigint",
    "cost": "bigint",
    "discount": "bigint",
    "redeemed": "bigint",
    "paid": "bigint",
    "earned": "bigint",
}


def _lines(writing: Writing, batch: Sequence[Priced]) -> None:
    rows = [
        (
            priced.id,
            number,
            line.sku,
            line.name,
            line.category,
            line.quantity,
            line.amount,
            line.cost,
            priced.dues.discounts[number],
            priced.paid.points[number],
            priced.paid.money[number],
            priced.earning.by_line[number],
        )
        for priced in batch
        for number, line in enumerate(priced.pending.receipt.lines)
    ]
    writing.insert("receipt_line", LINE, rows)


CUSTOMER = {
    "id": "bigint",
    "tier": "text",
    "tier_since": "timestamptz",
    "tier_earned": "text",
    "tier_review_at": "timestamptz",
    "receipts": "int",
    "most_receipts": "int",
    "most_receipts_by": "bigint",
    "spent": "bigint",
    "first_purchase_at": "timestamptz",
    "last_purchase_at": "timestamptz",
    "home_store_id": "bigint",
    "surveyed_at": "timestamptz",
}
CHANGE = {"customer_id": "bigint", "kind": "text", "at": "timestamptz"}


def _customers(writing: Writing, people: Sequence[CustomerState]) -> None:
    """The facts about the customers, and a change row for each, so that segments look at them."""
    facts = [
        (
            customer.id,
            customer.tier,
            customer.tier_since,
            customer.held.earned,
            customer.held.review_at,
            customer.receipts,
            customer.most_receipts,
            customer.most_receipts_by,
            customer.spent,
            customer.first_purchase_at,
            customer.last_purchase_at,
            customer.home_store_id,
            customer.surveyed_at,
        )
        for customer in people
    ]
    writing.update("customer", CUSTOMER, facts)
    changes = [(customer.id, "receipt", customer.last_purchase_at) for customer in people]
    writing.insert("change", CHANGE, changes)


PROMO_CODE_USE = {
    "promo_code_id": "bigint",
    "customer_id": "bigint",
    "receipt_id": "bigint",
    "at": "timestamptz",
}


def _promo_code_uses(writing: Writing, batch: Sequence[Priced]) -> None:
    uses = [
        (promo_code_id, priced.customer.id, priced.id, priced.pending.arrived_at)
        for priced in batch
        if priced.customer
        for promo_code_id in priced.promo_codes
    ]
    writing.insert("promo_code_use", PROMO_CODE_USE, uses)


def _promotions(writing: Writing, state: State, batch: Sequence[Priced]) -> None:
    given = [
        (priced.id, priced.customer.id, priced.pending.arrived_at, priced.given)
        for priced in batch
        if priced.customer
    ]
    promoting.put(writing, state, given)


INVITATION = {
    "id": "bigint",
    "customer_id": "bigint",
    "receipt_id": "bigint",
    "store_id": "bigint",
    "employee_id": "bigint",
    "due_at": "timestamptz",
    "expires_at": "timestamptz",
}


def _invitations(writing: Writing, batch: Sequence[Priced]) -> None:
    asked = [
        (
            priced.invited.id,
            priced.customer.id,
            priced.id,
            priced.store.id,
            priced.employee_id,
            priced.invited.due_at,
            priced.invited.expires_at,
        )
        for priced in batch
        if priced.invited and priced.customer
    ]
    writing.insert("invitation", INVITATION, asked)


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
        "redeemed": sum(priced.paid.points),
        "promo_points": priced.promo_points,
        "offs": [[off.source, off.code, off.amount] for off in answer.offs],
        "stamps": [[card.card, card.stamps, card.full] for card in answer.stamps],
        "available_at": answer.points.available_at.isoformat() if answer.points else None,
        "balance": answer.points.balance if answer.points else 0,
        "pending": answer.points.pending if answer.points else 0,
        "tier": answer.tier.name if answer.tier else None,
        "tier_changed": answer.tier.changed if answer.tier else False,
        "to_next": answer.tier.missing if answer.tier else None,
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
