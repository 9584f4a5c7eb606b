"""A refund that takes the reason of an upgrade away undoes the upgrade at once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from services.database import Connection, fetch
from services.rules import tiers
from services.rules.tier_reviews import EarnedChange, as_upgrade, upgrades_left
from services.rules.tier_windows import open_window
from services.tiers.moves import Move, Placed, locked, lowered_notice, put, put_notices
from services.tiers.reviews import after_moves
from services.tiers.standing import Wanted, measure, zone_of
from services.writing import Writing

if TYPE_CHECKING:
    from services.programs import Program

MOST_CHANGES = 200

CHANGES = """
select * from (
  select earned_before as before, earned_after as after, reason, at, review_before, id from tier_change
  where program_id = $1 and customer_id = $2 and earned_before is distinct from earned_after
  order by id desc limit $3
) as latest order by at, id
"""


async def after_refund(
    connection: Connection, program: Program, customer_id: int, receipt_id: int, *, actor: str, now: datetime
) -> Move | None:
    """Undo upgrades that the refunds (in the receipts' rows already) no longer carry; the customer is told.

    In the transaction of the refund, once the receipts say what has come back. Returns what changed.
    """
    one = await locked(connection, program.id, customer_id)
    if one is None or not program.config.tiers:
        return None
    held = await _held_after(connection, program, one, now)
    if held == one.held:
        return None
    after = held.shown(program.config.tiers, now)
    move = Move(one.id, one.tier, after, one.held, held, "refund", now, actor, receipt_id)
    writing = Writing(program.id)
    put(writing, [after_moves(one, [move])], [move])
    if one.joined and move.before != move.after:
        put_notices(writing, [lowered_notice(program, one.id, move, now)], now)
    await writing.run(connection)
    return move


async def _held_after(connection: Connection, program: Program, one: Placed, now: datetime) -> tiers.Held:
    config, zone = program.config, zone_of(program.config)
    found = await fetch(connection, CHANGES, program.id, one.id, MOST_CHANGES)
    changes = [EarnedChange(**{key: row[key] for key in EarnedChange.__slots__}) for row in found]
    upgrades = upgrades_left(config.tiers, changes)
    if not upgrades:
        return one.held
    wanted = [Wanted(one.id, open_window(config.tier_rules, zone, now))]
    wanted += [
        Wanted(one.id, open_window(config.tier_rules, zone, change.at), change.at) for change in upgrades
    ]
    present, *then = await measure(connection, program.id, wanted)
    measured_by = config.tier_rules.measured_by
    reasons = [
        as_upgrade(change, standing.by(measured_by)) for change, standing in zip(upgrades, then, strict=True)
    ]
    return tiers.after_refund(config.tiers, config.tier_rules, one.held, reasons, present)
