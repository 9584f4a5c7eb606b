"""Events: something a customer did elsewhere, told by a merchant; a fact for segments and a trigger."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from services import lookups
from services.database import Connection, Row, fetch, transaction
from services.errors import Conflict, Invalid, NotFound, RegularsError
from services.keyring import Keyring
from services.programs import Program
from services.receipts.shapes import CustomerRef
from services.segments import changes

KIND = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
OWN = "segment_"  # kinds that only this program writes
KEY_LIMIT = 100
DATA_LIMIT = 4096  # bytes of JSON
AHEAD = timedelta(minutes=5)  # how far a shop's clock may be ahead of ours
OLDEST = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event as it is stored; ``replayed``: this call was a repeat."""

    id: int
    customer_id: int
    kind: str
    at: datetime
    replayed: bool


@dataclass(frozen=True, slots=True)
class _Event:
    kind: str
    key: str  # the merchant's own, led by the merchant's id
    data: str  # JSON
    at: datetime


INSERT = """
insert into event (program_id, customer_id, kind, key, data, at) values ($1, $6, $3, $2, $4::jsonb, $5)
on conflict (program_id, key) do nothing returning id, customer_id, kind, at
"""
KNOWN = """
select id, customer_id, kind, at, kind = $3 and data = $4::jsonb and at = $5 as same
from event where program_id = $1 and key = $2
"""


async def record(
    program: Program,
    merchant_id: int,
    ref: CustomerRef,
    kind: str,
    key: str,
    data: dict[str, Any],
    *,
    at: datetime,
    keyring: Keyring,
    now: datetime,
) -> RecordedEvent:
    """Keep an event once: the same merchant and key with the same content is a repeat.

    Raises Conflict ``event_conflict`` when the content differs; NotFound ``unknown_card``, ``unknown_phone``
    or ``unknown_code``; Invalid for a kind, key, time or data that cannot be accepted; TooMany wrong codes, or
    unknown phones or cards.
    """
    event = _Event(kind, f"{merchant_id}:{key}", _checked(kind, key, data, at, now), at)
    async with transaction() as connection:
        outcome = await _once(connection, program.id, merchant_id, ref, event, keyring, now)
    # a refusal is raised only now, so that a guess stays counted
    if isinstance(outcome, RegularsError):
        raise outcome
    return outcome


async def _once(
    connection: Connection,
    program_id: int,
    merchant_id: int,
    ref: CustomerRef,
    event: _Event,
    keyring: Keyring,
    now: datetime,
) -> RecordedEvent | RegularsError:
    values = (program_id, event.key, event.kind, event.data, event.at)
    known = await fetch(connection, KNOWN, *values)
    asker = lookups.Asker(program_id, merchant_id)
    if known and ref.kind == "code":  # it dies before its repeats, and must not be tried out on a known key
        return _repeat(known[0], known[0]["customer_id"])
    customer = await lookups.named(connection, asker, ref, keyring=keyring, now=now)
    if isinstance(customer, RegularsError):
        # what nobody has was counted here too: the phone of whose event it is must not be guessed at
        return _repeat(known[0], None) if known and isinstance(customer, NotFound) else customer
    if known:
        return _repeat(known[0], customer.id)
    made = await fetch(connection, INSERT, *values, customer.id)
    if made:
        await changes.add(connection, program_id, [customer.id], "event", now=now)
        return RecordedEvent(**made[0], replayed=False)
    known = await fetch(connection, KNOWN, *values)
    return _repeat(known[0], customer.id)


def _repeat(known: Row, customer_id: int | None) -> RecordedEvent | RegularsError:
    if known.pop("same") and customer_id == known["customer_id"]:
        return RecordedEvent(**known, replayed=True)
    return Conflict("event_conflict", "key")


def _checked(kind: str, key: str, data: dict[str, Any], at: datetime, now: datetime) -> str:
    """The data as JSON."""
    if not KIND.fullmatch(kind) or kind.startswith(OWN):
        raise Invalid("event_kind", "kind")
    if not 0 < len(key) <= KEY_LIMIT or "\0" in key:
        raise Invalid("event_key", "key", limit=KEY_LIMIT)
    if at > now + AHEAD:
        raise Invalid("time_in_future", "at")
    if at < now - OLDEST:
        raise Invalid("time_too_old", "at")
    return _written(data)


def _written(data: dict[str, Any]) -> str:
    try:
        written = orjson.dumps(data).decode()
    except (orjson.JSONEncodeError, UnicodeDecodeError) as error:
        raise Invalid("event_data", "data") from error
    if len(written.encode()) > DATA_LIMIT:
        raise Invalid("event_data_too_large", "data", limit=DATA_LIMIT)
    if r"\u0000" in written:  # PostgreSQL keeps no zero character in a text
        raise Invalid("event_data", "data")
    return written
