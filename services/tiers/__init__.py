"""Tiers: what they are measured by, moves up and down, reviews, tiers that were given, and the numbers.

A receipt's way: with its customers locked, `settle_due` ends what has ended; `standings` reads what counts,
once a batch; then for each receipt `Standings.count`, `purchased` on the tiers in memory, and at the end
`put_changes` beside the customer's row. A refund's way: `after_refund`, once the receipts' rows say what came
back.
"""

from services.tiers.flow import Flow, FlowPeriod, flow
from services.tiers.following import follow
from services.tiers.giving import Given, check, give, give_in, take_back
from services.tiers.moves import Move, purchased, put_changes
from services.tiers.paying import pay_in, unpay_in
from services.tiers.progress import Past, Progress, past, progress
from services.tiers.refunds import after_refund
from services.tiers.reviews import review_due, settle_due
from services.tiers.standing import standings, zone_of

__all__ = [
    "Flow",
    "FlowPeriod",
    "Given",
    "Move",
    "Past",
    "Progress",
    "after_refund",
    "check",
    "flow",
    "follow",
    "give",
    "give_in",
    "past",
    "pay_in",
    "progress",
    "purchased",
    "put_changes",
    "review_due",
    "settle_due",
    "standings",
    "take_back",
    "unpay_in",
    "zone_of",
]
