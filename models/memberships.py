"""Paid memberships: a tier that customers pay for, and the money that came for it."""

from __future__ import annotations

from tortoise import fields

from models.base import Table


class PaidMembership(Table):
    """A customer's membership from its first payment on; one that has not ended a customer.

    What was sold stands here, whatever the program file says later. ``charge_id`` and ``telegram_id`` (who pays)
    name the subscription at Telegram, which ``renews`` as far as is known; ``stopped`` is whether the bot wants it
    to take nothing more, ``stopped_told`` what Telegram has heard of that.
    """

    customer_id = fields.BigIntField()
    code = fields.CharField(max_length=64)
    tier = fields.CharField(max_length=64)
    price = fields.BigIntField()  # Stars, or minor units
    currency = fields.CharField(max_length=3)  # XTR: a subscription in Telegram Stars
    days = fields.IntField()
    payload = fields.TextField()
    telegram_id = fields.BigIntField()
    charge_id = fields.TextField()
    renews = fields.BooleanField()
    stopped = fields.BooleanField()
    stopped_told = fields.BooleanField()
    started_at = fields.DatetimeField()
    paid_until = fields.DatetimeField()
    ends_at = fields.DatetimeField()  # the tier lasts so long: with the days of grace
    reminded_for = fields.DatetimeField(null=True)  # the ``paid_until`` that was warned of
    ended_at = fields.DatetimeField(null=True)
    end_reason = fields.CharField(max_length=16, null=True)  # lapsed, refunded, twice

    class Meta:
        table = "paid_membership"


class Payment(Table):
    """Money that came or went back, never changed: a refund is a new row with ``payment_id``.

    ``kind``: ``checkout`` (Telegram asked whether it may take the money), ``payment``, ``refund_asked``, and one of
    ``refund`` or ``refund_refused``.
    """

    kind = fields.CharField(max_length=16)
    customer_id = fields.BigIntField(null=True)
    membership_id = fields.BigIntField(null=True)
    payment_id = fields.BigIntField(null=True)
    telegram_id = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    amount = fields.BigIntField()  # Stars, or minor units
    payload = fields.TextField()
    charge_id = fields.TextField(null=True)  # Telegram's; a checkout has none yet
    provider_charge_id = fields.TextField(null=True)
    query_id = fields.TextField(null=True)  # of a checkout
    paid_until = fields.DatetimeField(null=True)
    points = fields.BigIntField(db_default=0)  # that came with it
    problem = fields.CharField(max_length=64, null=True)  # why it gave nothing, or was refused
    actor = fields.CharField(max_length=64)
    at = fields.DatetimeField()

    class Meta:
        table = "payment"
