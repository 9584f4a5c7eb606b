"""Short-lived proofs of presence, and the wrong guesses that limit them."""

from __future__ import annotations

from tortoise import fields

from models.base import Table


class Code(Table):
    """What a customer shows at the till for 90 seconds; a keyed hash, unique among the live ones."""

    customer_id = fields.BigIntField()
    digest = fields.BinaryField()
    issued_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    class Meta:
        table = "code"
        unique_together = (("program_id", "digest"),)


class WrongCode(Table):
    """A code that was not found, counted for one merchant key, store and kind of code."""

    merchant_id = fields.BigIntField()
    store_id = fields.BigIntField(null=True)
    kind = fields.CharField(max_length=16, db_default="code")  # of presence, or gift_card
    at = fields.DatetimeField()

    class Meta:
        table = "wrong_code"
        indexes = (("program_id", "merchant_id", "at"),)
