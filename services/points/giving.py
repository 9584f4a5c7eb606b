"""Giving points, and what becomes of them while nobody looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from services import ids
from services.database import Connection, fetch, transaction
from services.points.loading import load, lock, lock_free
from services.points.rows import write
from services.program_file import ProgramConfig
from services.programs import Program
from services.rules import expiry
from services.rules.accounts import Account
from services.rules.ledger import Entry, Life, TakeId

AT_ONCE = 100  # lots that one settling looks for: it locks their customers for some tens of milliseconds


@dataclass(frozen=True, slots=True)
class Grant:
    """Points to give outside a receipt; ``key`` makes a repeat harmless."""

    customer_id: int
    points: int
    reason: str
    actor: str
    key: str


def life(config: ProgramConfig, now: datetime, zone: tzinfo | None = None) -> Life:
    """When points earned now become available and expire; their life starts when they mature.

    ``zone``: whose days count, the store's; the program's first store's where there is none.
    """
    return expiry.life(config.points, now, zone or config.stores[0].zone)


def granted_life(config: ProgramConfig, now: datetime, zone: tzinfo | None = None) -> Life:
    """Gifts are available at once."""
    return expiry.granted_life(config.points, now, zone or config.stores[0].zone)


async def give(
    connection: Connection, program: Program, grants: Sequence[Grant], *, now: datetime
) -> list[Grant]:
    """Give points in the caller's transaction; returns the grants that were new (by ``key``).

    Locks the customers; the points are available at once.
    """
    customer_ids = sorted({grant.customer_id for grant in grants})
    await lock(connection, program.id, customer_ids)
    known = await fetch(
        connection,
        "select key from entry where program_id = $1 and key = any($2::text[])",
        program.id,
        [grant.key for grant in grants],
    )
    done = {entry["key"] for entry in known}
    fresh = list(
        {grant.key: grant for grant in grants if grant.key not in done and grant.points > 0}.values()
    )
    accounts = await load(connection, program, customer_ids, now)
    reserve = 2 * len(fresh) + sum(expiries(account) for account in accounts.values())
    take_id = (await ids.take(connection, reserve)).take
    for account in accounts.values():
        account.settle(now, take_id)
    for grant in fresh:
        _add_grant(accounts[grant.customer_id], grant, granted_life(program.config, now), take_id, now)
    await write(connection, program.id, accounts.values())
    return fresh


def _add_grant(account: Account, grant: Grant, life: Life, take_id: TakeId, now: datetime) -> None:
    entry = Entry(take_id(), "grant", grant.points, now, grant.actor, reason=grant.reason, key=grant.key)
    account.add(entry, life, take_id(), now)


async def settle_due(program: Program, *, now: datetime, limit: int = AT_ONCE) -> int:
    """Settle customers whose holds end, or whose lots mature or expire; returns how many.

    ``limit``: the most lots or holds to look for. Few at a time, so that their customers' receipts hardly wait,
    and never customers who are busy: whatever locks a customer settles too. 0: nothing is due, or all who are
    due are busy.
    """
    async with transaction() as connection:
        due = await fetch(
            connection,
            """
            select distinct customer_id from (
                (select customer_id from lot where program_id = $1 and not matured and matures_at <= $2
                                             and remaining > 0 limit $3)
                union all
                (select customer_id from hold where program_id = $1 and state in ('waiting', 'live')
                                              and expires_at <= $2 limit $3)
                union all
                (select customer_id from lot where program_id = $1 and remaining > 0 and expires_at <= $2 limit $3)
            ) as due order by customer_id limit $3
            """,
            program.id,
            now,
            limit,
        )
        customer_ids = await lock_free(connection, program.id, [found["customer_id"] for found in due])
        accounts = await load(connection, program, customer_ids, now)
        take_id = (await ids.take(connection, sum(expiries(a) for a in accounts.values()))).take
        for account in accounts.values():
            account.settle(now, take_id)
        await write(connection, program.id, accounts.values())
    return len(customer_ids)


def expiries(account: Account) -> int:
    """How many entries a settlement may need at most: a lot can die again after points came back to it."""
    return len(account.lots) + sum(len(hold.shares) for hold in account.holds)
