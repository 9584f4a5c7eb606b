"""Bring memberships up to date with what the conditions say now, for any set of customers at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from services import gifts_undone, offers
from services.database import Connection, fetch, retrying, transaction
from services.offers import Entered
from services.programs import Program
from services.segments.compiling import club_days, compile_segments

ENTERED = "segment_entered"
LEFT = "segment_left"

# data-sized plans: with a plan made for ten customers a statement over thousands goes through them in loops
PLANNING = "select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true)"

LOCK = """
select id from customer where program_id = $1 and id = any($2::bigint[]) order by id for no key update
"""

CHANGE = f"""
, gone as (
  update membership m set left_at = $3::timestamptz
  from state s cross join lateral unnest(s.present, s.present_ids) as was(segment, id)
  where was.segment <> all(s.codes) and m.program_id = $1 and m.id = was.id
  returning m.id, m.segment, m.customer_id
), entered as (
  insert into membership (program_id, segment, customer_id, entered_at)
  select $1, code, s.id, $3::timestamptz from state s cross join lateral unnest(s.codes) as code
  where code <> all(s.present)
  on conflict do nothing
  returning id, segment, customer_id
), told as (
  insert into event (program_id, customer_id, kind, key, data, at)
  select $1, customer_id, kind, kind || ':' || id, jsonb_build_object('segment', segment), $3::timestamptz
  from (select id, segment, customer_id, '{ENTERED}' as kind from entered
        union all select id, segment, customer_id, '{LEFT}' from gone) moved
  on conflict (program_id, key) do nothing
), due as (
  update customer c set next_change_at = s.next_at from state s
  where c.program_id = $1 and c.id = s.id and s.next_at is distinct from s.next_change_at
)
select 'entered' as kind, id, segment, customer_id from entered
union all select 'left', id, segment, customer_id from gone
order by customer_id, id
"""  # noqa: S608 - two words of this module


@dataclass(frozen=True, slots=True)
class Moves:
    """Who entered and who left, as (customer, segment), and the offers given on entering."""

    entered: tuple[tuple[int, str], ...] = ()
    left: tuple[tuple[int, str], ...] = ()
    offers: int = 0


async def evaluate(program: Program, customer_ids: Sequence[int], *, now: datetime) -> Moves:
    """Compare the customers' segments with the conditions; write what changed, in one transaction.

    Entering and leaving become events; entering gives offers. Customers of other programs are passed over.
    """

    async def once() -> Moves:
        async with transaction() as connection:
            return await evaluate_in(connection, program, customer_ids, now=now)

    return await retrying(once)


async def evaluate_in(
    connection: Connection,
    program: Program,
    customer_ids: Sequence[int],
    *,
    now: datetime,
    refunded: Collection[int] = (),
) -> Moves:
    """The same in the caller's transaction, which must hold no lock on customers but these.

    Who leaves a segment by a refund (``refunded``: customers) loses the points of its offers.
    """
    if not customer_ids:
        return Moves()
    await fetch(connection, PLANNING)
    found = await fetch(connection, LOCK, program.id, sorted(set(customer_ids)))
    locked = [customer["id"] for customer in found]
    first = program.config.stores[0]
    compiled = compile_segments(program.config.all_segments, club_days(program.config.clubs, first.zone))
    moved = await fetch(
        connection, compiled.text + CHANGE, program.id, locked, now, first.timezone, *compiled.values
    )
    entered = [
        Entered(row["id"], row["customer_id"], row["segment"]) for row in moved if row["kind"] == "entered"
    ]
    undone = [row["id"] for row in moved if row["kind"] == "left" and row["customer_id"] in refunded]
    if undone:
        await gifts_undone.after_refund(connection, program, undone, now=now)
    given = await offers.give(connection, program, entered, now=now)
    return Moves(
        tuple((entry.customer_id, entry.segment) for entry in entered),
        tuple((row["customer_id"], row["segment"]) for row in moved if row["kind"] == "left"),
        given,
    )
