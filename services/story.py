"""Why is this my balance: everything that changed it, receipt by receipt, and what it was after each.

The balance of the story is available + pending + held - debt: the sum of the entries. Of one moment, what a
receipt did is one step, and so is what a refund did, and what burned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from services import ids, points, programs
from services.database import Connection, Row, fetch, retrying, transaction
from services.history import PAGE_SIZE, Page
from services.points import Balance
from services.points.balances import of_account
from services.program_file import ProgramConfig
from services.program_file.values import LocalText
from services.programs import Program
from services.receipts import applied


@dataclass(frozen=True, slots=True)
class Part:
    """What one rule gave; ``title`` as the program file had it when the receipt was priced, none: it has no words."""

    code: str
    title: LocalText | None
    points: int


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the balance by ``points`` to ``balance``; the parts are unsigned.

    ``kind``: purchase, refund, debt_paid (the sum stays as it is), or the kind of a single entry. ``total`` is what
    was bought or came back, in minor units.
    """

    kind: str
    at: datetime
    points: int
    balance: int
    earned: int
    given: int
    spent: int
    restored: int
    revoked: int
    forgiven: int
    owed: int
    paid: int
    reason: str | None
    store: str | None
    total: int | None
    rules: tuple[Part, ...] = ()  # what gave the earned points
    capped: int = 0  # how many more caps took away


@dataclass(frozen=True, slots=True)
class Story:
    """A page of steps, the newest first, and the balance that they lead to."""

    balance: Balance
    page: Page[Step]


STEPS = """
with told as (
  select case when e.receipt_id is null then e.kind when e.kind in ('earn', 'grant', 'spend') then 'purchase'
              else 'refund' end as kind,
         e.receipt_id, e.at, min(e.id) as first, sum(e.points)::bigint as points,
         coalesce(sum(e.points) filter (where e.kind = 'earn'), 0)::bigint as earned,
         coalesce(sum(e.points) filter (where e.kind = 'grant'), 0)::bigint as given,
         coalesce(-sum(e.points) filter (where e.kind = 'spend'), 0)::bigint as spent,
         coalesce(sum(e.points) filter (where e.kind = 'restore'), 0)::bigint as restored,
         coalesce(-sum(e.points) filter (where e.kind = 'revoke'), 0)::bigint as revoked,
         coalesce(sum(e.points) filter (where e.kind = 'forgive'), 0)::bigint as forgiven,
         (coalesce(sum(d.points), 0) - coalesce(sum(e.points) filter (where e.kind = 'forgive'), 0))::bigint as owed,
         0::bigint as paid, min(e.reason) as reason
  from entry e left join debt d on d.program_id = $1 and d.entry_id = e.id and d.customer_id = $2
  where e.program_id = $1 and e.customer_id = $2
  group by 1, e.receipt_id, e.at, case when e.receipt_id is null and e.kind <> 'expire' then e.id end
  union all
  select 'debt_paid', null, a.at, 9223372036854775807, 0, 0, 0, 0, 0, 0, 0, 0, sum(a.points)::bigint, null
  from debt d join allocation a on a.program_id = $1 and a.debt_id = d.id and a.use = 'pay'
  where d.program_id = $1 and d.customer_id = $2 group by a.at
), counted as (
  select *, (sum(points) over (order by at, first))::bigint as balance from told
)
select t.kind, t.at, t.points, t.balance, t.earned, t.given, t.spent, t.restored, t.revoked, t.forgiven,
       greatest(t.owed, 0) as owed, t.paid, t.reason, s.name as store,
       case t.kind when 'purchase' then r.total when 'refund' then
         (select sum(f.amount)::bigint from refund f
          where f.program_id = $1 and f.receipt_id = r.id and f.recorded_at = t.at) end as total,
       r.program_version as version, r.applied, r.capped
from counted t
left join receipt r on r.program_id = $1 and r.id = t.receipt_id
left join store s on s.program_id = $1 and s.id = r.store_id
order by t.at desc, t.first desc limit $3 offset $4
"""
COUNT = """
select (select count(*) from (
          select 1 from entry where program_id = $1 and customer_id = $2
          group by receipt_id, at, receipt_id is not null and kind in ('earn', 'grant', 'spend'),
                   case when receipt_id is null then kind end,
                   case when receipt_id is null and kind <> 'expire' then id end) e)
     + (select count(distinct a.at) from debt d
        join allocation a on a.program_id = $1 and a.debt_id = d.id and a.use = 'pay'
        where d.program_id = $1 and d.customer_id = $2) as steps
"""


async def tell(
    program: Program, customer_id: int, page: int, *, now: datetime, size: int = PAGE_SIZE
) -> Story:
    """A page (from 1; beyond the last: the last) of the story, settled as of now so that it tells all of it."""
    return await retrying(lambda: _tell(program, customer_id, page, now, size))


async def _tell(program: Program, customer_id: int, page: int, now: datetime, size: int) -> Story:
    async with transaction() as connection:
        balance = await _settled(connection, program, customer_id, now)
        [counted] = await fetch(connection, COUNT, program.id, customer_id)
        pages = max(1, -(-counted["steps"] // size))
        number = min(max(page, 1), pages)
        found = await fetch(connection, STEPS, program.id, customer_id, size, (number - 1) * size)
        told = [row["version"] for row in found if row["earned"]]
        configs = await programs.configs(connection, program, told)
    return Story(balance, Page(tuple(_step(row, configs) for row in found), number, pages))


def _step(row: Row, configs: Mapping[int, ProgramConfig]) -> Step:
    kept = {name: row[name] for name in Step.__slots__ if name not in ("rules", "capped")}
    if not row["earned"]:
        return Step(**kept)
    config = configs[row["version"]]
    rules = tuple(
        Part(one.code, applied.title(config, one.code), one.points)
        for one in applied.read(row["earned"], row["applied"])
    )
    return Step(**kept, rules=rules, capped=row["capped"] or 0)


async def _settled(connection: Connection, program: Program, customer_id: int, now: datetime) -> Balance:
    """The balance as of now; what burned or was released since somebody looked last becomes rows."""
    await points.lock(connection, program.id, [customer_id])
    loaded = await points.load(connection, program, [customer_id], now, whole=[customer_id])
    account = loaded[customer_id]
    account.settle(now, (await ids.take(connection, points.expiries(account))).take)
    await points.write(connection, program.id, [account])
    return of_account(account)
