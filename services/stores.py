"""Stores: mirrored from the program file, never deleted, since receipts name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.database import Connection, fetch, rows
from services.program_file.stores import StoreRules


@dataclass(frozen=True, slots=True)
class Store:
    """A branch; ``timezone`` is an IANA name."""

    id: int
    code: str
    name: str
    timezone: str
    merchant: str | None


FOLLOW = """
insert into store (program_id, code, name, timezone, merchant, active)
select $1, s.code, s.name, s.timezone, s.merchant, true
from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as s(code, name, timezone, merchant)
on conflict (program_id, code) do update
set name = excluded.name, timezone = excluded.timezone, merchant = excluded.merchant, active = true
"""


async def follow(connection: Connection, program_id: int, rules: Sequence[StoreRules]) -> None:
    """Make the rows say what the file says; stores that left the file are closed."""
    codes = [rule.code for rule in rules]
    await fetch(
        connection,
        FOLLOW,
        program_id,
        codes,
        [rule.name for rule in rules],
        [rule.timezone for rule in rules],
        [rule.merchant for rule in rules],
    )
    await fetch(
        connection,
        "update store set active = false where program_id = $1 and code <> all($2::text[])",
        program_id,
        codes,
    )


async def every(program_id: int) -> tuple[Store, ...]:
    """The open stores, in the order in which they were added."""
    found = await rows(
        "select id, code, name, timezone, merchant from store where program_id = $1 and active order by id",
        program_id,
    )
    return tuple(Store(**store) for store in found)
