"""Renewal switched off and on by the customer; the timetable tells Telegram what is wanted."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from services import points, tiers
from services.database import Connection, fetch, transaction
from services.errors import Conflict, NotFound
from services.memberships import reading
from services.memberships.paying import GRACE
from services.memberships.reading import Membership
from services.rules import memberships as rule

if TYPE_CHECKING:
    from services.programs import Program

WANT = "update paid_membership set renews = $3, ends_at = $4 where program_id = $1 and id = $2"


async def renew(program: Program, customer_id: int, wanted: bool, *, now: datetime) -> Membership:
    """Switch the renewal of the customer's subscription on or off; the tier stays until what is paid ends.

    The same again changes nothing. Raises NotFound ``unknown_membership`` when nothing runs, Conflict
    ``membership_not_renewed`` for one that is not Telegram's to renew.
    """
    async with transaction() as connection:
        await points.lock(connection, program.id, [customer_id])
        running = await reading.current_in(connection, program.id, customer_id)
        if running is None or running.ends_at <= now:
            raise NotFound("unknown_membership")
        if not running.in_stars:
            raise Conflict("membership_not_renewed")
        if running.renews == wanted:
            return running
        return await want_in(connection, program, running, wanted, now=now)


async def want_in(
    connection: Connection, program: Program, running: Membership, wanted: bool, *, now: datetime
) -> Membership:
    """The same for a membership that is read under its customer's lock."""
    rules = program.config.membership(running.code)
    ends = rule.ends_at(running.paid_until, rules.grace if rules else GRACE, expected=wanted)
    ends = max(ends, now)
    await fetch(connection, WANT, program.id, running.id, wanted, ends)
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
