"""The last look before a message leaves: is it still wanted, by whom it is for, and at this hour?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import orjson

from services import programs
from services.database import rows
from services.outbox import MessageClass
from services.outbox_claims import Claimed
from services.program_file import ProgramConfig
from services.rules.quiet import minutes, quiet_end

DAY, WEEK, MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30)
MOST_ATTEMPTS = 8
SURVEY = "survey"

WAITING = "select id from hold where program_id = $1 and id = any($2::bigint[]) and state = 'waiting'"
ENDS = """
select id, paid_until from paid_membership where program_id = $1 and id = any($2::bigint[]) and ended_at is null
"""
# the first moment of a message's day; the day is no longer than that
BURNING = """
select b.customer_id, b.at from unnest($2::bigint[], $3::timestamptz[]) as b(customer_id, at)
where exists (select from lot l where l.program_id = $1 and l.customer_id = b.customer_id and l.remaining > 0
              and l.expires_at >= b.at and l.expires_at < b.at + interval '1 day')
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a message that does not go now.

    ``state`` queued with ``due_at``: put off until then; dropped, failed or in_doubt: over, for this ``reason``.
    """

    id: int
    state: str
    reason: str
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim's rows taken apart: those to send, in order, and what becomes of the others."""

    go: list[Claimed]
    held: list[Verdict]


# a kind's own question, for all rows of that kind at once: row id -> why it is not wanted any more
Recheck = Callable[[int, Sequence[Claimed], datetime], Awaitable[Mapping[int, str]]]
RECHECKS: dict[str, Recheck] = {}

# messages of the last month that count against a customer's limits, those in flight included
SENT = """
select customer_id, kind, message_class, coalesce(finished_at, $3) as at from outbox
where program_id = $1 and customer_id = any($2::bigint[]) and (message_class = 'marketing' or kind = 'survey')
  and ((state in ('sent', 'in_doubt') and finished_at > $4) or (state = 'queued' and sending_at is not null))
"""
ANSWERED = """
select id from invitation
where program_id = $1 and id = any($2::bigint[])
  and (answered_at is not null or expires_at <= $3)
"""


async def judge(
    program_id: int, config: ProgramConfig, claimed: Sequence[Claimed], *, now: datetime
) -> Judged:
    """Decide about each claimed row as of now; at most one query a kind and one for the limits."""
    unwanted = await _unwanted(program_id, claimed, now)
    limits = await _limits(program_id, config, claimed, now)
    judged = Judged([], [])
    for message in claimed:
        reason = unwanted.get(message.id)
        verdict = Verdict(message.id, "dropped", reason) if reason else _verdict(message, config, now)
        verdict = verdict or limits.verdict(message)
        if verdict:
            judged.held.append(verdict)
        else:
            judged.go.append(message)
    return judged


def zone_name(message: Claimed, config: ProgramConfig) -> str:
    """The zone whose clock the customer lives by: own, home store's, the program's first store's."""
    return message.timezone or config.stores[0].timezone


def _verdict(message: Claimed, config: ProgramConfig, now: datetime) -> Verdict | None:
    if message.in_doubt and message.message_class == MessageClass.MARKETING:
        return Verdict(message.id, "in_doubt", "the sender ended while it was being sent")
    if message.attempts >= MOST_ATTEMPTS:
        return Verdict(message.id, "failed", "too many attempts")
    reason = _refusal(message, now)
    if reason:
        return Verdict(message.id, "dropped", reason)
    return _put_off(message, config, now)


def _refusal(message: Claimed, now: datetime) -> str | None:
    """Why the message is not wanted, in one word; None when it is."""
    if message.expires_at and message.expires_at <= now:
        return "expired"
    if message.campaign_id and message.campaign_state == "stopped":
        return "stopped"
    if message.chat_id is None:
        return "no_account"
    return _customer_refusal(message) if message.customer_id else None


def _customer_refusal(message: Claimed) -> str | None:
    if message.unreachable:
        return "unreachable"
    if not message.terms:
        return "no_terms"
    if message.message_class == MessageClass.SERVICE and not message.service_messages:
        return "opted_out"
    if message.message_class == MessageClass.MARKETING and not message.marketing:
        return "no_consent"
    return None


def _put_off(message: Claimed, config: ProgramConfig, now: datetime) -> Verdict | None:
    """To the end of the quiet hours, when the class knows them."""
    if message.customer_id is None or message.message_class == MessageClass.TRANSACTIONAL:
        return None
    hours = config.program.quiet_hours
    quiet_from = minutes(hours.from_time) if message.quiet_from is None else message.quiet_from
    quiet_to = minutes(hours.to_time) if message.quiet_to is None else message.quiet_to
    end = quiet_end(now, _zone(zone_name(message, config)), quiet_from, quiet_to)
    if end is None:
        return None
    if message.expires_at and end >= message.expires_at:
        return Verdict(message.id, "dropped", "expired")
    return Verdict(message.id, "queued", "quiet_hours", end)


@lru_cache(maxsize=512)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


