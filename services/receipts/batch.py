"""One batch in one transaction: replays first, then a fold in order of arrival, then the rows."""

from __future__ import annotations

from collections.abc import Sequence

from services import refunds
from services.database import Connection, fetch, retrying, transaction
from services.errors import Conflict, NotFound, RegularsError
from services.keyring import Keyring
from services.receipts import buyers
from services.receipts import state as states
from services.receipts.fold import Priced, price
from services.receipts.shapes import Recorded
from services.receipts.state import Memory, Pending, State
from services.receipts.write import Encode, Taken, write, write_codes

Outcome = Recorded | RegularsError
Key = tuple[int, str]
Known = dict[Key, tuple[bytes, bytes]]  # the receipt's id -> its input hash and the answer

MOST_RACES = 20


class _OneByOne(Exception):
    """A refund waited for one of the receipts: those after it are to be priced as it leaves the customer."""


async def record(
    program_id: int,
    batch: Sequence[Pending],
    *,
    keyring: Keyring,
    encode: Encode,
    memory: Memory | None = None,
) -> list[Outcome]:
    """Record a batch; the outcome of each item in order: what was answered, or why it was refused.

    The effect and the answers are those of the items recorded one by one. A refusal is a value; any
    database error undoes the whole batch and is raised. ``memory`` is what a lane keeps between batches; no
    two calls may use the same at once.
    """
    memory = memory or Memory()
    for _ in range(MOST_RACES):
        try:
            return await retrying(lambda: _once(program_id, batch, keyring, encode, memory))
        except Taken:
            continue  # another process was first with one of the ids: now it can be read
        except _OneByOne:
            return await _singly(program_id, batch, keyring, encode, memory)
    raise Conflict("receipt_in_progress", "receipt_id")


async def _singly(
    program_id: int, batch: Sequence[Pending], keyring: Keyring, encode: Encode, memory: Memory
) -> list[Outcome]:
    return [
        (await record(program_id, [item], keyring=keyring, encode=encode, memory=memory))[0] for item in batch
    ]


async def _once(
    program_id: int, batch: Sequence[Pending], keyring: Keyring, encode: Encode, memory: Memory
) -> list[Outcome]:
    async with transaction() as connection:
        version, known = await _known(connection, program_id, batch)
        fresh = [item for item in batch if item.key not in known]
        if not fresh:
            return [_judge(item, known) for item in batch]
        program = await memory.follow(connection, program_id, version)
        state = await states.read(connection, program, memory, keyring, fresh)
        await buyers.read(connection, state, fresh, max(item.arrived_at for item in fresh))
        outcomes, accepted = _fold(state, batch, known, encode)
        if accepted:
            await write(connection, state, accepted, [known[priced.pending.key][1] for priced in accepted])
            keys = [priced.pending.key for priced in accepted]
            last = max(item.arrived_at for item in fresh)
            waited = await refunds.apply_waiting(connection, program, keys, now=last)
            if waited and len(accepted) > 1:
                raise _OneByOne
        else:
            await write_codes(connection, state)
        return outcomes


KNOWN = """
select p.version, r.merchant_id, r.receipt_id, r.input_hash, r.answer
from program p
left join (receipt r join unnest($2::bigint[], $3::text[]) as k(merchant_id, receipt_id)
           on r.program_id = $1 and r.merchant_id = k.merchant_id and r.receipt_id = k.receipt_id) on true
where p.id = $1
"""


async def _known(connection: Connection, program_id: int, batch: Sequence[Pending]) -> tuple[int, Known]:
    """The number of the rules in force, and the receipts that were recorded before."""
    found = await fetch(
        connection,
        KNOWN,
        program_id,
        [item.merchant_id for item in batch],
        [item.receipt.receipt_id for item in batch],
    )
    if not found:
        raise NotFound("unknown_program")
    known = {
        (row["merchant_id"], row["receipt_id"]): (bytes(row["input_hash"]), bytes(row["answer"]))
        for row in found
        if row["receipt_id"] is not None
    }
    return int(found[0]["version"]), known


def _fold(
    state: State, batch: Sequence[Pending], known: Known, encode: Encode
) -> tuple[list[Outcome], list[Priced]]:
    outcomes: list[Outcome] = []
    accepted: list[Priced] = []
    for item in batch:
        if item.key in known:
            outcomes.append(_judge(item, known))
            continue
        try:
            priced = price(state, item)
        except RegularsError as refusal:
            outcomes.append(refusal)
            continue
        body = encode(state.program, priced.answer)
        known[item.key] = (item.receipt.input_hash, body)
        accepted.append(priced)
        outcomes.append(Recorded(body, replayed=False))
    return outcomes, accepted


def _judge(item: Pending, known: Known) -> Outcome:
    """A repeat of a receipt that is there: the same content is a replay, other content a conflict."""
    input_hash, body = known[item.key]
    if input_hash != item.receipt.input_hash:
        return Conflict("receipt_conflict", "receipt_id")
    return Recorded(body, replayed=True)
