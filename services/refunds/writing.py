"""A refund that was worked out into rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from services import outbox, points
from services.database import Connection, fetch
from services.outbox import MessageClass, Notice
from services.refunds.reading import Buyer, Sale
from services.refunds.shapes import NewRefund, RefundPoints, StampsBack
from services.rules.accounts import Account
from services.rules.refunding import Refunded
from services.rules.stamps import LineBack
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
    points: RefundPoints | None = None
    customer: Buyer | None = None
    account: Account | None = None
    thanks: int = 0  # points for the answer about this purchase, taken back
    back: tuple[LineBack, ...] = ()  # the receipt's lines as they are after it
    stamps: tuple[StampsBack, ...] = ()

    @property
    def by_line(self) -> tuple[tuple[int, int], ...]:
        """Number and minor units of each line that came back."""
        return tuple((number, amount) for number, amount in enumerate(self.refunded.amounts) if amount)


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
TELL = "update refund set answer = $3 where program_id = $1 and id = $2"


async def write(connection: Connection, program_id: int, done: Done) -> None:
    """Write the refund in the caller's transaction; its answer is to follow, by ``tell``."""
    writing = Writing(program_id)
    writing.insert("refund", REFUND, [_refund(done)])
    writing.update("receipt", RECEIPT, [_receipt(done)])
    if done.account:
        points.put(writing, [done.account])
    if done.customer:
        writing.insert("change", CHANGE, [(done.customer.id, "refund", done.at)])
    outbox.put(writing, _notices(done), now=done.at)
    await writing.run(connection)
    await _lines(connection, program_id, done)


async def tell(connection: Connection, program_id: int, refund: int, body: bytes) -> None:
    """Keep the first answer, to be given again as it is."""
    await fetch(connection, TELL, program_id, refund, body)


def _refund(done: Done) -> tuple[object, ...]:
    told = done.points
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
        orjson.dumps(done.by_line).decode(),
        done.new.issued_at or done.at,
        done.at,
        b"",
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


def _notices(done: Done) -> list[Notice]:
    """The message to a customer who has joined."""
    told, customer = done.points, done.customer
    if told is None or customer is None or customer.joined_at is None:
        return []
    facts = {
        "total": done.refunded.amount,
        "store": done.sold.store,
        "revoked": told.revoked + done.thanks,
        "restored": told.restored,
        "forgiven": told.forgiven,
        "balance": told.balance,
        "debt": told.debt,
        "stamps": [[card.card, card.taken, card.returned, card.stamps] for card in done.stamps],
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
