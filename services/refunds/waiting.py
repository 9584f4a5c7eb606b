"""Refunds that arrive before their receipt: kept until it is recorded, and applied in that transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
import structlog

from services import ids
from services.database import Connection, Row, fetch
from services.errors import Conflict, Invalid, RegularsError
from services.programs import Program
from services.refunds import reading
from services.refunds.applying import apply
from services.refunds.shapes import Answered, NewRefund, facts
from services.rules.refunding import Asked

_log = structlog.get_logger(__name__)

# A receipt in the place of the one to come. Its key makes the two transactions meet: a recording that is under
# way ends before this insert does, and a later one waits for our commit and then sees the refund. No other
# transaction ever sees the row itself.
STAND_IN = """
insert into receipt (program_id, id, merchant_id, receipt_id, input_hash, store_id, issued_at, recorded_at,
                     currency, total, discount, redeemed, earned, program_version, answer)
select $1, $2, $3, $4, ''::bytea, s.id, $5, $5, $6, 0, 0, 0, 0, $7, ''::bytea
from (select id from store where program_id = $1 order by id limit 1) s
on conflict (program_id, merchant_id, receipt_id) do nothing
"""
STEP_ASIDE = "delete from receipt where program_id = $1 and id = $2"
KEEP = """
insert into waiting_refund (program_id, merchant_id, receipt_key, refund_id, input_hash, request, arrived_at)
values ($1, $2, $3, $4, $5, $6::jsonb, $7)
on conflict (program_id, merchant_id, receipt_key, refund_id) do nothing returning id
"""
KEPT = """
select input_hash from waiting_refund
where program_id = $1 and merchant_id = $2 and receipt_key = $3 and refund_id = $4
"""
TAKE = """
delete from waiting_refund w using unnest($2::bigint[], $3::text[]) as k(merchant_id, receipt_key)
where w.program_id = $1 and w.merchant_id = k.merchant_id and w.receipt_key = k.receipt_key
returning w.id, w.merchant_id, w.receipt_key, w.refund_id, w.input_hash, w.request
"""


async def keep(
    connection: Connection, program: Program, merchant_id: int, new: NewRefund, now: datetime
) -> Answered | tuple[int, int | None]:
    """Keep a refund whose receipt is not known; or the receipt, when it was recorded at this moment.

    Raises Conflict ``refund_conflict`` when a refund of this id waits with other content, Invalid
    ``currency_mismatch``.
    """
    if new.currency != program.currency:  # no receipt of it can come
        raise Invalid("currency_mismatch", "currency", currency=program.currency)
    receipt = (await ids.take(connection, 1)).take()
    await fetch(
        connection,
        STAND_IN,
        program.id,
        receipt,
        merchant_id,
        new.receipt_id,
        now,
        program.currency,
        program.version,
    )
    found = await reading.find(connection, program.id, merchant_id, new.receipt_id)
    if found is not None and found[0] != receipt:
        return found
    replayed = await _keep(connection, program.id, merchant_id, new, now)
    await fetch(connection, STEP_ASIDE, program.id, receipt)
    return Answered(None, replayed)


async def _keep(
    connection: Connection, program_id: int, merchant_id: int, new: NewRefund, now: datetime
) -> bool:
    """Write the refund down; True when it waits already."""
    key = (program_id, merchant_id, new.receipt_id, new.refund_id)
    request = orjson.dumps(_request(new)).decode()
    if await fetch(connection, KEEP, *key, new.input_hash, request, now):
        return False
    kept = await fetch(connection, KEPT, *key)
    if not kept or bytes(kept[0]["input_hash"]) != new.input_hash:
        raise Conflict("refund_conflict", "refund_id")
    return True


async def apply_waiting(
    connection: Connection, program: Program, keys: Sequence[tuple[int, str]], *, now: datetime
) -> int:
    """Apply the refunds that waited for these receipts, ``(merchant id, the till's receipt id)``.

    To be called in the transaction that wrote them, with their customers locked; one query when none waits.
    A refund that the receipt does not allow is dropped and logged: the till hears of it when it asks again.
    Returns how many had waited.
    """
    taken = await fetch(connection, TAKE, program.id, [key[0] for key in keys], [key[1] for key in keys])
    for row in sorted(taken, key=lambda row: int(row["id"])):
        try:
            await _apply(connection, program, row, now)
        except RegularsError as refusal:
            _log.warning(
                "refunds.waiting_refused",
                program_id=program.id,
                merchant_id=row["merchant_id"],
                receipt_id=row["receipt_key"],
                refund_id=row["refund_id"],
                code=refusal.code,
            )
    return len(taken)


async def _apply(connection: Connection, program: Program, row: Row, now: datetime) -> None:
    found = await reading.find(connection, program.id, row["merchant_id"], row["receipt_key"])
    if found is None:
        raise LookupError("refunds are applied after their receipt is written")
    await apply(connection, program, found[0], _new(row), facts, now)


def _request(new: NewRefund) -> dict[str, Any]:
    lines = list(map(list, new.asked.items())) if not isinstance(new.asked, int | None) else None
    amount = new.asked if isinstance(new.asked, int) else None
    issued_at = new.issued_at.isoformat() if new.issued_at else None
    return {"currency": new.currency, "amount": amount, "lines": lines, "issued_at": issued_at}


def _new(row: Row) -> NewRefund:
    request = row["request"] if isinstance(row["request"], dict) else orjson.loads(row["request"])
    asked: Asked = request["amount"]
    if request["lines"] is not None:
        asked = dict(request["lines"])
    issued_at = datetime.fromisoformat(request["issued_at"]) if request["issued_at"] else None
    return NewRefund(
        row["receipt_key"], row["refund_id"], request["currency"], asked, bytes(row["input_hash"]), issued_at
    )
