"""Refunds of receipts, and those that arrived before their receipt."""

from __future__ import annotations

from typing import Any

from tortoise import fields

from models.base import Table


class Refund(Table):
    """Goods that came back: what it took from the points, what it gave back, and what the till pays out."""

    id = fields.BigIntField(primary_key=True, generated=False)
    receipt_id = fields.BigIntField()
    merchant_id = fields.BigIntField()
    refund_id = fields.CharField(max_length=128)  # the till's own id
    input_hash = fields.BinaryField()
    amount = fields.BigIntField()
    payable = fields.BigIntField()
    revoked = fields.BigIntField()
    restored = fields.BigIntField()
    owed = fields.BigIntField()  # points that became a debt
    forgiven = fields.BigIntField()
    by_line: fields.Field[list[list[int]]] = fields.JSONField()  # [[number, minor units], …]
    at = fields.DatetimeField()
    recorded_at = fields.DatetimeField()
    answer = fields.BinaryField()

    class Meta:
        table = "refund"


class WaitingRefund(Table):
    """A refund whose receipt is not known yet; applied in the transaction that records the receipt."""

    merchant_id = fields.BigIntField()
    receipt_key = fields.CharField(max_length=128)  # the till's own id of the receipt
    refund_id = fields.CharField(max_length=128)
    input_hash = fields.BinaryField()
    request: fields.Field[dict[str, Any]] = fields.JSONField()
    arrived_at = fields.DatetimeField()

    class Meta:
        table = "waiting_refund"
