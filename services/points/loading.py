"""Reading accounts: the sums, the lots that matter, open debts and live holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from services.database import Connection, Row, fetch, rows
from services.programs import Program
from services.rules.accounts import Account
from services.rules.ledger import Debt, Hold, Lot

LOCK = (
    "select id from customer where program_id = $1 and id = any($2::bigint[]) order by id for no key update"
)
LOCK_FREE = LOCK + " skip locked"
LOT_COLUMNS = (
    "l.id, l.entry_id, l.merchant_id, l.issued, l.remaining, l.held, l.consumed, l.restored, l.matures_at,"
    " l.matured, l.expires_at, l.graced"
)
# one statement, so that the sums and the lots are those of one moment; whoever owes or has holds needs all lots
ACCOUNTS = f"""
select b.customer_id, b.available, b.pending, b.held as total_held, b.debt, {LOT_COLUMNS}
from balance b
left join lot l on l.program_id = $1 and l.customer_id = b.customer_id and (l.remaining > 0 or l.held > 0)
               and (b.customer_id = any($4::bigint[]) or b.held > 0 or b.debt > 0
                    or (not l.matured and l.matures_at <= $3) or l.expires_at <= $3)
where b.program_id = $1 and b.customer_id = any($2::bigint[])
order by l.id
"""  # noqa: S608 - a constant
DEBTS = """
select customer_id, id, entry_id, points, paid, forgiven from debt
where program_id = $1 and customer_id = any($2::bigint[]) and paid + forgiven < points order by id
"""
HOLDS = """
select h.customer_id, h.id, h.expires_at, a.lot_id,
       sum(case a.use when 'hold' then a.points else -a.points end)::bigint as points
from hold h join allocation a on a.program_id = h.program_id and a.hold_id = h.id
where h.program_id = $1 and h.customer_id = any($2::bigint[]) and h.state in ('waiting', 'live')
group by h.customer_id, h.id, h.expires_at, a.lot_id order by h.id, a.lot_id
"""


async def lock(connection: Connection, program_id: int, customer_ids: Iterable[int]) -> None:
    """Lock customers in the one order that every command uses."""
    await fetch(connection, LOCK, program_id, sorted(set(customer_ids)))


async def lock_free(connection: Connection, program_id: int, customer_ids: Iterable[int]) -> list[int]:
    """Lock those of the customers whom nobody else has locked; returns them."""
    found = await fetch(connection, LOCK_FREE, program_id, sorted(set(customer_ids)))
    return [customer["id"] for customer in found]


async def load(
    connection: Connection,
    program: Program,
    customer_ids: Sequence[int],
    now: datetime,
    *,
    whole: Sequence[int] = (),
) -> dict[int, Account]:
    """The accounts of locked customers with all that is due by ``now``; not settled yet.

    Of customers in ``whole`` every lot with points is read, for who spends, holds or revokes.
    """
    accounts = _accounts(program, customer_ids)
    if accounts:
        found = await fetch(connection, ACCOUNTS, program.id, list(accounts), now, list(whole))
        _fill(accounts, found)
        if owing := [a.customer_id for a in accounts.values() if a.debt]:
            _fill_debts(accounts, await fetch(connection, DEBTS, program.id, owing))
        if holding := [a.customer_id for a in accounts.values() if a.held]:
            _fill_holds(accounts, await fetch(connection, HOLDS, program.id, holding))
    return accounts


async def read(program: Program, customer_id: int, now: datetime) -> Account:
    """One account with every lot, outside a transaction; to be looked at and not to be written."""
    accounts = _accounts(program, [customer_id])
    _fill(accounts, await rows(ACCOUNTS, program.id, [customer_id], now, [customer_id]))
    account = accounts[customer_id]
    if account.debt:
        _fill_debts(accounts, await rows(DEBTS, program.id, [customer_id]))
    if account.held:
        _fill_holds(accounts, await rows(HOLDS, program.id, [customer_id]))
    return account


async def load_lots(
    connection: Connection, program_id: int, account: Account, lot_ids: Iterable[int]
) -> None:
    """Add lots that have no points any more, for who brings some back."""
    missing = sorted(set(lot_ids) - {lot.id for lot in account.lots})
    if missing:
        sql = f"select {LOT_COLUMNS} from lot l where l.program_id = $1 and l.id = any($2::bigint[]) order by l.id"  # noqa: S608
        account.lots += [Lot(**lot) for lot in await fetch(connection, sql, program_id, missing)]


def _accounts(program: Program, customer_ids: Iterable[int]) -> dict[int, Account]:
    grace = timedelta(days=program.config.points.restore_grace_days)
    return {customer_id: Account(customer_id, grace=grace) for customer_id in customer_ids}


def _fill(accounts: Mapping[int, Account], found: Sequence[Row]) -> None:
    """The rows of ``ACCOUNTS``: the sums again and again, each lot once."""
    for row in found:
        account = accounts[row.pop("customer_id")]
        account.available, account.pending, account.held, account.debt = (
            row.pop(column) for column in ("available", "pending", "total_held", "debt")
        )
        if row["id"] is not None:
            account.lots.append(Lot(**row))


def _fill_debts(accounts: Mapping[int, Account], found: Sequence[Row]) -> None:
    for row in found:
        accounts[row.pop("customer_id")].debts.append(Debt(**row))


def _fill_holds(accounts: Mapping[int, Account], found: Sequence[Row]) -> None:
    holds: dict[int, Hold] = {}
    for row in found:
        if row["id"] not in holds:
            holds[row["id"]] = Hold(row["id"], row["expires_at"])
            accounts[row["customer_id"]].holds.append(holds[row["id"]])
        if row["points"]:
            holds[row["id"]].shares[row["lot_id"]] = row["points"]
