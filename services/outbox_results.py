"""Writing down what became of messages, a group at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.database import Connection, fetch, retrying, rows, transaction
from services.outbox_checks import Verdict

ERROR_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one message that was marked as being sent at ``sending_at``.

    ``state`` queued: to be sent again, not before ``not_before`` (the machine's clock); ``tried`` is false
    when its request never left. ``lost_customer_id``: Telegram says that this customer cannot be reached.
    """

    id: int
    sending_at: datetime
    state: str
    message_id: int | None = None
    error: str | None = None
    not_before: datetime | None = None
    tried: bool = True
    lost_customer_id: int | None = None


HOLD = """
update outbox o set state = v.state, error = v.reason, due_at = coalesce(v.due_at, o.due_at), leased_until = null,
       finished_at = case when v.state = 'queued' then null else $2::timestamptz end
from unnest($4::bigint[], $5::text[], $6::text[], $7::timestamptz[]) as v(id, state, reason, due_at)
where o.program_id = $1 and o.id = v.id and o.state = 'queued' and o.leased_until = $3
"""
# the mark is the fence: who lost the row to another sender changes nothing
SENT = """
update outbox o set state = 'sent', message_id = v.message_id, error = null, finished_at = $2, leased_until = null
from unnest($3::bigint[], $4::timestamptz[], $5::bigint[]) as v(id, sending_at, message_id)
where o.program_id = $1 and o.id = v.id and o.sending_at = v.sending_at and o.state in ('queued', 'in_doubt')
"""
OTHER = """
update outbox o set state = v.state, error = v.error, leased_until = v.not_before,
       attempts = o.attempts - case when v.tried then 0 else 1 end,
       sending_at = case when v.state = 'queued' then null else o.sending_at end,
       finished_at = case when v.state = 'queued' then null else $2::timestamptz end
from unnest($3::bigint[], $4::timestamptz[], $5::text[], $6::text[], $7::timestamptz[], $8::bool[])
     as v(id, sending_at, state, error, not_before, tried)
where o.program_id = $1 and o.id = v.id and o.sending_at = v.sending_at and o.state in ('queued', 'in_doubt')
"""
LOCK = (
    "select id from customer where program_id = $1 and id = any($2::bigint[]) order by id for no key update"
)
LOST = """
with lost as (
    update customer set unreachable_since = $3
    where program_id = $1 and id = any($2::bigint[]) and unreachable_since is null returning id
)
insert into change (program_id, customer_id, kind, at) select $1, id, 'unreachable', $3 from lost
"""
DROP_MARKETING = """
update outbox set state = 'dropped', error = 'unreachable', finished_at = $3, leased_until = null
where program_id = $1 and customer_id = any($2::bigint[]) and state = 'queued' and message_class = 'marketing'
  and sending_at is null
"""


async def hold(
    program_id: int, verdicts: Sequence[Verdict], *, leased_until: datetime, now: datetime
) -> None:
    """Write down the verdicts about rows of one claim that are not sent."""
    await rows(
        HOLD,
        program_id,
        now,
        leased_until,
        [verdict.id for verdict in verdicts],
        [verdict.state for verdict in verdicts],
        [verdict.reason for verdict in verdicts],
        [verdict.due_at for verdict in verdicts],
    )


async def settle(program_id: int, results: Sequence[Result], *, now: datetime) -> None:
    """Write down the results of requests in one transaction; a repeat changes nothing."""
    sent = [result for result in results if result.state == "sent"]
    other = [result for result in results if result.state != "sent"]
    if not other:
        await _settle_sent(None, program_id, sent, now)
        return

    async def command() -> None:
        async with transaction() as connection:
            await _lose_customers(connection, program_id, other, now)
            if sent:
                await _settle_sent(connection, program_id, sent, now)
            await _settle_other(connection, program_id, other, now)

    await retrying(command)


async def _settle_sent(
    connection: Connection | None, program_id: int, sent: Sequence[Result], now: datetime
) -> None:
    values = (
        program_id,
        now,
        [result.id for result in sent],
        [result.sending_at for result in sent],
        [result.message_id for result in sent],
    )
    await (fetch(connection, SENT, *values) if connection else rows(SENT, *values))


async def _settle_other(
    connection: Connection, program_id: int, other: Sequence[Result], now: datetime
) -> None:
    await fetch(
        connection,
        OTHER,
        program_id,
        now,
        [result.id for result in other],
        [result.sending_at for result in other],
        [result.state for result in other],
        [(result.error or "")[:ERROR_LIMIT] or None for result in other],
        [result.not_before for result in other],
        [result.tried for result in other],
    )


async def _lose_customers(
    connection: Connection, program_id: int, other: Sequence[Result], now: datetime
) -> None:
    """Remember who cannot be reached, for segments too, and drop the marketing that waits for them."""
    lost = sorted({result.lost_customer_id for result in other if result.lost_customer_id})
    if not lost:
        return
    await fetch(connection, LOCK, program_id, lost)
    await fetch(connection, LOST, program_id, lost, now)
    await fetch(connection, DROP_MARKETING, program_id, lost, now)
