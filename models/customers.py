"""Customers, and requests to move a customer to another Telegram account."""

from __future__ import annotations

from tortoise import fields

from models.base import Table


class Customer(Table):
    """Who buys.

    Three ways to exist: a lead (``telegram_id``, not joined), unregistered (``phone`` only, seen on
    receipts), joined (both, ``joined_at`` set). The facts that segments read most are kept here,
    up to date with every receipt.
    """

    telegram_id = fields.BigIntField(null=True)
    phone = fields.CharField(max_length=16, null=True)  # E.164
    card = fields.CharField(max_length=16)
    name = fields.CharField(max_length=128, default="")
    language = fields.CharField(max_length=8)
    language_chosen = fields.BooleanField(default=False)
    source = fields.CharField(max_length=64, null=True)
    inviter_id = fields.BigIntField(null=True)  # the employee whose link brought the customer
    referrer_id = fields.BigIntField(null=True)  # the customer whose link brought this one
    home_store_id = fields.BigIntField(null=True)
    timezone = fields.CharField(max_length=64, null=True)
    birthday = fields.DateField(null=True)  # in the year 4 when no year was told
    birthday_changed_at = fields.DatetimeField(null=True)  # null: never since it was first told
    birthday_counts_from = fields.DatetimeField(null=True)  # earning rules pass over it before
    created_at = fields.DatetimeField()
    started_at = fields.DatetimeField(null=True)
    terms_version = fields.CharField(max_length=32, null=True)
    terms_accepted_at = fields.DatetimeField(null=True)
    marketing_asked_at = fields.DatetimeField(null=True)
    marketing_since = fields.DatetimeField(null=True)  # null: no consent
    service_messages = fields.BooleanField(default=True)
    quiet_from = fields.SmallIntField(null=True)  # minutes after midnight; null: the program's
    quiet_to = fields.SmallIntField(null=True)
    joined_at = fields.DatetimeField(null=True)
    unreachable_since = fields.DatetimeField(null=True)
    tier = fields.CharField(max_length=64, null=True)
    tier_since = fields.DatetimeField(null=True)
    tier_earned = fields.CharField(max_length=64, null=True)  # `tier` is it, or a higher one that was given
    tier_review_at = fields.DatetimeField(null=True)  # when the earned tier is reviewed; null: never
    tier_given = fields.CharField(max_length=64, null=True)
    tier_given_until = fields.DatetimeField(null=True)  # null: for good
    tier_paid = fields.CharField(max_length=64, null=True)
    tier_paid_until = fields.DatetimeField(null=True)
    receipts = fields.IntField(default=0)
    most_receipts = fields.IntField(db_default=0)  # the most that there were at once, before some came back
    most_receipts_by = fields.BigIntField(null=True)  # the receipt that made it so many
    spent = fields.BigIntField(default=0)  # minor units of the program's currency
    first_purchase_at = fields.DatetimeField(null=True)
    last_purchase_at = fields.DatetimeField(null=True)
    rhythm_seconds = fields.IntField(null=True)  # own median interval between purchases
    visit_score = fields.SmallIntField(null=True)  # the last one given
    employee_score = fields.SmallIntField(null=True)
    surveyed_at = fields.DatetimeField(null=True)  # last invited to a survey
    tags: fields.Field[list[str]] = fields.JSONField(default=list)
    next_change_at = fields.DatetimeField(null=True)  # when time alone next changes a segment

    class Meta:
        table = "customer"
        unique_together = (("program_id", "card"),)


class ContactMove(Table):
    """A joined contact asked for from another Telegram account; waits for the old account's yes."""

    customer_id = fields.BigIntField()
    from_telegram_id = fields.BigIntField()
    to_telegram_id = fields.BigIntField()
    asked_at = fields.DatetimeField()
    state = fields.CharField(max_length=16)  # asked, moved, refused
    decided_at = fields.DatetimeField(null=True)
    decided_by = fields.CharField(max_length=64, null=True)

    class Meta:
        table = "contact_move"
