"""Telling customers in time that points of theirs will burn.

One message for each reminder of the program and each day (by the customer's clock) on which points of the
customer burn, however many lots these are. A reminder that could not go in time gives way to the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

from services.database import Row, rows, transaction
from services.outbox import MessageClass, Notice, enqueue
from services.program_file.written import duration_text
from services.programs import Program

CHUNK = 1000
NOTHING = timedelta(0)
LAST_ID = 2**63 - 1

# Moments at which points of a customer burn, and for each what burns on that whole day by the customer's clock.
# Lots that live no longer than the reminder are left alone: news of earning them is a moment old.
BURNING = """
with near as (
    select distinct expires_at, customer_id from lot
    where program_id = $1 and remaining > 0 and matured and (expires_at, customer_id) > ($2, $3) and expires_at <= $4
      and matures_at < expires_at - $5::interval
    order by expires_at, customer_id limit $6
)
select n.expires_at, n.customer_id, z.day::text as day, d.points, d.first, b.available
from near n
join balance b on b.program_id = $1 and b.customer_id = n.customer_id
join customer c on c.program_id = $1 and c.id = n.customer_id
left join store s on s.program_id = $1 and s.id = c.home_store_id
cross join lateral (select coalesce(c.timezone, s.timezone, $7) as name,
    ((n.expires_at - interval '1 microsecond') at time zone coalesce(c.timezone, s.timezone, $7))::date as day) z
cross join lateral (
    select sum(l.remaining)::bigint as points, min(l.expires_at) as first from lot l
    where l.program_id = $1 and l.customer_id = n.customer_id and l.remaining > 0 and l.matured and l.expires_at > $8
      and ((l.expires_at - interval '1 microsecond') at time zone z.name)::date = z.day
) d
order by n.expires_at, n.customer_id
"""


@dataclass(frozen=True, slots=True)
class Reminder:
    """Said ``before`` points burn, as long as it is not time for the ``following`` one."""

    before: timedelta
    following: timedelta

    @property
    def name(self) -> str:
        """What tells its messages from those of the program's other reminders."""
        return duration_text(self.before)


def reminders(spans: Iterable[timedelta]) -> tuple[Reminder, ...]:
    """A program's reminders, each with the one that takes over from it."""
    latest_last = sorted(set(spans), reverse=True)
    return tuple(
        Reminder(before, following or NOTHING)
        for before, following in zip_longest(latest_last, latest_last[1:])
    )


async def announce(program: Program, *, now: datetime, since: datetime | None = None) -> int:
    """Queue what is to be said of points that burn; a repeat changes nothing.

    ``since``: the ``now`` of an earlier call; what had come near by then has been announced.
    Returns how many customers and moments were found.
    """
    found = 0
    for reminder in reminders(program.config.points.remind_before):
        found += await _remind(program, reminder, now, since)
    return found


async def _remind(program: Program, reminder: Reminder, now: datetime, since: datetime | None) -> int:
    at, customer_id = now + reminder.following, LAST_ID
    if since is not None:
        at = max(at, since + reminder.before)
    found_in_all = 0
    while True:
        found = await _burning(program, reminder, now, at, customer_id)
        found_in_all += len(found)
        await _enqueue(program, reminder, found, now)
        if len(found) < CHUNK:
            return found_in_all
        at, customer_id = found[-1]["expires_at"], found[-1]["customer_id"]


async def _burning(
    program: Program, reminder: Reminder, now: datetime, at: datetime, customer_id: int
) -> list[Row]:
    """The next moments after ``at`` (and the customers after ``customer_id``) that the reminder is for."""
    return await rows(
        BURNING,
        program.id,
        at,
        customer_id,
        now + reminder.before,
        reminder.before,
        CHUNK,
        program.config.stores[0].timezone,
        now,
    )


async def _enqueue(program: Program, reminder: Reminder, found: Sequence[Row], now: datetime) -> None:
    days = {(burning["customer_id"], burning["day"]): burning for burning in found}
    notices = [
        _notice(reminder, burning)
        for burning in days.values()
        if burning["first"] > now + reminder.following  # else the following reminder speaks of that day
    ]
    if notices:
        async with transaction() as connection:
            await enqueue(connection, program.id, notices, now=now)


def _notice(reminder: Reminder, burning: Row) -> Notice:
    first: datetime = burning["first"]
    return Notice(
        kind="points_expire_soon",
        message_class=MessageClass.SERVICE,
        dedup_key=f"burn:{burning['customer_id']}:{burning['day']}:{reminder.name}",
        due_at=first - reminder.before,
        expires_at=first - reminder.following,
        customer_id=burning["customer_id"],
        payload={
            "points": burning["points"],
            "at": first.isoformat(),
            "available": burning["available"],
        },
    )
