"""How customers moved between tiers."""

from __future__ import annotations

from tortoise import fields

from models.base import Table


class TierChange(Table):
    """A customer went from one tier to another, and why.

    ``before`` and ``after`` are what the customer saw; the earned tier may move beneath one that was given.
    """

    customer_id = fields.BigIntField()
    before = fields.CharField(max_length=64, null=True)
    after = fields.CharField(max_length=64, null=True)
    earned_before = fields.CharField(max_length=64, null=True)
    earned_after = fields.CharField(max_length=64, null=True)
    review_before = fields.DatetimeField(null=True)  # an undone upgrade takes this date back
    reason = fields.CharField(max_length=16)  # purchase, refund, review; manual, match, ended, paid, unpaid
    receipt_id = fields.BigIntField(null=True)
    actor = fields.CharField(max_length=64)
    until = fields.DatetimeField(null=True)  # a tier that was given ends then
    at = fields.DatetimeField()

    class Meta:
        table = "tier_change"
