"""Renewal of subscriptions: switched off and allowed again by the customer here, or changed in Telegram's settings.

Telegram knows two switches: the bot's, which the timetable tells it (``stopped``), and the customer's own. Taking the
bot's stop back lets the customer switch the renewal on, and does not do it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from services import points, tiers
from services.database import Connection, fetch, transaction
from services.errors import Conflict, NotFound
from services.memberships import reading, telling
from services.memberships.reading import Membership
from services.rules import memberships as rule

if TYPE_CHECKING:
    from services.programs import Program

SWITCH = (
    "update paid_membership set renews = $3, stopped = $4, ends_at = $5 where program_id = $1 and id = $2"
)


async def cancel(program: Program, customer_id: int, *, now: datetime) -> Membership:
    """Let nothing more be taken; the tier stays until what is paid ends. The same again changes nothing.

    Raises NotFound ``unknown_membership``, Conflict ``membership_not_renewed`` for one that nobody renews.
    """
    async with transaction() as connection:
        running = await _running(connection, program, customer_id, now)
        if running.stopped:
            return running
        return await _switch(connection, program, running, renews=False, stopped=True, now=now)


async def resume(program: Program, customer_id: int, *, now: datetime) -> Membership:
    """Let the customer switch the renewal on again in Telegram. Raises as ``cancel``."""
    async with transaction() as connection:
        running = await _running(connection, program, customer_id, now)
        if not running.stopped:
            return running
        return await _switch(connection, program, running, renews=False, stopped=False, now=now)


async def heard(program: Program, telegram_id: int, payload: str, state: str, *, now: datetime) -> bool:
    """Telegram says that a subscription was canceled or taken up by its customer, or could not be paid.

    False when there is no such membership, or it has ended.
    """
    async with transaction() as connection:
        known = await reading.of_payload(connection, program.id, payload)
        if known is None or known.telegram_id != telegram_id:
            return False
        await points.lock(connection, program.id, [known.customer_id])
        running = await reading.get_in(connection, program.id, known.id)
        if running.ended_at is not None:
            return False
        if state == "failed":
            await _failed(connection, program, running, now)
        elif state in ("active", "canceled"):
            renews = state == "active"
            stopped = running.stopped and not renews
            changed = await _switch(connection, program, running, renews=renews, stopped=stopped, now=now)
            if renews and not running.renews:
                await telling.renews(connection, program, changed, now)
        return True


async def _running(connection: Connection, program: Program, customer_id: int, now: datetime) -> Membership:
    await points.lock(connection, program.id, [customer_id])
    running = await reading.current_in(connection, program.id, customer_id)
    if running is None or running.ends_at <= now:
        raise NotFound("unknown_membership")
    if not running.in_stars:
        raise Conflict("membership_not_renewed")
    return running


async def _failed(connection: Connection, program: Program, running: Membership, now: datetime) -> None:
    """The Stars did not suffice: the days of grace are there for that."""
    sql = "update paid_membership set renews = false where program_id = $1 and id = $2"
    await fetch(connection, sql, program.id, running.id)
    await telling.failed(connection, program, running, now)


async def _switch(
    connection: Connection,
    program: Program,
    running: Membership,
    *,
    renews: bool,
    stopped: bool,
    now: datetime,
) -> Membership:
    rules = program.config.membership(running.code)
    grace = reading.grace(rules, in_stars=running.in_stars)
    ends = rule.ends_at(running.paid_until, grace, expected=renews)
    await fetch(connection, SWITCH, program.id, running.id, renews, stopped, ends)
    tier = tier_of(program, running)
    if tier is not None and ends > now:
        actor = f"telegram:{running.telegram_id}"
        await tiers.pay_in(connection, program, running.customer_id, tier, ends, actor=actor, now=now)
    return await reading.get_in(connection, program.id, running.id)


def tier_of(program: Program, running: Membership) -> str | None:
    """The tier that a membership gives: what was sold, or what it gives today when that one has left the file."""
    if program.config.tier(running.tier):
        return running.tier
    rules = program.config.membership(running.code)
    return rules.tier if rules else None
