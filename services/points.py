"""The ledger: the only writer of entry, lot, allocation and balance.

A command locks its customers, loads their accounts as of now, changes them in memory, and writes them
back in the same transaction. Balances are written from the account, so they cannot drift from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services import ids
from services.database import Connection, Row, fetch, rows, transaction
from services.program_file import ProgramConfig
from services.rules.accounts import Account, Allocation, Entry, Life, Lot
from services.writing import Columns, Writing


@dataclass(frozen=True, slots=True)
class Balance:
    """A customer's points as of a moment."""

    available: int
    pending: int
    held: int
    debt: int
    maturing: tuple[tuple[datetime, int], ...]  # when pending points become available
    expiring: tuple[tuple[datetime, int], ...]  # the soonest expiries of available points

    @property
    def soonest_expiry(self) -> tuple[datetime, int] | None:
        """The next moment at which points burn, and how many."""
        return self.expiring[0] if self.expiring else None


@dataclass(frozen=True, slots=True)
class Grant:
    """Points to give outside a receipt; ``key`` makes a repeat harmless."""

    customer_id: int
    points: int
    reason: str
    actor: str
    key: str


LOCK = (
    "select id from customer where program_id = $1 and id = any($2::bigint[]) order by id for no key update"
)
DUE = """
select b.customer_id, b.available, b.pending, b.held as total_held, b.debt,
       l.id, l.entry_id, l.merchant_id, l.issued, l.remaining, l.held, l.consumed, l.restored, l.matures_at, l.matured,
       l.expires_at
from balance b
left join lot l on l.program_id = $1 and l.customer_id = b.customer_id and (l.remaining > 0 or l.held > 0)
               and ((not l.matured and l.matures_at <= $3) or l.expires_at <= $3)
where b.program_id = $1 and b.customer_id = any($2::bigint[])
order by l.id
"""

# one statement, so that the sums and the lots are those of one moment
LIVE = """
select b.customer_id, b.available, b.pending, b.held as total_held, b.debt,
       l.id, l.entry_id, l.merchant_id, l.issued, l.remaining, l.held, l.consumed, l.restored, l.matures_at, l.matured,
       l.expires_at
from balance b
left join lot l on l.program_id = $1 and l.customer_id = $2 and l.remaining > 0
where b.program_id = $1 and b.customer_id = $2
"""


def life(config: ProgramConfig, now: datetime) -> Life:
    """When points earned now become available and expire; their life starts when they mature."""
    matures_at = now + config.points.pending
    return Life(matures_at, _expiry(config, matures_at))


def granted_life(config: ProgramConfig, now: datetime) -> Life:
    """Gifts are available at once."""
    return Life(now, _expiry(config, now))


def _expiry(config: ProgramConfig, matures_at: datetime) -> datetime | None:
    return matures_at + config.points.expire_after if config.points.expire_after else None


async def lock(connection: Connection, program_id: int, customer_ids: Iterable[int]) -> None:
    """Lock customers in the one order that every command uses."""
    await fetch(connection, LOCK, program_id, sorted(set(customer_ids)))


async def load(
    connection: Connection, program_id: int, customer_ids: Sequence[int], now: datetime
) -> dict[int, Account]:
    """The accounts of locked customers with the lots that are due by ``now``; not settled yet."""
    accounts = {customer_id: Account(customer_id) for customer_id in customer_ids}
    if accounts:
        _fill(accounts, await fetch(connection, DUE, program_id, list(accounts), now))
    return accounts


async def write(connection: Connection, program_id: int, accounts: Iterable[Account]) -> None:
    """Write what changed in the caller's transaction."""
    writing = Writing(program_id)
    put(writing, accounts)
    await writing.run(connection)


def put(writing: Writing, accounts: Iterable[Account]) -> None:
    """The same as a part of what a command writes: entries, lots, allocations, and the sums."""
    changed = [account for account in accounts if account.changed]
    _entries(writing, changed)
    _lots(writing, changed)
    _allocations(writing, changed)
    _sums(writing, changed)


async def give(
    connection: Connection, program_id: int, config: ProgramConfig, grants: Sequence[Grant], *, now: datetime
) -> list[Grant]:
    """Give points in the caller's transaction; returns the grants that were new (by ``key``).

    Locks the customers; the points are available at once.
    """
    customer_ids = sorted({grant.customer_id for grant in grants})
    await lock(connection, program_id, customer_ids)
    known = await fetch(
        connection,
        "select key from entry where program_id = $1 and key = any($2::text[])",
        program_id,
        [grant.key for grant in grants],
    )
    done = {entry["key"] for entry in known}
    fresh = list(
        {grant.key: grant for grant in grants if grant.key not in done and grant.points > 0}.values()
    )
    accounts = await load(connection, program_id, customer_ids, now)
    reserve = 2 * len(fresh) + sum(len(account.lots) for account in accounts.values())
    take_id = (await ids.take(connection, reserve)).take
    for account in accounts.values():
        account.settle(now, take_id)
    for grant in fresh:
        _add_grant(accounts[grant.customer_id], grant, granted_life(config, now), take_id, now)
    await write(connection, program_id, accounts.values())
    return fresh


def _add_grant(account: Account, grant: Grant, life: Life, take_id: Callable[[], int], now: datetime) -> None:
    entry = Entry(take_id(), "grant", grant.points, now, grant.actor, reason=grant.reason, key=grant.key)
    account.add(entry, life, take_id(), now)


