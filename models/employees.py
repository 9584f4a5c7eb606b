"""Employees and the invitations by which they tie their Telegram account."""

from __future__ import annotations

from tortoise import fields

from models.base import Table


class Employee(Table):
    """A cashier, waiter or manager; ``telegram_id`` is set when the invite link was used."""

    code = fields.CharField(max_length=64)
    name = fields.CharField(max_length=128)
    role = fields.CharField(max_length=16)
    store_id = fields.BigIntField(null=True)
    telegram_id = fields.BigIntField(null=True)
    invite_digest = fields.BinaryField(null=True)
    invited_at = fields.DatetimeField(null=True)
    language = fields.CharField(max_length=8, null=True)
    active = fields.BooleanField()

    class Meta:
        table = "employee"
        unique_together = (("program_id", "code"),)
