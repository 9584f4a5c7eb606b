"""Reviews and ends of given and paid tiers: by the timetable in chunks, or before a customer's purchase."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from services.database import Connection, Row, fetch, transaction
from services.rules.tier_reviews import Turn, due_reviews, settle
from services.rules.tier_windows import review_window
from services.tiers.moves import COLUMNS, Move, Placed, lowered_notice, placed, put, put_notices
from services.tiers.standing import Wanted, measure, zone_of
from services.writing import Writing

if TYPE_CHECKING:
    from services.programs import Program

ACTOR = "program"
AT_ONCE = 100  # so that their receipts hardly wait

DUE = f"""
select {COLUMNS} from customer
where program_id = $1 and least(tier_review_at, tier_given_until, tier_paid_until) <= $2
  and (tier_review_at is not null or tier_given_until is not null or tier_paid_until is not null)
"""  # noqa: S608 - names of a constant


async def review_due(program: Program, *, now: datetime, limit: int = AT_ONCE) -> int:
    """Review and end what is due, each as of its own moment; returns how many customers (0: nothing is due).

    Customers who are being served at this moment are left to the next call, or to their receipt.
    """
    async with transaction() as connection:
        found = await fetch(
            connection,
            DUE + "order by least(tier_review_at, tier_given_until, tier_paid_until), id limit $3"
            " for no key update skip locked",
            program.id,
            now,
            limit,
        )
        await _settle(connection, program, found, now)
    return len(found)


async def settle_due(
    connection: Connection, program: Program, customer_ids: Collection[int], *, now: datetime
) -> list[Placed]:
    """Bring the tiers of these customers up to now in the caller's transaction; returns those that were due.

    To be called before a receipt is priced: a tier that has ended gives nothing any more.
    """
    found = await fetch(
        connection,
        DUE + "and id = any($3::bigint[]) order by id for no key update",
        program.id,
        now,
        sorted(customer_ids),
    )
    return await _settle(connection, program, found, now)


async def _settle(
    connection: Connection, program: Program, found: Sequence[Row], now: datetime
) -> list[Placed]:
    config, zone = program.config, zone_of(program.config)
    people = [placed(row) for row in found]
    dues = {one.id: due_reviews(config.tier_rules, zone, one.held, now) for one in people}
    moments = [(customer_id, due) for customer_id, reviews in dues.items() for due in reviews]
    wanted = [
        Wanted(customer_id, review_window(config.tier_rules, zone, due)) for customer_id, due in moments
    ]
    standings = dict(zip(moments, await measure(connection, program.id, wanted), strict=True))
    writing, settled = Writing(program.id), []
    everything: list[Move] = []
    notices = []
    for one in people:
        own = {due: standings[one.id, due] for due in dues[one.id]}
        moves = _moves(program, one, settle(config.tiers, config.tier_rules, zone, one.held, own, now))
        settled.append(after_moves(one, moves))
        everything += moves
        if moves and one.joined and one.tier != moves[-1].after:
            last = next(move for move in reversed(moves) if move.before != move.after)
            if last.reason != "unpaid":  # the end of a membership tells that itself
                notices.append(lowered_notice(program, one.id, last, now))
    put(writing, settled, everything)
    put_notices(writing, notices, now)
    await writing.run(connection)
    return settled


def _moves(program: Program, one: Placed, turns: Sequence[Turn]) -> list[Move]:
    """The turns of one customer with the tiers that count before and after each."""
    moves: list[Move] = []
    shown, held = one.tier, one.held
    for turn in turns:
        after = turn.held.shown(program.config.tiers, turn.at)
        moves.append(Move(one.id, shown, after, held, turn.held, turn.reason, turn.at, ACTOR))
        shown, held = after, turn.held
    return moves


def after_moves(one: Placed, moves: Sequence[Move]) -> Placed:
    """The customer as the last move left it; the tier counts since the last one that changed it."""
    if not moves:
        return one
    since = next((move.at for move in reversed(moves) if move.before != move.after), one.since)
    return replace(one, tier=moves[-1].after, since=since, held=moves[-1].held)
