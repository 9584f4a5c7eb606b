"""Promo codes: shared ones mirrored from the program file, personal ones made for an offer."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from services.database import Connection, fetch
from services.program_file import ProgramConfig

# uses are counted only where there is a limit: a code that gets one starts from its rows, and none goes below them
USED = """case when promo_code.most_uses is not null then promo_code.used else (
    select count(*) from promo_code_use u where u.program_id = $1 and u.promo_code_id = promo_code.id) end"""
FOLLOW = f"""
insert into promo_code
       (program_id, code, points, discount, earns, rate, most_uses, created_at, starts_at, expires_at)
select $1, p.code, p.points, p.discount, p.earns, p.rate, p.most_uses, $2, p.starts_at, p.expires_at
from unnest($3::text[], $4::bigint[], $5::int[], $6::text[], $7::int[], $8::int[], $9::timestamptz[],
            $10::timestamptz[])
     as p(code, points, discount, earns, rate, most_uses, starts_at, expires_at)
on conflict (program_id, code) do update
set points = excluded.points, discount = excluded.discount, earns = excluded.earns, rate = excluded.rate,
    starts_at = excluded.starts_at,
    expires_at = excluded.expires_at, used = {USED},
    most_uses = case when excluded.most_uses is not null then greatest(excluded.most_uses, {USED}) end
where promo_code.customer_id is null and promo_code.batch_id is null
"""  # noqa: S608 - texts of this module


async def follow(connection: Connection, program_id: int, config: ProgramConfig, *, now: datetime) -> None:
    """Make the shared codes' rows say what the file says; codes that left the file expire now."""
    rules = config.promo_codes
    await fetch(
        connection,
        FOLLOW,
        program_id,
        now,
        [rule.code for rule in rules],
        [rule.points or 0 for rule in rules],
        [rule.discount or 0 for rule in rules],
        [rule.earns[0] for rule in rules],
        [rule.earns[1] for rule in rules],
        [rule.most_uses for rule in rules],
        [_start_of(rule.from_day, config) for rule in rules],
        [_start_of(rule.until + timedelta(days=1), config) if rule.until else None for rule in rules],
    )
    await fetch(
        connection,
        "update promo_code set expires_at = $2 where program_id = $1 and customer_id is null"
        " and batch_id is null and code <> all($3::text[]) and (expires_at is null or expires_at > $2)",
        program_id,
        now,
        [rule.code for rule in rules],
    )


def _start_of(day: date | None, config: ProgramConfig) -> datetime | None:
    """The first moment of a day, in the zone of the program's first store."""
    if day is None:
        return None
    return datetime.combine(day, time(0), config.stores[0].zone).astimezone(UTC)
