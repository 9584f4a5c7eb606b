"""The points tables. Only ``services.points`` writes them; rows of entry and allocation are never changed."""

from __future__ import annotations

from tortoise import fields, models

from models.base import Table


class Balance(models.Model):
    """The sums of one customer; always equal to what entries, lots and allocations say."""

    customer_id = fields.BigIntField(primary_key=True, generated=False)
    program_id = fields.BigIntField()
    available = fields.BigIntField(default=0)
    pending = fields.BigIntField(default=0)
    held = fields.BigIntField(default=0)
    debt = fields.BigIntField(default=0)

    class Meta:
        table = "balance"


class Entry(Table):
    """One row of the ledger: positive for earn, grant, restore …; negative for spend, revoke, expire …"""

    id = fields.BigIntField(primary_key=True, generated=False)
    customer_id = fields.BigIntField()
    kind = fields.CharField(max_length=16)
    points = fields.BigIntField()
    receipt_id = fields.BigIntField(null=True)
    merchant_id = fields.BigIntField(null=True)
    reason = fields.CharField(max_length=200, null=True)
    actor = fields.CharField(max_length=64)
    key = fields.CharField(max_length=128, null=True)  # what makes a repeat the same entry
    undoes_id = fields.BigIntField(null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "entry"


class Lot(Table):
    """Points earned together, with one maturity and one expiry.

    ``issued = remaining + held + consumed - restored``.
    """

    id = fields.BigIntField(primary_key=True, generated=False)
    customer_id = fields.BigIntField()
    entry_id = fields.BigIntField()
    merchant_id = fields.BigIntField(null=True)
    issued = fields.BigIntField()
    remaining = fields.BigIntField()
    held = fields.BigIntField(default=0)
    consumed = fields.BigIntField(default=0)
    restored = fields.BigIntField(default=0)
    matures_at = fields.DatetimeField()
    matured = fields.BooleanField()
    expires_at = fields.DatetimeField(null=True)

    class Meta:
        table = "lot"


class Allocation(Table):
    """Which lot a negative entry used, or which lot paid a debt: points leave the lot."""

    customer_id = fields.BigIntField()
    entry_id = fields.BigIntField()
    lot_id = fields.BigIntField()
    points = fields.BigIntField()
    at = fields.DatetimeField()

    class Meta:
        table = "allocation"
