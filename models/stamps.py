"""Stamps: the rows of every stamp card."""

from __future__ import annotations

from tortoise import fields

from models.base import Table


class Stamp(Table):
    """Stamps put on a card or taken off it, never changed; a card has the sum of its rows.

    ``kind``: ``purchase`` and ``undo`` with a plus; ``reward``, ``refund`` and ``expire`` with a minus.
    """

    customer_id = fields.BigIntField()
    card = fields.CharField(max_length=64)  # the code of [[stamps]]
    kind = fields.CharField(max_length=16)
    stamps = fields.BigIntField()
    receipt_id = fields.BigIntField(null=True)
    lines: fields.Field[list[int]] = fields.JSONField()  # numbers of the receipt's lines that it is about
    points = fields.BigIntField()  # that a reward gave
    at = fields.DatetimeField()

    class Meta:
        table = "stamp"
