"""Telling customers in time that points of theirs will burn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from services.database import Row, rows, transaction
from services.outbox import MessageClass, Notice, enqueue
from services.programs import Program

NOTICE_TIME = timedelta(days=7)
CHUNK = 1000

# lots that live no longer than the notice are left alone: news of earning them is a moment old
BURNING = """
select l.customer_id, l.expires_at, sum(l.remaining)::bigint as points, b.available
from lot l join balance b on b.program_id = l.program_id and b.customer_id = l.customer_id
where l.program_id = $1 and l.matured and l.remaining > 0 and l.expires_at <= $2
  and l.matures_at < l.expires_at - $3::interval and l.expires_at >= $4 and (l.expires_at, l.customer_id) > ($4, $5)
group by l.customer_id, l.expires_at, b.available
order by l.expires_at, l.customer_id limit $6
"""


async def announce(program: Program, *, now: datetime, since: datetime | None = None) -> int:
    """Queue one message a customer and day for points that burn within a week; a repeat changes nothing.

    ``since``: the ``now`` of an earlier call; what burns within a week of that has been announced.
    Returns how many customers and moments were found.
    """
    until = now + NOTICE_TIME
    at, customer_id = max(now, since + NOTICE_TIME if since else now), 0
    found_in_all = 0
    while True:
        found = await rows(BURNING, program.id, until, NOTICE_TIME, at, customer_id, CHUNK)
        found_in_all += len(found)
        await _enqueue(program, found, now)
        if len(found) < CHUNK:
            return found_in_all
        at, customer_id = found[-1]["expires_at"], found[-1]["customer_id"]


async def _enqueue(program: Program, found: Sequence[Row], now: datetime) -> None:
    days: dict[tuple[int, str], Row] = {}
    for burning in found:
        key = (burning["customer_id"], burning["expires_at"].astimezone(UTC).date().isoformat())
        known = days.setdefault(key, burning | {"points": 0})
        known["points"] += burning["points"]
    notices = [_notice(day, burning) for (_, day), burning in days.items()]
    async with transaction() as connection:
        await enqueue(connection, program.id, notices, now=now)


def _notice(day: str, burning: Row) -> Notice:
    return Notice(
        kind="points_expire_soon",
        message_class=MessageClass.SERVICE,
        dedup_key=f"burn:{burning['customer_id']}:{day}",
        due_at=burning["expires_at"] - NOTICE_TIME,
        expires_at=burning["expires_at"],
        customer_id=burning["customer_id"],
        payload={
            "points": burning["points"],
            "at": burning["expires_at"].isoformat(),
            "available": burning["available"],
        },
    )
