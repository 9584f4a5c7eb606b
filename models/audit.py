"""What admins did."""

from __future__ import annotations

from typing import Any

from tortoise import fields

from models.base import Table


class AuditRecord(Table):
    """One act of an admin, a manager or the command line."""

    actor = fields.CharField(max_length=64)
    action = fields.CharField(max_length=64)
    target = fields.CharField(max_length=128, null=True)
    data: fields.Field[dict[str, Any]] = fields.JSONField()
    at = fields.DatetimeField()

    class Meta:
        table = "audit"
        indexes = (("program_id", "at"),)
