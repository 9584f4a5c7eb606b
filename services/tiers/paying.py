"""A tier that is paid for: it lies over the earned and the given one, in the transaction of its payment."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from services.database import Connection
from services.errors import Invalid
from services.rules.tiers import position_of
from services.tiers.giving import as_of_now, moved, write

if TYPE_CHECKING:
    from services.programs import Program


async def pay_in(
    connection: Connection,
    program: Program,
    customer_id: int,
    tier: str,
    until: datetime,
    *,
    actor: str,
    now: datetime,
) -> str | None:
    """Have a tier paid until then, in place of one that was paid before; returns the tier that counts now.

    Nobody is told: whoever takes the money tells what it was for. Raises Invalid ``unknown_tier``, NotFound
    ``unknown_customer``.
    """
    if position_of(program.config.tiers, tier) is None:
        raise Invalid("unknown_tier", "tier")
    one = await as_of_now(connection, program, customer_id, now)
    held = replace(one.held, paid=tier, paid_until=until)
    if held == one.held:
        return one.tier
    move = moved(program, one, held, "paid", actor, now, until)
    await write(connection, program, one, move, [], now)
    return move.after


async def unpay_in(
    connection: Connection, program: Program, customer_id: int, *, actor: str, now: datetime
) -> str | None:
    """End the paid tier now; returns the tier that counts. Raises NotFound ``unknown_customer``."""
    one = await as_of_now(connection, program, customer_id, now)
    if one.held.paid is None:
        return one.tier
    held = replace(one.held, paid=None, paid_until=None)
    move = moved(program, one, held, "unpaid", actor, now, None)
    await write(connection, program, one, move, [], now)
    return move.after
