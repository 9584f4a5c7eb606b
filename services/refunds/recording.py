"""Recording a refund: one transaction, once for each ``refund_id`` of a receipt."""

from __future__ import annotations

from datetime import datetime

from services import points
from services.database import DUPLICATE, Connection, fetch, retrying, transaction
from services.errors import Conflict
from services.programs import Program
from services.refunds import reading, waiting
from services.refunds.applying import apply
from services.refunds.shapes import UNTOLD, Answered, Encode, NewRefund, told_later
from services.refunds.writing import tell

KNOWN = (
    "select id, input_hash, answer from refund where program_id = $1 and receipt_id = $2 and refund_id = $3"
)


async def record(
    program: Program, merchant_id: int, new: NewRefund, *, encode: Encode, now: datetime
) -> Answered:
    """Refund a receipt of this merchant, or keep the refund until the receipt is known.

    A repeat gets the first answer again. Raises Conflict ``refund_conflict`` when the same ``refund_id`` comes
    with other content; Invalid ``currency_mismatch``, ``refund_too_much``, ``refund_nothing``, ``unknown_line``.
    """
    return await retrying(lambda: _once(program, merchant_id, new, encode, now), also=DUPLICATE)


async def _once(
    program: Program, merchant_id: int, new: NewRefund, encode: Encode, now: datetime
) -> Answered:
    async with transaction() as connection:
        found = await reading.find(connection, program.id, merchant_id, new.receipt_id)
        kept = found or await waiting.keep(connection, program, merchant_id, new, now)
        if isinstance(kept, Answered):
            return kept
        receipt, customer_id = kept
        if customer_id is not None:
            await points.lock(connection, program.id, [customer_id])
        await reading.lock(connection, program.id, receipt)
        known = await _known(connection, program, receipt, new, encode)
        if known:
            return known
        return Answered(await apply(connection, program, receipt, new, encode, now), replayed=False)


async def _known(
    connection: Connection, program: Program, receipt: int, new: NewRefund, encode: Encode
) -> Answered | None:
    """The first answer to this refund; one that was applied while nobody asked is put into words now."""
    found = await fetch(connection, KNOWN, program.id, receipt, new.refund_id)
    if not found:
        return None
    if bytes(found[0]["input_hash"]) != new.input_hash:
        raise Conflict("refund_conflict", "refund_id")
    body = bytes(found[0]["answer"])
    if body.startswith(UNTOLD):
        body = encode(program, told_later(body))
        await tell(connection, program.id, found[0]["id"], body)
    return Answered(body, replayed=True)
