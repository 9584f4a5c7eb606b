"""Forgetting what is of no more use."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.database import rows

CHUNK = 5000
# table: the column that says how old a row is, and how long rows are kept after it
KEPT = {
    "telegram_update": ("at", timedelta(days=7)),
    "wrong_code": ("at", timedelta(days=1)),
    "wrong_card": ("at", timedelta(days=1)),
    "lookup": ("at", timedelta(days=365)),
    "code": ("expires_at", timedelta(hours=1)),
    "waiting_refund": ("arrived_at", timedelta(days=90)),
    "job_run": ("started_at", timedelta(days=7)),
}


async def sweep(*, now: datetime, chunk: int = CHUNK) -> int:
    """Delete what has outlived its use in every table, in bounded chunks; returns how many rows went."""
    gone = 0
    for table, (column, life) in KEPT.items():
        gone += await _sweep_table(table, column, now - life, chunk)
    return gone


async def _sweep_table(table: str, column: str, before: datetime, chunk: int) -> int:
    statement = (
        f"delete from {table} where ctid = any(array(select ctid from {table} where {column} < $1 limit $2))"  # noqa: S608
        " returning 1 as one"
    )
    gone = 0
    while True:
        swept = len(await rows(statement, before, chunk))
        gone += swept
        if swept < chunk:
            return gone
