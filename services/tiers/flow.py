"""The flow between tiers in a period: how many went from where to where, and who is in which tier now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from services.database import rows
from services.rules.segments import local_day, start_of_day
from services.rules.tier_windows import period_start
from services.rules.tiers import position_of
from services.tiers.standing import zone_of

if TYPE_CHECKING:
    from services.programs import Program

FlowPeriod = Literal["month", "last_month", "year"]
MOST_NAMED = 5

# several changes of one customer in the period are one way, from the first tier to the last
WAYS = """
select before, after, count(*) as people from (
  select customer_id, (array_agg(before order by at, id))[1] as before,
         (array_agg(after order by at desc, id desc))[1] as after
  from tier_change
  where program_id = $1 and at >= $2 and at < $3 and before is distinct from after
  group by customer_id
) as way where before is distinct from after and before is not null group by before, after
"""
REASONS = """
select reason, count(*) as changes from tier_change
where program_id = $1 and at >= $2 and at < $3 and before is distinct from after and before is not null
group by reason order by changes desc, reason
"""
LATEST = """
select t.at, t.customer_id, c.name, t.before, t.after, t.reason
from tier_change t join customer c on c.program_id = t.program_id and c.id = t.customer_id
where t.program_id = $1 and t.at >= $2 and t.at < $3 and t.before is distinct from t.after
  and t.before is not null
order by t.at desc, t.id desc limit $4
"""
MEMBERS = """
select tier, count(*) as people from customer where program_id = $1 and joined_at is not null group by tier
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One customer's change, for a list of the latest."""

    at: datetime
    customer_id: int
    name: str
    before: str | None
    after: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Flow:
    """``ways``: people by (tier before, tier after) over the whole period; ``members``: people by tier now.

    Tiers that left the program file stand under their codes; None is no tier.
    """

    since: datetime
    until: datetime
    members: Mapping[str | None, int]
    ways: Mapping[tuple[str | None, str | None], int]
    reasons: Mapping[str, int]
    latest: tuple[Step, ...]
    up: int
    down: int


async def flow(program: Program, period: FlowPeriod, *, now: datetime) -> Flow:
    """The flow of this calendar month, the one before, or this year, by the first store's clock."""
    since, until = _bounds(program, period, now)
    window = (program.id, since, until)
    ways = {(way["before"], way["after"]): way["people"] for way in await rows(WAYS, *window)}
    members = {found["tier"]: found["people"] for found in await rows(MEMBERS, program.id)}
    up = sum(people for way, people in ways.items() if _rises(program, *way))
    return Flow(
        since=since,
        until=until,
        members=members,
        ways=ways,
        reasons={found["reason"]: found["changes"] for found in await rows(REASONS, *window)},
        latest=tuple(Step(**found) for found in await rows(LATEST, *window, MOST_NAMED)),
        up=up,
        down=sum(ways.values()) - up,
    )


def _bounds(program: Program, period: FlowPeriod, now: datetime) -> tuple[datetime, datetime]:
    zone = zone_of(program.config)
    first = period_start("year" if period == "year" else "month", local_day(now, zone))
    if period == "last_month":
        before = period_start("month", first - timedelta(days=1))
        return start_of_day(before, zone), start_of_day(first, zone)
    return start_of_day(first, zone), now + timedelta(microseconds=1)


def _rises(program: Program, before: str | None, after: str | None) -> bool:
    steps = program.config.tiers
    was, becomes = position_of(steps, before), position_of(steps, after)
    return (-1 if becomes is None else becomes) > (-1 if was is None else was)
