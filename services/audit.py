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


async def page(program_id: int, *, limit: int, offset: int = 0) -> list[Row]:
    """Acts, newest first, as ``latest`` with ``name``: the name of the person behind ``actor``, or null."""
    return await rows(
        """
        select a.actor, a.action, a.target, a.data, a.at, coalesce(e.name, nullif(c.name, '')) as name
        from (select * from audit where program_id = $1 order by at desc, id desc limit $2 offset $3) a
        left join employee e on e.program_id = $1 and a.actor = 'telegram:' || e.telegram_id
        left join customer c on c.program_id = $1 and a.actor = 'telegram:' || c.telegram_id
        order by a.at desc, a.id desc
        """,
        program_id,
        limit,
        offset,
    )
