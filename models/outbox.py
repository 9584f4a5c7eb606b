"""Messages that wait to be sent, and campaigns that make many of them."""

from __future__ import annotations

from typing import Any

from tortoise import fields

from models.base import Table


class OutboxMessage(Table):
    """A message outside a conversation: facts, never text.

    ``state``: queued, sent, dropped (not wanted or too late), failed, in_doubt. A claim is a lease
    (``leased_until``); ``sending_at`` is committed for a group just before its requests leave.
    """

    kind = fields.CharField(max_length=32)
    message_class = fields.CharField(max_length=16)  # transactional, service, marketing
    priority = fields.SmallIntField()  # lower goes first
    customer_id = fields.BigIntField(null=True)
    telegram_id = fields.BigIntField(null=True)  # null: the customer's, looked up when it is sent
    due_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    dedup_key = fields.CharField(max_length=128)
    payload: fields.Field[dict[str, Any]] = fields.JSONField()
    campaign_id = fields.BigIntField(null=True)
    state = fields.CharField(max_length=16, default="queued")
    attempts = fields.SmallIntField(default=0)
    leased_until = fields.DatetimeField(null=True)
    sending_at = fields.DatetimeField(null=True)
    finished_at = fields.DatetimeField(null=True)
    message_id = fields.BigIntField(null=True)
    error = fields.CharField(max_length=200, null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "outbox"
        unique_together = (("program_id", "dedup_key"),)


class Campaign(Table):
    """One sending to one audience."""

    segment = fields.CharField(max_length=64)
    text = fields.TextField()
    state = fields.CharField(max_length=16)  # draft, sending, stopped, done
    audience = fields.IntField(default=0)
    created_by = fields.BigIntField()
    created_at = fields.DatetimeField()
    started_at = fields.DatetimeField(null=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "campaign"
