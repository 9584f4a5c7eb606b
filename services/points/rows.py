"""Accounts into rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.database import Connection
from services.rules.accounts import Account
from services.rules.ledger import Allocation, Debt, Entry, Lot
from services.writing import Columns, Writing

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
    "undoes_id": "bigint",
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
    "graced": "bool",
}
LOT_CHANGE = {
    "id": "bigint",
    "remaining": "bigint",
    "held": "bigint",
    "consumed": "bigint",
    "restored": "bigint",
    "matured": "bool",
    "expires_at": "timestamptz",
    "graced": "bool",
}
DEBT = {
    "customer_id": "bigint",
    "id": "bigint",
    "entry_id": "bigint",
    "points": "bigint",
    "paid": "bigint",
    "forgiven": "bigint",
    "at": "timestamptz",
}
DEBT_CHANGE = {"id": "bigint", "paid": "bigint", "forgiven": "bigint"}
ALLOCATION = {
    "customer_id": "bigint",
    "use": "text",
    "lot_id": "bigint",
    "points": "bigint",
    "at": "timestamptz",
    "entry_id": "bigint",
    "hold_id": "bigint",
    "debt_id": "bigint",
}
HOLD_END = {"id": "bigint", "state": "text", "ended_at": "timestamptz"}
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
Part = Account | Entry | Lot | Allocation | Debt


async def write(connection: Connection, program_id: int, accounts: Iterable[Account]) -> None:
    """Write what changed in the caller's transaction."""
    writing = Writing(program_id)
    put(writing, accounts)
    await writing.run(connection)


def put(writing: Writing, accounts: Iterable[Account]) -> None:
    """The same as a part of what a command writes: entries, lots, debts, allocations, ended holds, and the sums."""
    changed = [account for account in accounts if account.changed]
    _insert(writing, "entry", ENTRY, [(a, entry) for a in changed for entry in a.entries])
    _insert(writing, "lot", LOT, [(a, lot) for a in changed for lot in a.new_lots])
    _insert(writing, "debt", DEBT, [(a, debt) for a in changed for debt in a.new_debts])
    _insert(writing, "allocation", ALLOCATION, [(a, used) for a in changed for used in a.allocations])
    _update(writing, "lot", LOT_CHANGE, [(a, lot) for a in changed for lot in a.changed_lots])
    _update(writing, "debt", DEBT_CHANGE, [(a, debt) for a in changed for debt in a.changed_debts])
    ended = [(hold.id, hold.ended, hold.ended_at) for a in changed for hold in a.holds if hold.ended]
    writing.update("hold", HOLD_END, ended)
    sums = [_columns(account, account, BALANCE) for account in changed]
    writing.insert("balance", BALANCE, sums, conflict=NEW_SUMS)


def _insert(writing: Writing, table: str, columns: Columns, parts: Sequence[tuple[Account, Part]]) -> None:
    writing.insert(table, columns, [_columns(account, part, columns) for account, part in parts])


def _update(writing: Writing, table: str, columns: Columns, parts: Sequence[tuple[Account, Part]]) -> None:
    writing.update(table, columns, [_columns(account, part, columns) for account, part in parts])


def _columns(account: Account, part: Part, columns: Columns) -> tuple[object, ...]:
    return tuple(account.customer_id if name == "customer_id" else getattr(part, name) for name in columns)
