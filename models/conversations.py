"""What the bot waits for from a person, in which language, and which updates it has finished."""

from __future__ import annotations

from typing import Any

from tortoise import fields

from models.base import Table


class Conversation(Table):
    """The step a person is at (a comment, a wizard's question); no row: nothing is awaited."""

    telegram_id = fields.BigIntField()
    state = fields.CharField(max_length=64)
    data: fields.Field[dict[str, Any]] = fields.JSONField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "conversation"
        unique_together = (("program_id", "telegram_id"),)


class SpokenLanguage(Table):
    """The language of an employee's or admin's Telegram, as their last update says; customers have their own."""

    telegram_id = fields.BigIntField()
    language = fields.CharField(max_length=8)

    class Meta:
        table = "spoken_language"
        unique_together = (("program_id", "telegram_id"),)


class TelegramUpdate(Table):
    """An update whose handler has finished: its repeat changes nothing."""

    update_id = fields.BigIntField()
    at = fields.DatetimeField()

    class Meta:
        table = "telegram_update"
        unique_together = (("program_id", "update_id"),)
