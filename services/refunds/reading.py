"""The rows that a refund is worked out from, read under lock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from services import points
from services.database import Connection, Row, fetch
from services.programs import Program
from services.rules.accounts import Account
from services.rules.ledger import TakeId
from services.rules.refunding import RefundLine


@dataclass(frozen=True, slots=True)
class Sale:
    """A receipt as refunds see it; points and minor units, with what earlier refunds did."""

    id: int
    merchant_id: int
    receipt_id: str
    customer_id: int | None
    currency: str
    total: int
    redeemed: int
    earned: int
    refunded: int
    revoked: int
    restored: int
    gifts: int
    revoked_gifts: int
    tier: str | None  # the one it was priced with
    recorded_at: datetime
    store: str
    refunds: int  # how many there were


@dataclass(frozen=True, slots=True)
class Buyer:
    """The customer of the receipt; the row is locked."""

    id: int
    card: str
    joined_at: datetime | None
    language: str
    tier: str | None
    tier_since: datetime | None
    spent: int
    receipts: int


@dataclass(frozen=True, slots=True)
class Thanks:
    """Points that were given for answering the survey about the receipt."""

    entry_id: int
    points: int
    lot_id: int


@dataclass(slots=True)
class Points:
    """The account with every lot that the refund may touch, and how they came to it."""

    account: Account
    used: dict[int, int] = field(default_factory=dict)  # lot -> points that paid and were not restored
    own: tuple[int, ...] = ()  # lots of what the receipt earned, then of its gifts
    burned: int = 0  # points of the own lots that expired and were not written off yet
    thanks: Thanks | None = None
    thanks_burned: int = 0


FIND = "select id, customer_id from receipt where program_id = $1 and merchant_id = $2 and receipt_id = $3"
SALE = """
select r.id, r.merchant_id, r.receipt_id, r.customer_id, r.currency, r.total, r.redeemed, r.earned, r.refunded,
       r.revoked, r.restored, r.revoked_gifts, r.tier, r.recorded_at, s.name as store,
       greatest(r.gifts, (select coalesce(sum(e.points), 0)::bigint from entry e
                          where e.program_id = $1 and e.receipt_id = r.id and e.kind = 'grant')) as gifts,
       (select count(*) from refund f where f.program_id = $1 and f.receipt_id = r.id) as refunds
from receipt r join store s on s.program_id = $1 and s.id = r.store_id
where r.program_id = $1 and r.id = $2
"""
LINES = """
select amount, paid, redeemed, earned, discount, refunded, revoked, restored from receipt_line
where program_id = $1 and receipt_id = $2 order by number
"""
BUYER = """
select id, card, joined_at, language, tier, tier_since, spent, receipts from customer
where program_id = $1 and id = $2
"""
# kept: entries of the receipt with the lots that they made or used
ENTRIES = """
select e.id, e.kind, e.points, e.reason, l.id as own_lot, a.lot_id as used_lot, a.use, a.points as used
from entry e
left join lot l on l.program_id = $1 and l.entry_id = e.id
left join allocation a on a.program_id = $1 and a.entry_id = e.id and e.kind in ('spend', 'restore')
where e.program_id = $1 and e.receipt_id = $2 order by e.id, a.id
"""
THANKS = """
select e.id as entry_id, e.points, l.id as lot_id
from invitation i
join entry e on e.program_id = $1 and e.key = 'survey:' || i.id
join lot l on l.program_id = $1 and l.entry_id = e.id
where i.program_id = $1 and i.receipt_id = $2
  and not exists (select from entry u where u.program_id = $1 and u.undoes_id = e.id)
"""
BURNED = """
select a.lot_id, sum(a.points)::bigint as points from allocation a
join entry e on e.program_id = $1 and e.id = a.entry_id and e.kind = 'expire'
where a.program_id = $1 and a.lot_id = any($2::bigint[]) group by a.lot_id
"""


async def find(
    connection: Connection, program_id: int, merchant_id: int, receipt_id: str
) -> tuple[int, int | None] | None:
    """The program's id of a merchant's receipt, and its customer."""
    found = await fetch(connection, FIND, program_id, merchant_id, receipt_id)
    return (found[0]["id"], found[0]["customer_id"]) if found else None


async def lock(connection: Connection, program_id: int, receipt: int) -> None:
    """Lock a receipt, after its customer. What is read of it comes in later statements, which see the last refund."""
    sql = "select id from receipt where program_id = $1 and id = $2 for no key update"
    await fetch(connection, sql, program_id, receipt)


async def sale(connection: Connection, program_id: int, receipt: int) -> Sale:
    """The receipt under lock."""
    return Sale(**(await fetch(connection, SALE, program_id, receipt))[0])


async def lines(connection: Connection, program_id: int, receipt: int) -> list[RefundLine]:
    """The receipt's lines in order."""
    return [RefundLine(**line) for line in await fetch(connection, LINES, program_id, receipt)]


async def buyer(connection: Connection, program_id: int, customer_id: int) -> Buyer:
    """The customer, who is to be locked before."""
    return Buyer(**(await fetch(connection, BUYER, program_id, customer_id))[0])


async def account(
    connection: Connection, program: Program, sold: Sale, customer_id: int, now: datetime
) -> Points:
    """The customer's account, not settled yet, with the lots of this receipt whatever is left of them."""
    loaded = await points.load(connection, program, [customer_id], now, whole=[customer_id])
    found = Points(loaded[customer_id])
    _fill(found, await fetch(connection, ENTRIES, program.id, sold.id))
    thanked = await fetch(connection, THANKS, program.id, sold.id)
    if thanked:
        found.thanks = Thanks(**thanked[0])
    wanted = [*found.own, *found.used, *([found.thanks.lot_id] if found.thanks else [])]
    await points.load_lots(connection, program.id, found.account, wanted)
    burned = {row["lot_id"]: row["points"] for row in await fetch(connection, BURNED, program.id, wanted)}
    found.burned += sum(burned.get(lot_id, 0) for lot_id in found.own)
    found.thanks_burned = burned.get(found.thanks.lot_id, 0) if found.thanks else 0
    return found


def _fill(found: Points, entries: list[Row]) -> None:
    """What the receipt's entries did to which lots; what was written off as burned does not count again."""
    earned = [row["own_lot"] for row in entries if row["kind"] == "earn" and row["own_lot"]]
    given = [row["own_lot"] for row in entries if row["kind"] == "grant" and row["own_lot"]]
    found.own = (*earned, *given)
    for row in entries:
        if row["kind"] == "forgive" and row["reason"] == "burned":
            found.burned -= row["points"]
        if row["use"]:
            sign = -1 if row["use"] == "restore" else 1
            found.used[row["used_lot"]] = found.used.get(row["used_lot"], 0) + sign * row["used"]


def settled(found: Points, now: datetime, take_id: TakeId) -> None:
    """Bring the account to ``now``, and count what burns on the way."""
    account = found.account
    account.settle(now, take_id)
    gone = {entry.id for entry in account.entries if entry.kind == "expire"}
    for used in account.allocations:
        if used.entry_id in gone:
            found.burned += used.points if used.lot_id in found.own else 0
            found.thanks_burned += used.points if found.thanks and used.lot_id == found.thanks.lot_id else 0
