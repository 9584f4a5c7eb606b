"""What admins did, kept for those who must answer for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson

from services.database import Connection, Row, fetch, rows


async def record(
    connection: Connection,
    program_id: int,
    *,
    actor: str,
    action: str,
    target: str | None = None,
    data: dict[str, Any] | None = None,
    now: datetime,
) -> None:
    """Add one act to the caller's transaction. ``actor``: ``telegram:<id>``, ``cli`` or ``merchant:<id>``."""
    await fetch(
        connection,
        "insert into audit (program_id, actor, action, target, data, at) values ($1, $2, $3, $4, $5::jsonb, $6)",
        program_id,
        actor,
        action,
        target,
        orjson.dumps(data or {}).decode(),
        now,
    )


async def latest(program_id: int, limit: int = 20) -> list[Row]:
    """The last acts, newest first: actor, action, target, data, at."""
    return await rows(
        "select actor, action, target, data, at from audit where program_id = $1 order by at desc, id desc limit $2",
        program_id,
        limit,
    )
