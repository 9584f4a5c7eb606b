"""A tier that an admin gives for a time, as a present or to match a status elsewhere; and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from services import audit
from services.database import Connection, transaction
from services.errors import Conflict, Invalid, NotFound
from services.outbox import MessageClass, Notice
from services.rules.tiers import Held, position_of
from services.tiers.moves import Move, Placed, locked, lowered_notice, put, put_notices
from services.tiers.reviews import after_moves, settle_due
from services.writing import Writing

if TYPE_CHECKING:
    from services.programs import Program

Why = Literal["manual", "match"]
LONGEST = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Given:
    """What a customer has now; ``fresh`` is false when it was so already."""

    tier: str | None
    until: datetime | None
    fresh: bool


def check(program: Program, tier: str, until: datetime | None, now: datetime) -> None:
    """Raises Invalid ``unknown_tier``, or ``tier_until`` for an end that is not to come or too far away."""
    if position_of(program.config.tiers, tier) is None:
        raise Invalid("unknown_tier", "tier")
    if until is not None and not now < until <= now + LONGEST:
        raise Invalid("tier_until", "until")


async def give(
    program: Program,
    customer_id: int,
    tier: str,
    until: datetime | None,
    *,
    why: Why,
    actor: str,
    now: datetime,
) -> Given:
    """Give a tier until that moment (None: for good), in place of one that was given before.

    It lies over the earned tier, which lives on beneath it: the higher one counts. The same again changes
    nothing. The customer is told, the audit keeps it. Raises Invalid as ``check``, NotFound
    ``unknown_customer``, Conflict ``customer_not_joined``.
    """
    async with transaction() as connection:
        return await give_in(connection, program, customer_id, tier, until, why=why, actor=actor, now=now)


async def give_in(
    connection: Connection,
    program: Program,
    customer_id: int,
    tier: str,
    until: datetime | None,
    *,
    why: Why,
    actor: str,
    now: datetime,
) -> Given:
    """The same in the caller's transaction."""
    check(program, tier, until, now)
    one = await as_of_now(connection, program, customer_id, now)
    if not one.joined:
        raise Conflict("customer_not_joined")
    held = replace(one.held, given=tier, given_until=until)
    if held == one.held:
        return Given(one.tier, until, fresh=False)
    move = moved(program, one, held, why, actor, now, until)
    notice = Notice(
        kind="tier_given",
        message_class=MessageClass.TRANSACTIONAL,
        dedup_key=f"tier-given:{customer_id}:{now.isoformat()}",
        due_at=now,
        customer_id=customer_id,
        payload={"tier": tier, "until": until.isoformat() if until else None},
    )
    await write(connection, program, one, move, [notice], now)
    facts = {"tier": tier, "until": until.isoformat() if until else None, "why": why}
    await _audit(connection, program.id, one, actor, facts, action="customer.tier", now=now)
    return Given(move.after, until, fresh=True)


async def take_back(program: Program, customer_id: int, *, actor: str, now: datetime) -> Given:
    """End a given tier now; the earned one counts again. Raises NotFound ``unknown_customer``."""
    async with transaction() as connection:
        one = await as_of_now(connection, program, customer_id, now)
        if one.held.given is None:
            return Given(one.tier, None, fresh=False)
        held = replace(one.held, given=None, given_until=None)
        move = moved(program, one, held, "ended", actor, now, None)
        told = move.before != move.after and one.joined
        notices = [lowered_notice(program, one.id, move, now)] if told else []
        await write(connection, program, one, move, notices, now)
        facts = {"tier": one.held.given}
        await _audit(connection, program.id, one, actor, facts, action="customer.tier_taken", now=now)
        return Given(move.after, None, fresh=True)


async def as_of_now(connection: Connection, program: Program, customer_id: int, now: datetime) -> Placed:
    """The customer, locked, with the tiers as of now."""
    one = await locked(connection, program.id, customer_id)
    if one is None:
        raise NotFound("unknown_customer")
    return next(iter(await settle_due(connection, program, [customer_id], now=now)), one)


def moved(
    program: Program, one: Placed, held: Held, reason: str, actor: str, now: datetime, until: datetime | None
) -> Move:
    """What another ``held`` makes of the customer now."""
    after = held.shown(program.config.tiers, now)
    return Move(one.id, one.tier, after, one.held, held, reason, now, actor, until=until)


async def write(
    connection: Connection, program: Program, one: Placed, move: Move, notices: list[Notice], now: datetime
) -> None:
    """Write a move down, and who is told."""
    writing = Writing(program.id)
    put(writing, [after_moves(one, [move])], [move])
    put_notices(writing, notices, now)
    await writing.run(connection)


async def _audit(
    connection: Connection,
    program_id: int,
    one: Placed,
    actor: str,
    facts: Mapping[str, str | None],
    *,
    action: str,
    now: datetime,
) -> None:
    data = {**facts, "customer_id": one.id}
    await audit.record(
        connection, program_id, actor=actor, action=action, target=one.card, data=data, now=now
    )
