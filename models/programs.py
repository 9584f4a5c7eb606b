"""Programs and the versions of their files."""

from __future__ import annotations

from tortoise import fields, models

from models.base import Table


class Program(models.Model):
    """One bot, one points currency, one rule set."""

    id = fields.BigIntField(primary_key=True, generated=True)
    slug = fields.CharField(max_length=64, unique=True)
    version = fields.IntField()
    bot_token = fields.BinaryField(null=True)  # encrypted with SECRET_KEY
    payment_token = fields.BinaryField(null=True)  # of the payment provider, encrypted the same
    bot_username = fields.CharField(max_length=64, null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "program"


class ProgramVersion(Table):
    """One applied text of the program file."""

    number = fields.IntField()
    text = fields.TextField()
    applied_at = fields.DatetimeField()
    applied_by = fields.CharField(max_length=128)

    class Meta:
        table = "program_version"
        unique_together = (("program_id", "number"),)
