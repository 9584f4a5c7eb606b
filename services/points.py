"""The ledger: the only writer of entry, lot, allocation and balance.

A command locks its customers, loads their accounts as of now, changes them in memory, and writes them
back in the same transaction. Balances are written from the account, so they cannot drift from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services import ids
from services.database import Connection, Row, fetch, rows, transaction
from services.program_file import ProgramConfig
from services.rules.accounts import Account, Allocation, Entry, Life, Lot


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
SUMS = (
    "select customer_id, available, pending, held, debt from balance"
    " where program_id = $1 and customer_id = any($2::bigint[])"
)
DUE = """
select customer_id, id, entry_id, merchant_id, issued, remaining, held, consumed, restored,
       matures_at, matured, expires_at
from lot
where program_id = $1 and customer_id = any($2::bigint[]) and (remaining > 0 or held > 0)
  and ((not matured and matures_at <= $3) or expires_at <= $3)
order by id
"""

# one statement, so that the sums and the lots are those of one moment
LIVE = """
select b.available, b.pending, b.held as total_held, b.debt,
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
    if not accounts:
        return accounts
    for sums in await fetch(connection, SUMS, program_id, list(accounts)):
        accounts[sums["customer_id"]] = Account(**sums)
    for due in await fetch(connection, DUE, program_id, list(accounts), now):
        customer_id = due.pop("customer_id")
        accounts[customer_id].lots.append(Lot(**due))
    return accounts


async def write(connection: Connection, program_id: int, accounts: Iterable[Account]) -> None:
    """Write what changed: new entries, lots and allocations, changed lots, and the sums."""
    changed = [account for account in accounts if account.changed]
    if not changed:
        return
    await _write_entries(connection, program_id, changed)
    await _write_lots(connection, program_id, changed)
    await _update_lots(connection, program_id, [lot for account in changed for lot in account.changed_lots])
    await _write_allocations(connection, program_id, changed)
    await _write_sums(connection, program_id, changed)


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
    account = _account(customer_id, await rows(LIVE, program_id, customer_id))
    account.settle(now, lambda: 0)
    return Balance(
        account.available,
        account.pending,
        account.held,
        account.debt,
        _by_moment((lot.matures_at, lot.remaining) for lot in account.lots if not lot.matured),
        _by_moment((lot.expires_at, lot.remaining) for lot in account.lots if lot.matured and lot.expires_at),
    )


def _account(customer_id: int, found: Sequence[Row]) -> Account:
    """The account of the rows of ``LIVE``."""
    account = Account(customer_id)
    for live in found:
        account.available, account.pending, account.held, account.debt = (
            live.pop(column) for column in ("available", "pending", "total_held", "debt")
        )
        if live["id"] is not None:
            account.lots.append(Lot(**live))
    return account


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


async def _write_entries(connection: Connection, program_id: int, accounts: Sequence[Account]) -> None:
    made: list[tuple[int, Entry]] = [(a.customer_id, entry) for a in accounts for entry in a.entries]
    await fetch(
        connection,
        """
        insert into entry (program_id, customer_id, id, kind, points, at, actor, receipt_id, merchant_id, reason, key)
        select $1, * from unnest($2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::timestamptz[], $7::text[],
                                 $8::bigint[], $9::bigint[], $10::text[], $11::text[])
        """,
        program_id,
        [customer_id for customer_id, _ in made],
        [entry.id for _, entry in made],
        [entry.kind for _, entry in made],
        [entry.points for _, entry in made],
        [entry.at for _, entry in made],
        [entry.actor for _, entry in made],
        [entry.receipt_id for _, entry in made],
        [entry.merchant_id for _, entry in made],
        [entry.reason for _, entry in made],
        [entry.key for _, entry in made],
    )


async def _write_lots(connection: Connection, program_id: int, accounts: Sequence[Account]) -> None:
    made: list[tuple[int, Lot]] = [(a.customer_id, lot) for a in accounts for lot in a.new_lots]
    if not made:
        return
    await fetch(
        connection,
        """
        insert into lot (program_id, customer_id, id, entry_id, merchant_id, issued, remaining, held, consumed,
                         restored, matures_at, matured, expires_at)
        select $1, * from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
                                 $8::bigint[], $9::bigint[], $10::bigint[], $11::timestamptz[], $12::bool[],
                                 $13::timestamptz[])
        """,
        program_id,
        [customer_id for customer_id, _ in made],
        [lot.id for _, lot in made],
        [lot.entry_id for _, lot in made],
        [lot.merchant_id for _, lot in made],
        [lot.issued for _, lot in made],
        [lot.remaining for _, lot in made],
        [lot.held for _, lot in made],
        [lot.consumed for _, lot in made],
        [lot.restored for _, lot in made],
        [lot.matures_at for _, lot in made],
        [lot.matured for _, lot in made],
        [lot.expires_at for _, lot in made],
    )


async def _update_lots(connection: Connection, program_id: int, lots: Sequence[Lot]) -> None:
    if not lots:
        return
    await fetch(
        connection,
        """
        update lot set remaining = l.remaining, held = l.held, consumed = l.consumed, restored = l.restored,
                       matured = l.matured
        from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bool[])
             as l(id, remaining, held, consumed, restored, matured)
        where lot.program_id = $1 and lot.id = l.id
        """,
        program_id,
        [lot.id for lot in lots],
        [lot.remaining for lot in lots],
        [lot.held for lot in lots],
        [lot.consumed for lot in lots],
        [lot.restored for lot in lots],
        [lot.matured for lot in lots],
    )


async def _write_allocations(connection: Connection, program_id: int, accounts: Sequence[Account]) -> None:
    made: list[tuple[int, Allocation]] = [(a.customer_id, used) for a in accounts for used in a.allocations]
    if not made:
        return
    await fetch(
        connection,
        "insert into allocation (program_id, customer_id, entry_id, lot_id, points, at)"
        " select $1, * from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::timestamptz[])",
        program_id,
        [customer_id for customer_id, _ in made],
        [used.entry_id for _, used in made],
        [used.lot_id for _, used in made],
        [used.points for _, used in made],
        [used.at for _, used in made],
    )


async def _write_sums(connection: Connection, program_id: int, accounts: Sequence[Account]) -> None:
    await fetch(
        connection,
        """
        insert into balance (program_id, customer_id, available, pending, held, debt)
        select $1, * from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
        on conflict (program_id, customer_id) do update
        set available = excluded.available, pending = excluded.pending, held = excluded.held, debt = excluded.debt
        """,
        program_id,
        [account.customer_id for account in accounts],
        [account.available for account in accounts],
        [account.pending for account in accounts],
        [account.held for account in accounts],
        [account.debt for account in accounts],
    )
