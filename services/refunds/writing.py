"""A refund that was worked out into rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from services import outbox, points
from services.database import Connection, fetch
from services.outbox import MessageClass, Notice
from services.refunds.reading import Buyer, Sale
from services.refunds.shapes import NewRefund, RefundAnswer
from services.refunds.standing import Standing
from services.rules.accounts import Account
from services.rules.refunding import Refunded
from services.writing import Writing

NEWS_LIFE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Done:
    """A refund that was worked out: everything that is to be written of it."""

    sold: Sale
    new: NewRefund
    id: int
    refunded: Refunded
    gifts: int  # of what came with the receipt as a gift, taken back
    at: datetime
    answer: RefundAnswer
    customer: Buyer | None = None
    account: Account | None = None
    standing: Standing | None = None
    thanks: int = 0  # points for the answer about this purchase, taken back


REFUND = {
    "id": "bigint",
    "receipt_id": "bigint",
    "merchant_id": "bigint",
    "refund_id": "text",
    "input_hash": "bytea",
    "amount": "bigint",
    "payable": "bigint",
    "revoked": "bigint",
    "restored": "bigint",
    "owed": "bigint",
    "forgiven": "bigint",
    "by_line": "jsonb",
    "at": "timestamptz",
    "recorded_at": "timestamptz",
    "answer": "bytea",
}
RECEIPT = {
    "id": "bigint",
    "refunded": "bigint",
    "revoked": "bigint",
    "restored": "bigint",
    "gifts": "bigint",
    "revoked_gifts": "bigint",
}
CHANGE = {"customer_id": "bigint", "kind": "text", "at": "timestamptz"}
LINES = """
update receipt_line l set refunded = l.refunded + n.amount, revoked = l.revoked + n.revoked,
                          restored = l.restored + n.restored
from unnest($3::int[], $4::bigint[], $5::bigint[], $6::bigint[]) as n(number, amount, revoked, restored)
where l.program_id = $1 and l.receipt_id = $2 and l.number = n.number
"""
CUSTOMER = """
update customer set spent = $3, receipts = $4, tier = $5, tier_since = case when $6 then $7 else tier_since end
where program_id = $1 and id = $2
"""
# a purchase of which nothing is left was none: neither the first nor the last
VISITS = """
update customer c set first_purchase_at = v.first, last_purchase_at = v.last
from (select min(r.issued_at) as first, max(r.issued_at) as last from receipt r
      where r.program_id = $1 and r.customer_id = $2
        and not exists (select from refund f where f.program_id = $1 and f.receipt_id = r.id
                                               and r.refunded = r.total)) v
where c.program_id = $1 and c.id = $2
"""
CANCEL_SURVEY = """
update invitation set expires_at = least(expires_at, $3)
where program_id = $1 and receipt_id = $2 and answered_at is null
"""


async def write(connection: Connection, program_id: int, done: Done, body: bytes) -> None:
    """Write the refund and everything that follows from it in the caller's transaction."""
    writing = Writing(program_id)
    writing.insert("refund", REFUND, [_refund(done, body)])
    writing.update("receipt", RECEIPT, [_receipt(done)])
    if done.account:
        points.put(writing, [done.account])
    if done.customer:
        writing.insert("change", CHANGE, [(done.customer.id, "refund", done.at)])
    outbox.put(writing, _notices(done), now=done.at)
    await writing.run(connection)
    await _lines(connection, program_id, done)
    await _customer(connection, program_id, done)
    if done.refunded.whole:
        await fetch(connection, CANCEL_SURVEY, program_id, done.sold.id, done.at)


def _refund(done: Done, body: bytes) -> tuple[object, ...]:
    told = done.answer.points
    return (
        done.id,
        done.sold.id,
        done.sold.merchant_id,
        done.new.refund_id,
        done.new.input_hash,
        done.refunded.amount,
        sum(done.refunded.payable),
        told.revoked if told else 0,
        told.restored if told else 0,
        told.owed if told else 0,
        told.forgiven if told else 0,
        orjson.dumps(done.answer.lines).decode(),
        done.new.issued_at or done.at,
        done.at,
        body,
    )


def _receipt(done: Done) -> tuple[object, ...]:
    sold, refunded = done.sold, done.refunded
    return (
        sold.id,
        sold.refunded + refunded.amount,
        sold.revoked + sum(refunded.revoked),
        sold.restored + sum(refunded.restored),
        sold.gifts,
        sold.revoked_gifts + done.gifts,
    )


async def _lines(connection: Connection, program_id: int, done: Done) -> None:
    refunded = done.refunded
    await fetch(
        connection,
        LINES,
        program_id,
        done.sold.id,
        list(range(len(refunded.amounts))),
        list(refunded.amounts),
        list(refunded.revoked),
        list(refunded.restored),
    )


async def _customer(connection: Connection, program_id: int, done: Done) -> None:
    customer, after = done.customer, done.standing
    if customer is None or after is None:
        return
    await fetch(
        connection,
        CUSTOMER,
        program_id,
        customer.id,
        after.spent,
        after.receipts,
        after.tier,
        after.tier != customer.tier,
        done.at,
    )
    if after.visit:
        await fetch(connection, VISITS, program_id, customer.id)


def _notices(done: Done) -> list[Notice]:
    """The message to a customer who has joined."""
    told, customer = done.answer.points, done.customer
    if told is None or customer is None or customer.joined_at is None:
        return []
    tier = done.answer.tier
    facts = {
        "total": done.refunded.amount,
        "store": done.sold.store,
        "revoked": told.revoked + done.thanks,
        "restored": told.restored,
        "forgiven": told.forgiven,
        "balance": told.balance,
        "debt": told.debt,
        "tier": tier.name if tier else None,
        "tier_changed": tier.changed if tier else False,
    }
    return [
        Notice(
            kind="receipt_refunded",
            message_class=MessageClass.TRANSACTIONAL,
            dedup_key=f"refund:{done.id}",
            due_at=done.at,
            expires_at=done.at + NEWS_LIFE,
            customer_id=customer.id,
            payload=facts,
        )
    ]
