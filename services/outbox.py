"""Messages that the sender takes: written in the transaction that caused them, facts and never text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson

from services.database import Connection
from services.writing import Writing


class MessageClass(StrEnum):
    """What a customer's wishes may hold back (design, section 5)."""

    TRANSACTIONAL = "transactional"
    SERVICE = "service"
    MARKETING = "marketing"


PRIORITY = {MessageClass.TRANSACTIONAL: 10, MessageClass.SERVICE: 20, MessageClass.MARKETING: 30}


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to come.

    ``customer_id`` for customers (the account is looked up when it is sent), else ``telegram_id``
    for employees and admins. ``dedup_key`` is unique in the program: the same cause is one message.
    """

    kind: str
    message_class: MessageClass
    dedup_key: str
    due_at: datetime
    customer_id: int | None = None
    telegram_id: int | None = None
    expires_at: datetime | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    campaign_id: int | None = None


OUTBOX = {
    "kind": "text",
    "message_class": "text",
    "priority": "int",
    "customer_id": "bigint",
    "telegram_id": "bigint",
    "due_at": "timestamptz",
    "expires_at": "timestamptz",
    "dedup_key": "text",
    "payload": "jsonb",
    "campaign_id": "bigint",
    "state": "text",
    "attempts": "int",
    "created_at": "timestamptz",
}


async def enqueue(
    connection: Connection, program_id: int, notices: Sequence[Notice], *, now: datetime
) -> None:
    """Add messages to the caller's transaction; a ``dedup_key`` that is there already changes nothing."""
    writing = Writing(program_id)
    put(writing, notices, now=now)
    await writing.run(connection)


def put(writing: Writing, notices: Sequence[Notice], *, now: datetime) -> None:
    """The same as a part of what a command writes."""
    rows = [_row(notice, now) for notice in notices]
    writing.insert("outbox", OUTBOX, rows, conflict="on conflict (program_id, dedup_key) do nothing")


def _row(notice: Notice, now: datetime) -> tuple[object, ...]:
    return (
        notice.kind,
        notice.message_class.value,
        PRIORITY[notice.message_class],
        notice.customer_id,
        notice.telegram_id,
        notice.due_at,
        notice.expires_at,
        notice.dedup_key,
        orjson.dumps(notice.payload).decode(),
        notice.campaign_id,
        "queued",
        0,
        now,
    )
