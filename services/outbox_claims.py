"""Claiming outbox rows and saying that their requests are about to leave.

A claim is a lease and nothing more. Two values of a row fence off whoever lost it: only the claim that
set ``leased_until`` may mark a row as being sent, and only the mark that set ``sending_at`` may settle
it. Both are read from the machine's own clock, never from the sandbox's, which jumps.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from services.database import fetch, rows, transaction
from services.languages import of_account
from services.outbox import PRIORITY

LEASE = timedelta(seconds=60)
PRIORITIES = sorted(set(PRIORITY.values()))

QUEUED = "state = 'queued' and due_at <= $2 and (leased_until is null or leased_until < $3)"

# one ordered index range for each priority: rows that are due later are never walked through
CLAIM = f"""
with due as (
    select picked.id from unnest($4::int[]) as p(priority) cross join lateral (
        select id from outbox
        where program_id = $1 and priority = p.priority and {QUEUED}
        order by due_at limit $5 for update skip locked
    ) as picked limit $5
), claimed as (
    update outbox set leased_until = $6
    where program_id = $1 and id = any(array(select id from due))
    returning id, kind, message_class, priority, customer_id, telegram_id, due_at, expires_at, payload, campaign_id,
              attempts, sending_at
)
select o.id, o.kind, o.message_class, o.customer_id, coalesce(o.telegram_id, c.telegram_id) as chat_id,
       o.customer_id is not null and o.telegram_id is null as by_account,
       o.due_at, o.expires_at, o.payload, o.campaign_id, o.attempts, o.sending_at is not null as in_doubt,
       g.state as campaign_state, coalesce(c.language, {of_account("o.telegram_id")}) as language,
       coalesce(c.timezone, s.timezone) as timezone, c.terms_accepted_at is not null as terms,
       coalesce(c.service_messages, true) as service_messages, c.marketing_since is not null as marketing,
       c.quiet_from, c.quiet_to, c.unreachable_since is not null as unreachable
from claimed o
left join customer c on c.program_id = $1 and c.id = o.customer_id
left join store s on s.program_id = $1 and s.id = c.home_store_id
left join campaign g on g.program_id = $1 and g.id = o.campaign_id
order by o.priority, o.due_at, o.id
"""  # noqa: S608 - no input in it

WAITING = f"""
select p.id from unnest($1::bigint[]) as p(id)
where exists (select from outbox where program_id = p.id and priority = any($4::int[]) and {QUEUED})
"""  # noqa: S608 - no input in it

MARK = """
update outbox set sending_at = $3, attempts = attempts + 1
where program_id = $1 and id = any($2::bigint[]) and state = 'queued' and leased_until = $4
returning id
"""


class Claimed(NamedTuple):
    """A leased row with what is known now about who gets it; ``payload`` is JSON as stored.

    ``by_account``: the chat is the customer's own. ``in_doubt``: an earlier sender may have sent it.
    For employees and admins (``customer_id`` None) the facts about customers are None or false.
    """

    id: int
    kind: str
    message_class: str
    customer_id: int | None
    chat_id: int | None
    by_account: bool
    due_at: datetime
    expires_at: datetime | None
    payload: str
    campaign_id: int | None
    attempts: int
    in_doubt: bool
    campaign_state: str | None
    language: str | None
    timezone: str | None
    terms: bool
    service_messages: bool
    marketing: bool
    quiet_from: int | None
    quiet_to: int | None
    unreachable: bool


async def waiting(program_ids: Sequence[int], *, now: datetime, real_now: datetime) -> set[int]:
    """The programs among these that have something to send: one cheap look for all."""
    found = await rows(WAITING, list(program_ids), now, real_now, PRIORITIES)
    return {program["id"] for program in found}


async def claim(
    program_id: int, *, limit: int, now: datetime, real_now: datetime, lease: timedelta = LEASE
) -> tuple[list[Claimed], datetime]:
    """Lease the next rows by priority and due time; returns them in that order, and the lease's end.

    ``now`` decides what is due, ``real_now`` (the machine's clock) decides whose lease has ended.
    """
    until = real_now + lease
    found = await rows(CLAIM, program_id, now, real_now, PRIORITIES, limit, until)
    return [Claimed(**claimed) for claimed in found], until


async def mark_sending(
    program_id: int, ids: Sequence[int], *, leased_until: datetime, sending_at: datetime
) -> set[int]:
    """Commit that these requests leave now; returns the rows that are still this claim's."""
    found = await rows(MARK, program_id, list(ids), sending_at, leased_until)
    return {marked["id"] for marked in found}


async def give_back(
    program_id: int, ids: Sequence[int], *, leased_until: datetime, until: datetime | None = None
) -> None:
    """Return claimed rows that were not sent; ``until`` keeps them away from senders that long (real time)."""
    async with transaction() as connection:
        await fetch(
            connection,
            "update outbox set leased_until = $3 where program_id = $1 and id = any($2::bigint[])"
            " and state = 'queued' and leased_until = $4",
            program_id,
            list(ids),
            until,
            leased_until,
        )
