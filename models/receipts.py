"""Receipts and their lines."""

from __future__ import annotations

from tortoise import fields, models

from models.base import Table


class Receipt(Table):
    """A sale as the till told it, with what it was priced to and the answer that was given."""

    id = fields.BigIntField(primary_key=True, generated=False)
    merchant_id = fields.BigIntField()
    receipt_id = fields.CharField(max_length=128)  # the till's own id
    input_hash = fields.BinaryField()
    store_id = fields.BigIntField()
    employee_id = fields.BigIntField(null=True)
    customer_id = fields.BigIntField(null=True)
    issued_at = fields.DatetimeField()
    recorded_at = fields.DatetimeField()
    currency = fields.CharField(max_length=3)
    total = fields.BigIntField()
    discount = fields.BigIntField(default=0)
    redeemed = fields.BigIntField(default=0)
    earned = fields.BigIntField(default=0)
    program_version = fields.IntField()
    tier = fields.CharField(max_length=64, null=True)
    hold_id = fields.BigIntField(null=True)
    channel = fields.CharField(max_length=32, null=True)  # till, web, app … as the merchant names it
    gifts = fields.BigIntField(db_default=0)  # points given with it that are not a share of what was paid
    refunded = fields.BigIntField(db_default=0)  # of the total, by all refunds together
    revoked = fields.BigIntField(db_default=0)  # of the points earned
    restored = fields.BigIntField(db_default=0)  # of the points redeemed
    revoked_gifts = fields.BigIntField(db_default=0)
    # what gave the earned points: rule, points, rule, points …; null: the base rate gave all of them
    applied: fields.Field[list[str | int] | None] = fields.JSONField(null=True)
    capped = fields.BigIntField(null=True)  # points that caps took away; null: none
    answer = fields.BinaryField()  # the first success, returned as it was

    class Meta:
        table = "receipt"


class ReceiptLine(models.Model):
    """One line; the key in the database is ``(program_id, receipt_id, number)``."""

    receipt_id = fields.BigIntField(primary_key=True, generated=False)
    program_id = fields.BigIntField()
    number = fields.SmallIntField()
    sku = fields.CharField(max_length=128)
    name = fields.CharField(max_length=256)
    category = fields.CharField(max_length=128, null=True)
    quantity = fields.DecimalField(max_digits=18, decimal_places=6)
    amount = fields.BigIntField()
    cost = fields.BigIntField(null=True)
    earned = fields.BigIntField(default=0)
    discount = fields.BigIntField(db_default=0)  # minor units
    redeemed = fields.BigIntField(db_default=0)  # points that paid for it
    paid = fields.BigIntField(db_default=0)  # minor units that were paid with money
    refunded = fields.BigIntField(db_default=0)  # minor units of the amount, by all refunds together
    revoked = fields.BigIntField(db_default=0)
    restored = fields.BigIntField(db_default=0)

    class Meta:
        table = "receipt_line"
