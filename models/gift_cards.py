"""Gift cards: money paid ahead."""

from __future__ import annotations

from tortoise import fields

from models.base import Table


class GiftCard(Table):
    """A gift card; its code is kept only as a keyed hash. What is left on it is the sum of its uses."""

    digest = fields.BinaryField()
    hint = fields.CharField(max_length=8)  # how the code ends
    amount = fields.BigIntField()  # minor units of the program's currency
    remaining = fields.BigIntField()
    merchant_id = fields.BigIntField()  # who sold it
    key = fields.CharField(max_length=128)  # the till's own id of the sale
    input_hash = fields.BinaryField()
    sealed = fields.BinaryField()  # the code, encrypted, so that a repeated call is answered as the first was
    issued_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    graced_until = fields.DatetimeField(null=True)  # a refund after its date let it live until then, once
    lapsed = fields.BigIntField(db_default=0)  # of ``remaining``: what was dead when that came, and stays it
    stopped_at = fields.DatetimeField(null=True)

    class Meta:
        table = "gift_card"


class GiftCardUse(Table):
    """Money put on a gift card or taken off it, never changed.

    ``kind``: ``issue`` and ``refund`` with a plus; ``spend`` (at a till) and ``redeem`` (into points) with a minus.
    """

    gift_card_id = fields.BigIntField()
    kind = fields.CharField(max_length=16)
    amount = fields.BigIntField()
    merchant_id = fields.BigIntField(null=True)  # at whose till it was used
    store_id = fields.BigIntField(null=True)
    use_id = fields.CharField(max_length=128, null=True)  # the till's own id of a spend
    undoes_id = fields.BigIntField(null=True)  # the spend that a refund gives back, whole or in part
    refund_id = fields.CharField(max_length=128, null=True)  # the till's own id of the refund
    input_hash = fields.BinaryField(null=True)
    answer = fields.BinaryField(null=True)  # what the till was told, told again on a repeat
    customer_id = fields.BigIntField(null=True)
    entry_key = fields.CharField(max_length=128, null=True)  # of the points that it became
    at = fields.DatetimeField()

    class Meta:
        table = "gift_card_use"