async def settle_due(program_id: int, *, now: datetime, limit: int = 500) -> int:
    """Settle customers whose lots mature or expire; returns how many there were (0: nothing is due)."""
    async with transaction() as connection:
        due = await fetch(
            connection,
            """
            select distinct customer_id from (
                (select customer_id from lot where program_id = $1 and not matured and matures_at <= $2 limit $3)
                union all
                (select customer_id from lot where program_id = $1 and remaining > 0 and expires_at <= $2 limit $3)
            ) as due order by customer_id limit $3
            """,
            program_id,
            now,
            limit,
        )
        customer_ids = [found["customer_id"] for found in due]
        await lock(connection, program_id, customer_ids)
        accounts = await load(connection, program_id, customer_ids, now)
        take_id = (await ids.take(connection, sum(len(a.lots) for a in accounts.values()))).take
        for account in accounts.values():
            account.settle(now, take_id)
        await write(connection, program_id, accounts.values())
    return len(customer_ids)


async def balance(program_id: int, customer_id: int, *, now: datetime) -> Balance:
    """The balance as of now, settled in memory; nothing is written."""
    account = Account(customer_id)
    _fill({customer_id: account}, await rows(LIVE, program_id, customer_id))
    account.settle(now, lambda: 0)
    return Balance(
        account.available,
        account.pending,
        account.held,
        account.debt,
        _by_moment((lot.matures_at, lot.remaining) for lot in account.lots if not lot.matured),
        _by_moment((lot.expires_at, lot.remaining) for lot in account.lots if lot.matured and lot.expires_at),
    )


def _fill(accounts: Mapping[int, Account], found: Sequence[Row]) -> None:
    """The rows of ``DUE`` or ``LIVE`` into accounts: the sums again and again, each lot once."""
    for row in found:
        account = accounts[row.pop("customer_id")]
        account.available, account.pending, account.held, account.debt = (
            row.pop(column) for column in ("available", "pending", "total_held", "debt")
        )
        if row["id"] is not None:
            account.lots.append(Lot(**row))


def _by_moment(amounts: Iterable[tuple[datetime, int]]) -> tuple[tuple[datetime, int], ...]:
    sums: dict[datetime, int] = {}
    for moment, points in amounts:
        if points:
            sums[moment] = sums.get(moment, 0) + points
    return tuple(sorted(sums.items()))


async def soon_expiring(program_id: int, *, now: datetime, within: timedelta, limit: int = 500) -> list[Row]:
    """Customers whose points burn within the time: customer_id, expires_at, points; soonest first."""
    return await rows(
        "select customer_id, expires_at, sum(remaining)::bigint as points from lot"
        " where program_id = $1 and matured and remaining > 0 and expires_at > $2 and expires_at <= $3"
        " group by customer_id, expires_at order by expires_at limit $4",
        program_id,
        now,
        now + within,
        limit,
    )


ENTRY = {
    "customer_id": "bigint",
    "id": "bigint",
    "kind": "text",
    "points": "bigint",
    "at": "timestamptz",
    "actor": "text",
    "receipt_id": "bigint",
    "merchant_id": "bigint",
    "reason": "text",
    "key": "text",
}
LOT = {
    "customer_id": "bigint",
    "id": "bigint",
    "entry_id": "bigint",
    "merchant_id": "bigint",
    "issued": "bigint",
    "remaining": "bigint",
    "held": "bigint",
    "consumed": "bigint",
    "restored": "bigint",
    "matures_at": "timestamptz",
    "matured": "bool",
    "expires_at": "timestamptz",
}
LOT_CHANGE = {
    "id": "bigint",
    "remaining": "bigint",
    "held": "bigint",
    "consumed": "bigint",
    "restored": "bigint",
    "matured": "bool",
}
ALLOCATION = {
    "customer_id": "bigint",
    "entry_id": "bigint",
    "lot_id": "bigint",
    "points": "bigint",
    "at": "timestamptz",
}
BALANCE = {
    "customer_id": "bigint",
    "available": "bigint",
    "pending": "bigint",
    "held": "bigint",
    "debt": "bigint",
}
NEW_SUMS = """
on conflict (program_id, customer_id) do update
set available = excluded.available, pending = excluded.pending, held = excluded.held, debt = excluded.debt
"""


def _entries(writing: Writing, accounts: Sequence[Account]) -> None:
    made = [_columns(entry, ENTRY, account) for account in accounts for entry in account.entries]
    writing.insert("entry", ENTRY, made)


def _lots(writing: Writing, accounts: Sequence[Account]) -> None:
    made = [_columns(lot, LOT, account) for account in accounts for lot in account.new_lots]
    writing.insert("lot", LOT, made)
    changed = [_columns(lot, LOT_CHANGE, account) for account in accounts for lot in account.changed_lots]
    writing.update("lot", LOT_CHANGE, changed)


def _allocations(writing: Writing, accounts: Sequence[Account]) -> None:
    made = [_columns(used, ALLOCATION, account) for account in accounts for used in account.allocations]
    writing.insert("allocation", ALLOCATION, made)


def _sums(writing: Writing, accounts: Sequence[Account]) -> None:
    sums = [_columns(account, BALANCE, account) for account in accounts]
    writing.insert("balance", BALANCE, sums, conflict=NEW_SUMS)


def _columns(
    row: Account | Entry | Lot | Allocation, columns: Columns, account: Account
) -> tuple[object, ...]:
    return tuple(account.customer_id if name == "customer_id" else getattr(row, name) for name in columns)
