"""Coupons: which receipt used which."""

from __future__ import annotations

from tortoise import fields

from models.base import Table


class CouponUse(Table):
    """A coupon took money off a receipt (``uses`` 1), or came back with a whole refund (-1)."""

    coupon = fields.CharField(max_length=64)  # the code of [[coupons]]
    customer_id = fields.BigIntField()
    receipt_id = fields.BigIntField()
    uses = fields.SmallIntField()
    discount = fields.BigIntField()  # minor units
    at = fields.DatetimeField()

    class Meta:
        table = "coupon_use"
