"""Campaigns: one text to the members of one segment, written by an admin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from services import audit
from services.database import Connection, Row, fetch, row, rows, transaction
from services.errors import Conflict, Invalid, NotFound
from services.outbox import PRIORITY, MessageClass
from services.programs import Program
from services.segments import members
from services.segments.members import WRITABLE

LIFE = timedelta(days=3)  # a campaign is about now: what could not be sent by then is dropped
TEXT_LIMIT = 3000  # UTF-16 units, as Telegram counts; the rest of a message is for our own words
REPEATED_WITHIN = timedelta(days=2)  # Telegram repeats an update for no longer than a day


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign; ``state``: draft, sending, stopped, done. ``audience`` counts those it was started for."""

    id: int
    segment: str
    text: str
    state: str
    audience: int
    created_by: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A campaign to look at before it is sent: ``members`` of the segment, ``reachable`` of them get it."""

    campaign: Campaign
    members: int
    reachable: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign is; ``queued`` of a stopped one is never sent and counts as ``dropped``.

    ``waiting`` of the queued ones are put off to the end of the customer's quiet hours.
    """

    campaign: Campaign
    queued: int
    sent: int
    failed: int
    dropped: int
    in_doubt: int
    waiting: int = 0


COLUMNS = "id, segment, text, state, audience, created_by, created_at, started_at, finished_at"
SELECT = f"select {COLUMNS} from campaign where program_id = $1 "  # noqa: S608 - names of columns

CREATE = f"""
insert into campaign (program_id, segment, text, state, audience, created_by, created_at)
values ($1, $2, $3, 'draft', 0, $4, $5) returning {COLUMNS}
"""  # noqa: S608 - names of columns

REPEATED = """
select target from audit
where program_id = $1 and at > $2 and action = 'campaign.create' and data ->> 'key' = $3 limit 1
"""

FILL = f"""
insert into outbox (program_id, kind, message_class, priority, customer_id, due_at, expires_at, dedup_key,
                    payload, campaign_id, state, attempts, created_at)
select $1, 'campaign', $4, $5, c.id, $6, $7, 'campaign:' || $2::bigint || ':' || c.id,
       jsonb_build_object('campaign', $2::bigint, 'text', $8::text), $2, 'queued', 0, $6
from membership m join customer c on c.program_id = m.program_id and c.id = m.customer_id
where m.program_id = $1 and m.segment = $3 and m.left_at is null and {WRITABLE}
on conflict (program_id, dedup_key) do nothing
"""  # noqa: S608 - a text of this program

START = f"""
update campaign set state = 'sending', started_at = $3,
       audience = (select count(*) from outbox where program_id = $1 and campaign_id = $2)
where program_id = $1 and id = $2 returning {COLUMNS}
"""  # noqa: S608 - names of columns

STOP = f"""
update campaign set state = 'stopped', finished_at = $3 where program_id = $1 and id = $2 returning {COLUMNS}
"""  # noqa: S608 - names of columns

COUNT = """
select state, count(*) as messages, count(*) filter (where error = 'quiet_hours') as waiting
from outbox where program_id = $1 and campaign_id = $2 group by state
"""


def _campaign(found: Row) -> Campaign:
    return Campaign(**found)


async def create(
    program: Program, segment: str, text: str, *, by: int, key: str | None = None, now: datetime
) -> Draft:
    """Write a draft. ``by``: the admin's Telegram id; ``key``: a repeat with the same one gives the same draft.

    Raises NotFound ``unknown_segment``; Invalid ``text_empty``, ``text_too_long`` or ``text_unreadable``.
    """
    text = _checked(text)
    counted = await members.count(program, segment)
    async with transaction() as connection:
        campaign = await _repeated(connection, program.id, key, now) if key else None
        if not campaign:
            made = await fetch(connection, CREATE, program.id, segment, text, by, now)
            campaign = _campaign(made[0])
            await _audit(connection, program.id, "create", campaign, by, now, segment=segment, key=key)
    return Draft(campaign, counted.members, counted.reachable)


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid("text_empty", "text")
    if "\0" in text:
        raise Invalid("text_unreadable", "text")
    length = len(text.encode("utf-16-le")) // 2
    if length > TEXT_LIMIT:
        raise Invalid("text_too_long", "text", length=length, limit=TEXT_LIMIT)
    return text


