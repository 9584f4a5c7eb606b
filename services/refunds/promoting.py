"""What a refund does to stamp cards and coupons."""

from __future__ import annotations

from datetime import datetime

from services import stamps
from services.database import Connection, fetch
from services.programs import Program
from services.rules.stamps import LineBack

# a whole refund gives the use of a coupon back, once
COUPONS = """
insert into coupon_use (program_id, coupon, customer_id, receipt_id, uses, discount, at)
select $1, coupon, customer_id, receipt_id, -1, -discount, $3 from coupon_use
where program_id = $1 and receipt_id = $2 and uses = 1
on conflict (program_id, receipt_id, coupon, uses) do nothing
"""


async def take_back(
    connection: Connection, program: Program, receipt_id: int, *, whole: bool, now: datetime
) -> None:
    """Take the stamps of what came back, after the receipt's lines say how much did; its customer is locked."""
    lines = [
        LineBack(line["amount"], line["refunded"])
        for line in await fetch(
            connection,
            "select amount, refunded from receipt_line where program_id = $1 and receipt_id = $2 order by number",
            program.id,
            receipt_id,
        )
    ]
    await stamps.take_back(connection, program, receipt_id, lines, whole=whole, now=now)
    if whole:
        await fetch(connection, COUPONS, program.id, receipt_id, now)
