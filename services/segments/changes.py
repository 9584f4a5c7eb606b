"""The queue of customers to look at again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from services.database import Connection, fetch

WALK = "walk"  # not one customer: everybody from this one on, worked when nothing fresh waits


async def add(
    connection: Connection, program_id: int, customer_ids: Sequence[int], kind: str, *, now: datetime
) -> None:
    """Ask for these customers to be looked at, in the caller's transaction."""
    await fetch(
        connection,
        "insert into change (program_id, customer_id, kind, at)"
        " select $1, id, $3, $4 from unnest($2::bigint[]) as touched(id)",
        program_id,
        list(customer_ids),
        kind,
        now,
    )


async def add_all(connection: Connection, program_id: int, *, now: datetime) -> None:
    """Ask for every customer to be looked at, e.g. because the segments changed.

    One row stands for all of them and moves on with every chunk, so that this costs nothing here and
    fresh changes go first.
    """
    await fetch(
        connection,
        "delete from change where program_id = $1 and id in"
        " (select id from change where program_id = $1 and kind = $2 for update skip locked)",
        program_id,
        WALK,
    )
    await fetch(
        connection,
        "insert into change (program_id, customer_id, kind, at)"
        " select $1, min(id), $2, $3 from customer where program_id = $1 having min(id) is not null",
        program_id,
        WALK,
        now,
    )
