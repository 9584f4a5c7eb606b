"""What time does to paid memberships: a reminder before the end of those for money, and the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from services import points, tiers
from services.database import fetch, rows, transaction
from services.memberships import reading, telling
from services.memberships.writing import end
from services.outbox import MessageClass, Notice, enqueue
from services.rules.memberships import STARS

if TYPE_CHECKING:
    from services.program_file.memberships import MembershipRules
    from services.programs import Program

AT_ONCE = 100
DUE = """
select id, customer_id, renews from paid_membership
where program_id = $1 and ended_at is null and ends_at <= $2 order by ends_at limit $3
"""
SOON = """
update paid_membership set reminded_for = paid_until
where program_id = $1 and ended_at is null and code = $2 and currency <> $3 and paid_until > $4 and paid_until <= $5
  and reminded_for is distinct from paid_until
returning id, customer_id, code, paid_until, ends_at
"""


async def end_due(
    program: Program, *, now: datetime, limit: int = AT_ONCE, sure: Callable[[int], bool] = lambda _: True
) -> int:
    """End the memberships that nobody paid for again, and tell their customers; returns how many.

    ``sure`` says of one that Telegram renews whether its payment cannot be on the way any more: after a time away
    there is much to hear.
    """
    due = await rows(DUE, program.id, now, limit)
    over = [one for one in due if not one["renews"] or sure(one["id"])]
    for one in over:
        await _end(program, one["id"], one["customer_id"], now)
    return len(over)


async def _end(program: Program, membership_id: int, customer_id: int, now: datetime) -> None:
    async with transaction() as connection:
        await points.lock(connection, program.id, [customer_id])
        membership = await reading.get_in(connection, program.id, membership_id)
        if membership.ended_at is not None or membership.ends_at > now:
            return  # paid at this very moment
        await end(connection, program.id, membership, "lapsed", now)
        tier = await tiers.unpay_in(connection, program, customer_id, actor="program", now=now)
        await telling.ended(connection, program, membership, "lapsed", tier, now)


async def remind_due(program: Program, *, now: datetime) -> int:
    """Remind of memberships for money that end soon, once for each end; returns how many."""
    reminded = 0
    for rules in program.config.memberships:
        if not rules.in_stars and rules.remind_before > timedelta(0):
            reminded += await _remind(program, rules, now)
    return reminded


async def _remind(program: Program, rules: MembershipRules, now: datetime) -> int:
    async with transaction() as connection:
        soon = await fetch(
            connection, SOON, program.id, rules.code, STARS, now, now + min(rules.remind_before, _most(rules))
        )
        notices = [
            Notice(
                kind="membership_ends_soon",
                message_class=MessageClass.SERVICE,
                dedup_key=f"membership_ends_soon:{one['id']}:{one['paid_until'].isoformat()}",
                due_at=now,
                customer_id=one["customer_id"],
                expires_at=one["ends_at"],
                payload={
                    "id": one["id"],
                    "membership": one["code"],
                    "until": one["paid_until"].isoformat(),
                },
            )
            for one in soon
        ]
        await enqueue(connection, program.id, notices, now=now)
        return len(notices)


def _most(rules: MembershipRules) -> timedelta:
    """Nobody is reminded of the end on the day of buying."""
    return rules.period / 2
