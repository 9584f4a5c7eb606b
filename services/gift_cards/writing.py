"""The rows that a use of a gift card leaves: the card's sum moves with them, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.database import Connection, fetch

WRITE = """
with card as (
    update gift_card set remaining = remaining + $4, graced_until = coalesce($5, graced_until),
                         lapsed = case when $5::timestamptz is null then lapsed else remaining end
    where program_id = $1 and id = $2)
insert into gift_card_use (program_id, gift_card_id, kind, amount, merchant_id, store_id, use_id, undoes_id, refund_id,
                           input_hash, answer, customer_id, entry_key, at)
values ($1, $2, $3, $4, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
"""


@dataclass(frozen=True, slots=True)
class UseRow:
    """One row of ``gift_card_use``; ``amount`` with its sign."""

    gift_card_id: int
    kind: str
    amount: int
    at: datetime
    merchant_id: int | None = None
    store_id: int | None = None
    use_id: str | None = None
    undoes_id: int | None = None
    refund_id: str | None = None
    input_hash: bytes | None = None
    answer: bytes | None = None
    customer_id: int | None = None
    entry_key: str | None = None


async def write(
    connection: Connection, program_id: int, use: UseRow, *, graced_until: datetime | None = None
) -> None:
    """Add a use to a locked card, and let what comes to it live on until ``graced_until``."""
    await fetch(
        connection,
        WRITE,
        program_id,
        use.gift_card_id,
        use.kind,
        use.amount,
        graced_until,
        use.merchant_id,
        use.store_id,
        use.use_id,
        use.undoes_id,
        use.refund_id,
        use.input_hash,
        use.answer,
        use.customer_id,
        use.entry_key,
        use.at,
    )
