"""Promo codes: shared ones mirrored from the program file, personal ones made for an offer."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from services.database import Connection, fetch
from services.program_file import ProgramConfig

FOLLOW = """
insert into promo_code (program_id, code, points, created_at, starts_at, expires_at)
select $1, p.code, p.points, $2, p.starts_at, p.expires_at
from unnest($3::text[], $4::bigint[], $5::timestamptz[], $6::timestamptz[]) as p(code, points, starts_at, expires_at)
on conflict (program_id, code) do update
set points = excluded.points, starts_at = excluded.starts_at, expires_at = excluded.expires_at
where promo_code.customer_id is null
"""


async def follow(connection: Connection, program_id: int, config: ProgramConfig, *, now: datetime) -> None:
    """Make the shared codes' rows say what the file says; codes that left the file expire now."""
    rules = config.promo_codes
    await fetch(
        connection,
        FOLLOW,
        program_id,
        now,
        [rule.code for rule in rules],
        [rule.points for rule in rules],
        [_start_of(rule.from_day, config) for rule in rules],
        [_start_of(rule.until + timedelta(days=1), config) if rule.until else None for rule in rules],
    )
    await fetch(
        connection,
        "update promo_code set expires_at = $2 where program_id = $1 and customer_id is null"
        " and code <> all($3::text[]) and (expires_at is null or expires_at > $2)",
        program_id,
        now,
        [rule.code for rule in rules],
    )


def _start_of(day: date | None, config: ProgramConfig) -> datetime | None:
    """The first moment of a day, in the zone of the program's first store."""
    if day is None:
        return None
    return datetime.combine(day, time(0), config.stores[0].zone).astimezone(UTC)
