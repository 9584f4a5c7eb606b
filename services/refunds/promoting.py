"""What a refund does to stamp cards and coupons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from services import promotions, stamps
from services.database import Connection, fetch
from services.programs import Program
from services.refunds.shapes import StampsBack
from services.rules.stamps import LineBack, Mark

# a whole refund gives the use of a coupon back, once
COUPONS = """
insert into coupon_use (program_id, coupon, customer_id, receipt_id, uses, discount, at)
select $1, coupon, customer_id, receipt_id, -1, -discount, $3 from coupon_use
where program_id = $1 and receipt_id = $2 and uses = 1
on conflict (program_id, receipt_id, coupon, uses) do nothing
"""


async def take_back(
    connection: Connection,
    program: Program,
    customer_id: int,
    receipt_id: int,
    lines: Sequence[LineBack],
    *,
    whole: bool,
    now: datetime,
) -> tuple[StampsBack, ...]:
    """Take the stamps of what came back; the customer is locked, ``lines`` are as they will be after the refund."""
    marks = await stamps.take_back(connection, program, receipt_id, lines, whole=whole, now=now)
    if whole:
        await fetch(connection, COUPONS, program.id, receipt_id, now)
    if not marks:
        return ()
    left = (await promotions.read(connection, program, [customer_id])).cards_of(customer_id)
    return tuple(
        StampsBack(
            card,
            taken=-_sum(marks, card, "refund"),
            returned=_sum(marks, card, "undo"),
            stamps=max(0, left[card].stamps) if card in left else 0,
        )
        for card in dict.fromkeys(mark.card for mark in marks)
    )


def _sum(marks: Sequence[Mark], card: str, kind: str) -> int:
    return sum(mark.stamps for mark in marks if (mark.card, mark.kind) == (card, kind))
