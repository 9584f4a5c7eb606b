"""Points that came with a first payment go with its refund, however they were used meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from services import ids, points
from services.customers import changed
from services.database import Connection, Row, fetch
from services.rules import reclaiming
from services.rules.accounts import Account
from services.rules.ledger import Entry, TakeId
from services.rules.reclaiming import Claim

if TYPE_CHECKING:
    from services.programs import Program

MOST_ENTRIES = 8  # a revoke, a write-off, what is forgiven, and their debts

GIVEN = """
select e.id as entry_id, e.points, l.id as lot_id,
       coalesce((select sum(a.points) from allocation a
                 join entry x on x.program_id = $1 and x.id = a.entry_id and x.kind = 'expire'
                 where a.program_id = $1 and a.lot_id = l.id), 0)::bigint as burned
from entry e join lot l on l.program_id = $1 and l.entry_id = e.id
where e.program_id = $1 and e.key = $2
  and not exists (select from entry u where u.program_id = $1 and u.undoes_id = e.id)
"""
CODE = "select code from paid_membership where program_id = $1 and id = $2"


async def take_back(
    connection: Connection, program: Program, payment: Row, *, actor: str, now: datetime
) -> None:
    """Revoke the points of a payment, once; what is spent already becomes a debt, or as the program says."""
    if not payment["points"]:
        return
    code = (await fetch(connection, CODE, program.id, payment["membership_id"]))[0]["code"]
    key = f"membership:{payment['customer_id']}:{code}"
    given = await fetch(connection, GIVEN, program.id, key)
    if given:
        await _revoke(connection, program, payment["customer_id"], given[0], actor, now)
        await changed(connection, program.id, payment["customer_id"], "points", now)


async def _revoke(
    connection: Connection, program: Program, customer_id: int, given: Row, actor: str, now: datetime
) -> None:
    accounts = await points.load(connection, program, [customer_id], now, whole=[customer_id])
    account = accounts[customer_id]
    await points.load_lots(connection, program.id, account, [given["lot_id"]])
    take_id = (await ids.take(connection, points.expiries(account) + MOST_ENTRIES)).take
    burned = given["burned"] + _settled(account, given["lot_id"], now, take_id)
    entry = Entry(
        take_id(), "revoke", -given["points"], now, actor, reason="membership", undoes_id=given["entry_id"]
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
