"""The categories that customers chose for a month."""

from __future__ import annotations

from tortoise import fields

from models.base import Table


class Favourite(Table):
    """What a customer chose of the program's favourite categories for one month."""

    customer_id = fields.BigIntField()
    month = fields.DateField()  # its first day, by the calendar of the customer's store
    codes: fields.Field[list[str]] = fields.JSONField()  # of [[favourite_categories]]
    receipts = fields.IntField()  # how many the customer had when choosing: one more makes the choice final
    chosen_at = fields.DatetimeField()

    class Meta:
        table = "favourite"
