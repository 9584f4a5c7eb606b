"""What a refund does to the facts about the customer: spent, purchases, tier."""

from __future__ import annotations

from dataclasses import dataclass

from services.program_file import ProgramConfig
from services.refunds.reading import Buyer, Sale
from services.rules import tiers
from services.rules.refunding import Refunded


@dataclass(frozen=True, slots=True)
class Standing:
    """The customer after the refund; ``to_next`` in minor units, None at the top.

    ``visit``: whether the purchase counts as one no more, since nothing of it is left.
    """

    spent: int
    receipts: int
    tier: str | None
    to_next: int | None
    visit: bool


def after_refund(config: ProgramConfig, customer: Buyer, sold: Sale, refunded: Refunded) -> Standing:
    """The facts after the refund. An upgrade that the rest of the purchases is no reason for is undone."""
    spent = customer.spent - refunded.amount
    tier = _tier(config, customer, sold, spent)
    return Standing(
        spent,
        customer.receipts - int(refunded.whole),
        tier,
        tiers.to_next(config.tiers, tier, spent),
        refunded.whole,
    )


def _tier(config: ProgramConfig, customer: Buyer, sold: Sale, spent: int) -> str | None:
    """Only an upgrade to which this receipt counted is undone, and never below the tier that was before it."""
    if customer.tier_since is None or customer.tier_since < sold.recorded_at:
        return customer.tier
    now = tiers.position_of(config.tiers, customer.tier)
    before = tiers.position_of(config.tiers, sold.tier)
    floor = max(
        (place for place in (tiers.reached(config.tiers, spent), before) if place is not None), default=None
    )
    if now is None or (floor is not None and floor >= now):
        return customer.tier
    return None if floor is None else config.tiers[floor].code