class Limits:
    """How often each customer was written to; messages let through count at once."""

    def __init__(self, config: ProgramConfig, now: datetime) -> None:
        self._now = now
        limits = config.program.limits
        self._most = {
            "marketing": ((DAY, limits.marketing_a_day), (WEEK, limits.marketing_a_week)),
            SURVEY: ((DAY, limits.surveys_a_day), (MONTH, limits.surveys_a_month)),
        }
        self._sent: dict[tuple[int, str], list[datetime]] = {}

    def count(self, customer_id: int, counted_as: str, at: datetime) -> None:
        """Remember a message that was sent."""
        self._sent.setdefault((customer_id, counted_as), []).append(at)

    def verdict(self, message: Claimed) -> Verdict | None:
        """Hold the message back when the customer has had enough, else count it."""
        counted_as = _counted_as(message.kind, message.message_class)
        if counted_as is None or message.customer_id is None:
            return None
        free_at = max(
            self._free_at(message.customer_id, counted_as, *most) for most in self._most[counted_as]
        )
        if free_at > self._now:
            return _capped(message, free_at, self._now)
        self.count(message.customer_id, counted_as, self._now)
        return None

    def _free_at(self, customer_id: int, counted_as: str, window: timedelta, most: int) -> datetime:
        """When one more fits into the window."""
        if most == 0:
            return self._now + 2 * MONTH
        sent = sorted(at for at in self._sent.get((customer_id, counted_as), ()) if at > self._now - window)
        return sent[-most] + window if len(sent) >= most else self._now


def _capped(message: Claimed, free_at: datetime, now: datetime) -> Verdict:
    """An offer waits for its turn as long as it lives; surveys and campaigns are about now."""
    waits = message.campaign_id is None and message.kind != SURVEY
    if waits and free_at < (message.expires_at or now + 2 * WEEK):
        return Verdict(message.id, "queued", "limit", free_at)
    return Verdict(message.id, "dropped", "limit")


def _counted_as(kind: str, message_class: str) -> str | None:
    return SURVEY if kind == SURVEY else "marketing" if message_class == MessageClass.MARKETING else None


async def _limits(
    program_id: int, config: ProgramConfig, claimed: Sequence[Claimed], now: datetime
) -> Limits:
    limits = Limits(config, now)
    customers = {m.customer_id for m in claimed if m.customer_id and _counted_as(m.kind, m.message_class)}
    if customers:
        for sent in await rows(SENT, program_id, list(customers), now, now - MONTH):
            counted_as = _counted_as(sent["kind"], sent["message_class"])
            limits.count(sent["customer_id"], counted_as or "marketing", sent["at"])
    return limits


async def _unwanted(program_id: int, claimed: Sequence[Claimed], now: datetime) -> dict[int, str]:
    unwanted: dict[int, str] = {}
    for kind in {message.kind for message in claimed} & RECHECKS.keys():
        of_kind = [message for message in claimed if message.kind == kind]
        unwanted.update(await RECHECKS[kind](program_id, of_kind, now))
    return unwanted


async def _survey_over(program_id: int, claimed: Sequence[Claimed], now: datetime) -> Mapping[int, str]:
    asked = {message.id: int(orjson.loads(message.payload).get("invitation", 0)) for message in claimed}
    over = {done["id"] for done in await rows(ANSWERED, program_id, list(asked.values()), now)}
    return {message_id: "answered" for message_id, invitation in asked.items() if invitation in over}


async def _hold_over(program_id: int, claimed: Sequence[Claimed], now: datetime) -> Mapping[int, str]:
    """Nobody is asked about a hold that the till took back."""
    asked = {message.id: int(orjson.loads(message.payload).get("hold", 0)) for message in claimed}
    waiting = {hold["id"] for hold in await rows(WAITING, program_id, list(asked.values()))}
    return {message_id: "hold_ended" for message_id, hold in asked.items() if hold not in waiting}


async def _burning_over(program_id: int, claimed: Sequence[Claimed], now: datetime) -> Mapping[int, str]:
    """Nobody is warned of points that were spent meanwhile, or that a purchase has kept."""
    about = {message.id: (message.customer_id, orjson.loads(message.payload)["at"]) for message in claimed}
    customers, moments = zip(*about.values(), strict=True)
    found = await rows(BURNING, program_id, list(customers), [datetime.fromisoformat(at) for at in moments])
    burning = {(one["customer_id"], one["at"]) for one in found}
    return {
        message_id: "nothing_burns"
        for message_id, (customer_id, at) in about.items()
        if (customer_id, datetime.fromisoformat(at)) not in burning
    }


async def _offer_gone(program_id: int, claimed: Sequence[Claimed], now: datetime) -> Mapping[int, str]:
    """Nobody is told of an offer that has left the program's file."""
    program = await programs.load(program_id)
    return {
        message.id: "offer_gone"
        for message in claimed
        if program.config.offer(orjson.loads(message.payload).get("offer", "")) is None
    }


async def _prolonged(program_id: int, claimed: Sequence[Claimed], now: datetime) -> Mapping[int, str]:
    """Nobody is reminded of the end of what was paid for again meanwhile, or has ended."""
    about = {message.id: orjson.loads(message.payload) for message in claimed}
    asked = [facts.get("id", 0) for facts in about.values()]
    ends = {found["id"]: found["paid_until"] for found in await rows(ENDS, program_id, asked)}
    return {
        message_id: "prolonged"
        for message_id, facts in about.items()
        if ends.get(facts.get("id")) != datetime.fromisoformat(facts["until"])
    }


RECHECKS[SURVEY] = _survey_over
RECHECKS["offer"] = _offer_gone
RECHECKS["points_expire_soon"] = _burning_over
RECHECKS["hold_confirm"] = _hold_over
RECHECKS["membership_ends_soon"] = _prolonged
