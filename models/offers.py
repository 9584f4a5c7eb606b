"""Offers given to customers, and promo codes, alone or made in batches."""

from __future__ import annotations

from tortoise import fields

from models.base import Table


class GivenOffer(Table):
    """An offer that a customer got on entering a segment."""

    offer = fields.CharField(max_length=64)
    customer_id = fields.BigIntField()
    membership_id = fields.BigIntField()
    promo_code_id = fields.BigIntField(null=True)
    points = fields.BigIntField(default=0)
    at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)

    class Meta:
        table = "given_offer"
        unique_together = (("program_id", "offer", "membership_id"),)
        indexes = (("program_id", "customer_id", "at"),)


class PromoBatch(Table):
    """Promo codes made together, each for the first who uses it; what they give and until when."""

    prefix = fields.CharField(max_length=16)
    count = fields.IntField()
    points = fields.BigIntField()
    discount = fields.IntField()  # basis points off the receipt
    earns = fields.CharField(max_length=8, null=True)  # as of a promo code
    rate = fields.IntField(db_default=0)
    most_uses = fields.IntField()  # of each code
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    stopped_at = fields.DatetimeField(null=True)
    actor = fields.CharField(max_length=64)
    key = fields.CharField(max_length=128, null=True)  # makes a repeated command harmless

    class Meta:
        table = "promo_batch"


class PromoCode(Table):
    """A code worth points, a discount or a better rate, once a customer; ``customer_id`` ties it to one customer."""

    code = fields.CharField(max_length=32)  # upper case
    points = fields.BigIntField()
    discount = fields.IntField(db_default=0)  # basis points off the receipt
    earns = fields.CharField(max_length=8, null=True)  # base, bonus or multiply, as an earning rule
    rate = fields.IntField(db_default=0)  # its basis points
    customer_id = fields.BigIntField(null=True)
    batch_id = fields.BigIntField(null=True)
    most_uses = fields.IntField(null=True)  # by all customers together; none: no limit
    used = fields.IntField(db_default=0)  # counted for codes with a limit only
    created_at = fields.DatetimeField()
    starts_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(null=True)

    class Meta:
        table = "promo_code"
        unique_together = (("program_id", "code"),)


class PromoCodeUse(Table):
    """A promo code was used on a receipt: at most once a customer."""

    promo_code_id = fields.BigIntField()
    customer_id = fields.BigIntField()
    receipt_id = fields.BigIntField()
    at = fields.DatetimeField()

    class Meta:
        table = "promo_code_use"
        unique_together = (("program_id", "promo_code_id", "customer_id"),)
