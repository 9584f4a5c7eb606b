"""What a refund does to what is known of the customer: spent, purchases, survey, tier."""

from __future__ import annotations

from datetime import datetime

from services.database import Connection, fetch
from services.programs import Program
from services.receipts.shapes import TierAnswer, tier_answer
from services.refunds.reading import Buyer, Sale
from services.rules import tiers
from services.rules.refunding import Refunded
from services.tiers.refunds import after_refund
from services.tiers.standing import standings

# spent is what is left of all receipts; one of which nothing is left is a purchase no more, neither the first
# nor the last. The number of the last one is free again, since what it earned by that number is taken back
FACTS = """
update customer c set spent = c.spent - $3, receipts = c.receipts - 1, first_purchase_at = v.first,
                      last_purchase_at = v.last,
                      most_receipts = c.most_receipts - (c.most_receipts_by is not distinct from $4::bigint)::int,
                      most_receipts_by = nullif(c.most_receipts_by, $4::bigint)
from (select min(r.issued_at) as first, max(r.issued_at) as last from receipt r
      where r.program_id = $1 and r.customer_id = $2
        and not (r.refunded = r.total and exists (select from refund f
                                                  where f.program_id = $1 and f.receipt_id = r.id))) v
where c.program_id = $1 and c.id = $2
"""
SPENT = "update customer set spent = spent - $3 where program_id = $1 and id = $2"
# a choice stands from the first purchase after it: one made before is no longer among those counted then
CHOICES = """
update favourite set receipts = receipts - 1
where program_id = $1 and customer_id = $2 and chosen_at > $3 and receipts > 0
"""
CANCEL_SURVEY = """
update invitation set expires_at = least(expires_at, $3)
where program_id = $1 and receipt_id = $2 and answered_at is null
"""


async def follow(
    connection: Connection, program: Program, customer: Buyer, sold: Sale, refunded: Refunded, now: datetime
) -> TierAnswer:
    """Bring all that follows from receipts up to the refund, whose rows are written; the tier after it."""
    if refunded.whole:
        await fetch(connection, FACTS, program.id, customer.id, refunded.amount, sold.id)
        await fetch(connection, CHOICES, program.id, customer.id, sold.recorded_at)
        await fetch(connection, CANCEL_SURVEY, program.id, sold.id, now)
    else:
        await fetch(connection, SPENT, program.id, customer.id, refunded.amount)
    actor = f"merchant:{sold.merchant_id}"
    move = await after_refund(connection, program, customer.id, sold.id, actor=actor, now=now)
    tier = move.after if move else customer.tier
    to_next = await _to_next(connection, program, customer.id, tier, customer.spent - refunded.amount, now)
    return tier_answer(tier, tier != customer.tier, program.config.tier_rules.measured_by, to_next)


async def _to_next(
    connection: Connection, program: Program, customer_id: int, tier: str | None, spent: int, now: datetime
) -> int | None:
    """What the next tier still needs of what tiers are measured by; None at the top."""
    config = program.config
    found = await standings(connection, program, {customer_id: spent}, [now])
    measured = found.of(customer_id, now).by(config.tier_rules.measured_by)
    return tiers.to_next(config.tiers, tier, measured)
