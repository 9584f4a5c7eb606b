"""Merchants and the stores where customers buy."""

from __future__ import annotations

from tortoise import fields

from models.base import Table


class Merchant(Table):
    """Takes part in a program; its tills speak with its API key, stored hashed."""

    name = fields.CharField(max_length=128)
    key_digest = fields.BinaryField()
    key_hint = fields.CharField(max_length=16)
    created_at = fields.DatetimeField()
    key_rotated_at = fields.DatetimeField(null=True)

    class Meta:
        table = "merchant"
        unique_together = (("program_id", "name"),)


class Store(Table):
    """A branch, with a time zone."""

    code = fields.CharField(max_length=64)
    name = fields.CharField(max_length=128)
    timezone = fields.CharField(max_length=64)
    merchant = fields.CharField(max_length=128, null=True)  # by name; null: any merchant of the program
    active = fields.BooleanField()

    class Meta:
        table = "store"
        unique_together = (("program_id", "code"),)


class Hook(Table):
    """A vendor's webhook: where its documents arrive and with which secret they are signed."""

    merchant_id = fields.BigIntField()
    vendor = fields.CharField(max_length=32)
    path = fields.CharField(max_length=64)  # SHA-256 of the token in the path, as hex
    secret = fields.BinaryField()  # encrypted with SECRET_KEY
    store_id = fields.BigIntField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "hook"
        unique_together = (("program_id", "path"),)
