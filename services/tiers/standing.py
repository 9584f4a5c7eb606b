"""Reading what tiers are measured by, for many customers and windows in one query."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from services.database import Connection, fetch
from services.rules.segments import local_day
from services.rules.standings import Standings
from services.rules.tier_windows import Window, day_window
from services.rules.tiers import Standing

if TYPE_CHECKING:
    from services.program_file import ProgramConfig
    from services.programs import Program

# a receipt that came back whole is no visit
MEASURE = """
select coalesce(sum(r.total - r.refunded), 0)::bigint as spent,
       coalesce(sum(r.earned - r.revoked), 0)::bigint as points,
       count(*) filter (where r.total > r.refunded) as visits
from unnest($2::bigint[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[])
     with ordinality as w(customer_id, begins, late_from, ends, known_until, place)
left join receipt r on r.program_id = $1 and r.customer_id = w.customer_id
     and (w.begins is null or r.issued_at >= w.begins or r.recorded_at >= w.late_from)
     and (w.ends is null or (r.issued_at < w.ends and r.recorded_at < w.ends))
     and (w.known_until is null or r.recorded_at <= w.known_until)
group by w.place order by w.place
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A customer's window; ``known_until``: only what was recorded until then, that moment too."""

    customer_id: int
    window: Window
    known_until: datetime | None = None


def zone_of(config: ProgramConfig) -> ZoneInfo:
    """The zone in which the program's tiers live: the first store's."""
    return ZoneInfo(config.stores[0].timezone)


async def measure(connection: Connection, program_id: int, wanted: Sequence[Wanted]) -> list[Standing]:
    """What counts in each window, in order."""
    if not wanted:
        return []
    found = await fetch(
        connection,
        MEASURE,
        program_id,
        [one.customer_id for one in wanted],
        [one.window.begins for one in wanted],
        [one.window.late_from for one in wanted],
        [one.window.ends for one in wanted],
        [one.known_until for one in wanted],
    )
    return [Standing(**standing) for standing in found]


async def standings(
    connection: Connection, program: Program, spent: Mapping[int, int], moments: Collection[datetime]
) -> Standings:
    """What counts for customers at those moments; ``spent`` is the lifetime spending in their rows, by id.

    Where tiers go by lifetime spending, the default, that is all and nothing is read; otherwise it is one query.
    """
    policy, zone = program.config.tier_rules, zone_of(program.config)
    days = {local_day(moment, zone) for moment in moments}
    windows = {day_window(policy, zone, day) for day in days}
    if policy.window == "lifetime" and policy.measured_by == "spent":
        known = {(customer_id, Window()): Standing(total) for customer_id, total in spent.items()}
        return Standings(policy, zone, windows, known)
    wanted = [Wanted(customer_id, window) for customer_id in spent for window in windows]
    measured = await measure(connection, program.id, wanted)
    found = {(one.customer_id, one.window): standing for one, standing in zip(wanted, measured, strict=True)}
    return Standings(policy, zone, windows, found)
