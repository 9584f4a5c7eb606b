"""The end of a campaign: everything has left, or it was stopped and what waits is dropped."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.campaigns import Progress, progress
from services.database import fetch, rows, transaction
from services.outbox import MessageClass, Notice, enqueue
from services.programs import Program

NEWS_LIFE = timedelta(days=1)
CHUNK = 5000

STOPPED = """
select g.id from campaign g where g.program_id = $1 and g.state = 'stopped'
  and exists (select from outbox o where o.program_id = $1 and o.campaign_id = g.id and o.state = 'queued')
"""
DROP = """
with victims as (
    select id from outbox where program_id = $1 and campaign_id = $2 and state = 'queued' and sending_at is null
    order by id limit $4 for update skip locked
)
update outbox set state = 'dropped', error = 'stopped', finished_at = $3, leased_until = null
where program_id = $1 and id = any(array(select id from victims)) returning id
"""
SENT_OUT = """
select g.id from campaign g where g.program_id = $1 and g.state = 'sending'
  and not exists (select from outbox o where o.program_id = $1 and o.campaign_id = g.id and o.state = 'queued')
"""
FINISH = """
update campaign set state = 'done', finished_at = $3
where program_id = $1 and id = $2 and state = 'sending' returning created_by
"""


async def close_campaigns(program: Program, *, now: datetime) -> int:
    """Close campaigns that have sent everything and tell who started them; drop what stopped ones have left.

    Returns how many were closed. Rows are dropped in chunks, so call it again and again.
    """
    for stopped in await rows(STOPPED, program.id):
        await rows(DROP, program.id, stopped["id"], now, CHUNK)
    sent_out = await rows(SENT_OUT, program.id)
    for found in sent_out:
        await _close(program, found["id"], now)
    return len(sent_out)


async def _close(program: Program, campaign_id: int, now: datetime) -> None:
    how = await progress(program, campaign_id)
    async with transaction() as connection:
        finished = await fetch(connection, FINISH, program.id, campaign_id, now)
        if finished:
            notice = _news(how, finished[0]["created_by"], now)
            await enqueue(connection, program.id, [notice], now=now)


def _news(how: Progress, telegram_id: int, now: datetime) -> Notice:
    return Notice(
        kind="campaign_finished",
        message_class=MessageClass.SERVICE,
        dedup_key=f"campaign_finished:{how.campaign.id}",
        due_at=now,
        expires_at=now + NEWS_LIFE,
        telegram_id=telegram_id,
        payload={
            "campaign_id": how.campaign.id,
            "segment": how.campaign.segment,
            "state": "done",
            "audience": how.campaign.audience,
            "sent": how.sent,
            "failed": how.failed,
            "dropped": how.dropped,
            "in_doubt": how.in_doubt,
        },
    )