async def _repeated(connection: Connection, program_id: int, key: str, now: datetime) -> Campaign | None:
    """The campaign that the same key made before; a rival with that key waits until this one is done."""
    await fetch(
        connection, "select pg_advisory_xact_lock(hashtextextended($1, $2))", f"campaign:{key}", program_id
    )
    known = await fetch(connection, REPEATED, program_id, now - REPEATED_WITHIN, key)
    if not known:
        return None
    found = await fetch(connection, SELECT + "and id = $2", program_id, int(known[0]["target"]))
    return _campaign(found[0])


async def _audit(
    connection: Connection,
    program_id: int,
    verb: str,
    campaign: Campaign,
    by: int,
    now: datetime,
    **data: object,
) -> None:
    await audit.record(
        connection,
        program_id,
        actor=f"telegram:{by}",
        action=f"campaign.{verb}",
        target=str(campaign.id),
        data=data,
        now=now,
    )


async def start(program: Program, campaign_id: int, *, by: int, now: datetime) -> Campaign:
    """Queue a draft's messages: joined, reachable members with marketing consent. A repeat changes nothing.

    Raises NotFound ``unknown_campaign`` or ``unknown_segment``, Conflict ``campaign_stopped``.
    """
    async with transaction() as connection:
        campaign = await _locked(connection, program.id, campaign_id)
        if campaign.state == "stopped":
            raise Conflict("campaign_stopped")
        if campaign.state != "draft":
            return campaign
        members.rules(program, campaign.segment)
        await _fill(connection, program.id, campaign, now)
        started = _campaign((await fetch(connection, START, program.id, campaign_id, now))[0])
        await _audit(connection, program.id, "start", started, by, now, audience=started.audience)
        return started


async def _fill(connection: Connection, program_id: int, campaign: Campaign, now: datetime) -> None:
    marketing = MessageClass.MARKETING
    await fetch(
        connection,
        FILL,
        program_id,
        campaign.id,
        campaign.segment,
        marketing.value,
        PRIORITY[marketing],
        now,
        now + LIFE,
        campaign.text,
    )


async def stop(program: Program, campaign_id: int, *, by: int, now: datetime) -> Campaign:
    """Send no more of it, or throw a draft away; what has left stays. A repeat changes nothing.

    The sender drops what is queued as soon as it sees the state. Raises NotFound ``unknown_campaign``.
    """
    async with transaction() as connection:
        campaign = await _locked(connection, program.id, campaign_id)
        if campaign.state in ("stopped", "done"):
            return campaign
        stopped = await fetch(connection, STOP, program.id, campaign_id, now)
        await _audit(connection, program.id, "stop", campaign, by, now, was=campaign.state)
        return _campaign(stopped[0])


async def _locked(connection: Connection, program_id: int, campaign_id: int) -> Campaign:
    found = await fetch(connection, SELECT + "and id = $2 for update", program_id, campaign_id)
    if not found:
        raise NotFound("unknown_campaign")
    return _campaign(found[0])


async def get(program: Program, campaign_id: int) -> Campaign:
    """One campaign. Raises NotFound ``unknown_campaign``."""
    found = await row(SELECT + "and id = $2", program.id, campaign_id)
    if not found:
        raise NotFound("unknown_campaign")
    return _campaign(found)


async def latest(program: Program, limit: int = 10) -> tuple[Campaign, ...]:
    """The last campaigns, drafts included, the newest first."""
    found = await rows(SELECT + "order by id desc limit $2", program.id, limit)
    return tuple(_campaign(campaign) for campaign in found)


async def progress(program: Program, campaign_id: int) -> Progress:
    """How many of a campaign's messages are in which state. Raises NotFound ``unknown_campaign``."""
    campaign = await get(program, campaign_id)
    found = await rows(COUNT, program.id, campaign_id)
    counted = {count["state"]: int(count["messages"]) for count in found}
    waiting = sum(int(count["waiting"]) for count in found if count["state"] == "queued")
    queued, dropped = counted.get("queued", 0), counted.get("dropped", 0)
    if campaign.state == "stopped":
        queued, waiting, dropped = 0, 0, dropped + queued
    return Progress(
        campaign,
        queued,
        counted.get("sent", 0),
        counted.get("failed", 0),
        dropped,
        counted.get("in_doubt", 0),
        waiting,
    )
