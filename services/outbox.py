"""Messages that the sender takes: written in the transaction that caused them, facts and never text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson

from services.database import Connection, fetch


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


INSERT = """
insert into outbox (program_id, kind, message_class, priority, customer_id, telegram_id, due_at, expires_at,
                    dedup_key, payload, campaign_id, state, attempts, created_at)
select $1, n.kind, n.message_class, n.priority, n.customer_id, n.telegram_id, n.due_at, n.expires_at,
       n.dedup_key, n.payload, n.campaign_id, 'queued', 0, $2
from unnest($3::text[], $4::text[], $5::int[], $6::bigint[], $7::bigint[], $8::timestamptz[],
            $9::timestamptz[], $10::text[], $11::jsonb[], $12::bigint[])
     as n(kind, message_class, priority, customer_id, telegram_id, due_at, expires_at, dedup_key, payload, campaign_id)
on conflict (program_id, dedup_key) do nothing
"""


async def enqueue(
    connection: Connection, program_id: int, notices: Sequence[Notice], *, now: datetime
) -> None:
    """Add messages to the caller's transaction; a ``dedup_key`` that is there already changes nothing."""
    if not notices:
        return
    await fetch(
        connection,
        INSERT,
        program_id,
        now,
        [notice.kind for notice in notices],
        [notice.message_class.value for notice in notices],
        [PRIORITY[notice.message_class] for notice in notices],
        [notice.customer_id for notice in notices],
        [notice.telegram_id for notice in notices],
        [notice.due_at for notice in notices],
        [notice.expires_at for notice in notices],
        [notice.dedup_key for notice in notices],
        [orjson.dumps(notice.payload).decode() for notice in notices],
        [notice.campaign_id for notice in notices],
    )
