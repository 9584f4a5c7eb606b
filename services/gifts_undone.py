"""Gifts whose reason is gone: their points are taken back, once, however they were used meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from services import ids, points
from services.customers import changed
from services.database import Connection, Row, fetch
from services.programs import Program
from services.rules import reclaiming
from services.rules.accounts import Account
from services.rules.ledger import Entry, TakeId
from services.rules.reclaiming import Claim

MOST_ENTRIES = 8  # a revoke, a write-off, what is forgiven, and their debts

GIVEN = """
select e.id as entry_id, e.customer_id, e.points, e.reason, l.id as lot_id,
       coalesce((select sum(a.points) from allocation a
                 join entry x on x.program_id = $1 and x.id = a.entry_id and x.kind = 'expire'
                 where a.program_id = $1 and a.lot_id = l.id), 0)::bigint as burned
from entry e join lot l on l.program_id = $1 and l.entry_id = e.id
where e.program_id = $1 and e.key = any($2::text[])
  and not exists (select from entry u where u.program_id = $1 and u.undoes_id = e.id)
order by e.id
"""
# offers for entering a segment, where a purchase from before them came back after them: they end, with their codes;
# what a used code gave goes with the receipt that used it
OFFERS_END = """
with undone as (
  update given_offer g set expires_at = least(g.expires_at, $3::timestamptz)
  where g.program_id = $1 and g.membership_id = any($2::bigint[]) and exists (
    select from receipt r join refund f on f.program_id = $1 and f.receipt_id = r.id
    where r.program_id = $1 and r.customer_id = g.customer_id and r.recorded_at <= g.at and f.recorded_at >= g.at)
  returning g.id, g.promo_code_id),
codes as (
  update promo_code p set expires_at = least(p.expires_at, $3::timestamptz) from undone u
  where p.program_id = $1 and p.id = u.promo_code_id)
select 'offer:' || id as key from undone
"""


async def take_back(
    connection: Connection, program: Program, keys: Sequence[str], *, actor: str, now: datetime
) -> None:
    """Revoke the grants of these keys; what is spent already becomes a debt, or as the program says.

    Their customers are to be locked.
    """
    for given in await fetch(connection, GIVEN, program.id, list(keys)):
        await _revoke(connection, program, given, actor, now)
        await changed(connection, program.id, given["customer_id"], "points", now)


async def after_refund(
    connection: Connection, program: Program, memberships: Sequence[int], *, now: datetime
) -> None:
    """End the offers of stays in segments that a refund has just ended, and take back what they gave."""
    ended = await fetch(connection, OFFERS_END, program.id, list(memberships), now)
    if ended:
        await take_back(connection, program, [one["key"] for one in ended], actor="program", now=now)


async def _revoke(connection: Connection, program: Program, given: Row, actor: str, now: datetime) -> None:
    customer_id = given["customer_id"]
    accounts = await points.load(connection, program, [customer_id], now, whole=[customer_id])
    account = accounts[customer_id]
    await points.load_lots(connection, program.id, account, [given["lot_id"]])
    take_id = (await ids.take(connection, points.expiries(account) + MOST_ENTRIES)).take
    burned = given["burned"] + _settled(account, given["lot_id"], now, take_id)
    entry = Entry(
        take_id(), "revoke", -given["points"], now, actor, reason=given["reason"], undoes_id=given["entry_id"]
    )
    claim = Claim(entry, (given["lot_id"],), burned)
    forgiving = program.config.points.refunds == "within_balance"
    reclaiming.take_back(account, claim, forgiving=forgiving, take_id=take_id)
    await points.write(connection, program.id, [account])


def _settled(account: Account, lot_id: int, now: datetime, take_id: TakeId) -> int:
    """Bring the account to ``now``; returns how many points of the lot burned on the way."""
    account.settle(now, take_id)
    gone = {entry.id for entry in account.entries if entry.kind == "expire"}
    return sum(use.points for use in account.allocations if use.entry_id in gone and use.lot_id == lot_id)
