"""A transfer that was worked out into rows, by one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services import outbox, points
from services.database import Connection
from services.outbox import Notice
from services.rules.accounts import Account
from services.writing import Writing


@dataclass(frozen=True, slots=True)
class Row:
    """A row of ``transfer``."""

    id: int
    key: str
    input_hash: bytes
    giver_id: int
    receiver_id: int
    points: int
    actor: str
    at: datetime
    owed: int = 0
    out_entry_id: int | None = None
    in_entry_id: int | None = None
    revoke_entry_id: int | None = None
    restore_entry_id: int | None = None
    undoes_id: int | None = None


TRANSFER = {
    "id": "bigint",
    "key": "text",
    "input_hash": "bytea",
    "giver_id": "bigint",
    "receiver_id": "bigint",
    "points": "bigint",
    "owed": "bigint",
    "out_entry_id": "bigint",
    "in_entry_id": "bigint",
    "revoke_entry_id": "bigint",
    "restore_entry_id": "bigint",
    "undoes_id": "bigint",
    "actor": "text",
    "at": "timestamptz",
}
CHANGE = {"customer_id": "bigint", "kind": "text", "at": "timestamptz"}


async def write(
    connection: Connection, program_id: int, accounts: Iterable[Account], row: Row, notices: Sequence[Notice]
) -> None:
    """Write the accounts, the transfer, its messages, and that segments are to look at both customers again."""
    writing = Writing(program_id)
    points.put(writing, accounts)
    writing.insert("transfer", TRANSFER, [tuple(getattr(row, name) for name in TRANSFER)])
    writing.insert("change", CHANGE, [(who, "points", row.at) for who in (row.giver_id, row.receiver_id)])
    outbox.put(writing, notices, now=row.at)
    await writing.run(connection)
