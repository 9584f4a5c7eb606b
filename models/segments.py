"""Who is in which segment, and the queue of customers to look at again."""

from __future__ import annotations

from typing import Any

from tortoise import fields

from models.base import Table


class Membership(Table):
    """A customer's stay in a segment; ``left_at`` is null while it lasts."""

    segment = fields.CharField(max_length=64)
    customer_id = fields.BigIntField()
    entered_at = fields.DatetimeField()
    left_at = fields.DatetimeField(null=True)

    class Meta:
        table = "membership"


class Change(Table):
    """Something happened to a customer: segments are to be looked at again."""

    customer_id = fields.BigIntField()
    kind = fields.CharField(max_length=32)
    at = fields.DatetimeField()

    class Meta:
        table = "change"


class Event(Table):
    """Something a customer did elsewhere (site visit, cart left), or here (entered a segment)."""

    customer_id = fields.BigIntField()
    kind = fields.CharField(max_length=64)
    key = fields.CharField(max_length=128)
    data: fields.Field[dict[str, Any]] = fields.JSONField()
    at = fields.DatetimeField()

    class Meta:
        table = "event"
        unique_together = (("program_id", "key"),)
        indexes = (("program_id", "customer_id", "kind", "at"),)
