"""Work what waits: changed customers, a walk over all of them, and those whom time alone changes.

Each call is one transaction over a bounded number of customers; any number of processes may call at
once, since a row that another one works on is passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from services import points
from services.database import Connection, Row, fetch, retrying, row, transaction
from services.programs import Program
from services.segments import changes, rhythm
from services.segments.evaluating import evaluate_in

LIMIT = 500
PURCHASES = ("receipt", "refund")  # changes after which the rhythm may be another

# an array is made once; `in (select … limit …)` may be run for each row, and then takes more than its limit
TAKE = """
delete from change where program_id = $1 and id = any(array(
  select id from change where program_id = $1 and kind <> $2 order by id limit $3 for update skip locked))
returning customer_id, kind
"""

TAKE_WALK = """
delete from change where program_id = $1 and id = any(array(
  select id from change where program_id = $1 and kind = $2 order by id limit 1 for update skip locked))
returning customer_id, at
"""

TAKE_DUE = """
select id from customer where program_id = $1 and next_change_at <= $2
order by next_change_at limit $3 for update skip locked
"""


async def consume_changes(program: Program, *, now: datetime, limit: int = LIMIT) -> int:
    """Evaluate the customers of the oldest changes. Returns how many changes were taken; 0: nothing waits.

    When nothing fresh waits, a chunk of the walk over all customers is worked instead.
    """

    async def once() -> int:
        async with transaction() as connection:
            taken = await fetch(connection, TAKE, program.id, changes.WALK, limit)
            bought = [change["customer_id"] for change in taken if change["kind"] in PURCHASES]
            if bought:
                await points.lock(connection, program.id, (change["customer_id"] for change in taken))
                await rhythm.refresh(connection, program.id, bought)
            touched = [change["customer_id"] for change in taken]
            await evaluate_in(connection, program, touched, now=now, refunded=_refunded(taken))
            return len(taken)

    return await retrying(once) or await _walk(program, now, limit)


def _refunded(taken: Sequence[Row]) -> set[int]:
    """Whose purchases came back; who bought at the same moment may have left a segment by that."""
    kinds: dict[str, set[int]] = {}
    for change in taken:
        kinds.setdefault(change["kind"], set()).add(change["customer_id"])
    return kinds.get("refund", set()) - kinds.get("receipt", set())


async def _walk(program: Program, now: datetime, limit: int) -> int:
    async def once() -> int:
        async with transaction() as connection:
            taken = await fetch(connection, TAKE_WALK, program.id, changes.WALK)
            if not taken:
                return 0
            chunk = await _chunk(connection, program.id, taken[0]["customer_id"], limit + 1)
            if len(chunk) > limit:
                await changes.add(connection, program.id, chunk[limit:], changes.WALK, now=taken[0]["at"])
            await evaluate_in(connection, program, chunk[:limit], now=now)
            return len(chunk[:limit])

    return await retrying(once)


async def _chunk(connection: Connection, program_id: int, first: int, limit: int) -> list[int]:
    found = await fetch(
        connection,
        "select id from customer where program_id = $1 and id >= $2 order by id limit $3",
        program_id,
        first,
        limit,
    )
    return [customer["id"] for customer in found]


async def evaluate_due(program: Program, *, now: datetime, limit: int = LIMIT) -> int:
    """Evaluate customers whose next change is due, the longest overdue first. Returns how many; 0: none."""

    async def once() -> int:
        async with transaction() as connection:
            due = await fetch(connection, TAKE_DUE, program.id, now, limit)
            await evaluate_in(connection, program, [customer["id"] for customer in due], now=now)
            return len(due)

    return await retrying(once)


async def evaluate_all(program: Program, *, now: datetime) -> None:
    """Have every customer looked at, in chunks that ``consume_changes`` works."""
    async with transaction() as connection:
        await changes.add_all(connection, program.id, now=now)


async def next_due(program: Program) -> datetime | None:
    """When time alone next changes anybody's segments; None: never."""
    found = await row("select min(next_change_at) as at from customer where program_id = $1", program.id)
    return found["at"] if found else None
