"""What merchants' keys asked about customers."""

from __future__ import annotations

from tortoise import fields

from models.base import Table


class Lookup(Table):
    """A merchant asked for a customer by phone, or by a phone or card that nobody has; limited and kept."""

    merchant_id = fields.BigIntField()
    kind = fields.CharField(max_length=16)  # phone, unknown_phone, unknown_card
    customer_id = fields.BigIntField(null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "lookup"
        indexes = (("program_id", "merchant_id", "kind", "at"),)
