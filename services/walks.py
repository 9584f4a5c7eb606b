"""A walk: one person goes the main journey with the real bot while `regulars doctor --live` looks on.

The deep link ``walk_<mark>`` ties the person to the walk: a mark is signed, so nobody makes one up, and
counts for the first account that opens it. It is kept as an event of the customer.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services import customers
from services.customers import Customer
from services.database import fetch, row, transaction
from services.keyring import Keyring

PURPOSE = "walk"
KIND = "doctor_walk"
NONCE_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Message:
    """What became of an outbox message so far; ``error`` says why it was dropped or put off."""

    state: str
    due_at: datetime
    message_id: int | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """The invitation that a receipt led to."""

    id: int
    due_at: datetime


def new_mark(keyring: Keyring, nonce: Callable[[], str] = lambda: secrets.token_urlsafe(9)) -> str:
    """A mark for the deep link of one walk."""
    value = nonce()
    return value + keyring.sign(PURPOSE, value)


def is_ours(mark: str, keyring: Keyring) -> bool:
    """Whether this deployment made the mark."""
    nonce, signature = mark[:NONCE_LENGTH], mark[NONCE_LENGTH:]
    return hmac.compare_digest(signature.encode(), keyring.sign(PURPOSE, nonce).encode())


async def arrived(program_id: int, customer_id: int, mark: str, *, keyring: Keyring, now: datetime) -> None:
    """The customer opened the walk's link; a mark that is not ours, or was used before, changes nothing."""
    if not is_ours(mark, keyring):
        return
    async with transaction() as connection:
        await fetch(
            connection,
            "insert into event (program_id, customer_id, kind, key, data, at)"
            " values ($1, $2, $3, $4, '{}'::jsonb, $5) on conflict (program_id, key) do nothing",
            program_id,
            customer_id,
            KIND,
            _key(mark),
            now,
        )


async def walker(program_id: int, mark: str) -> Customer | None:
    """Who goes this walk; None until somebody has opened its link."""
    sql = "select customer_id from event where program_id = $1 and key = $2 and kind = $3"
    found = await row(sql, program_id, _key(mark), KIND)
    return await customers.get(program_id, found["customer_id"]) if found else None


async def earned(program_id: int, receipt: int) -> int:
    """How many points the ledger has for a receipt."""
    found = await row(
        "select coalesce(sum(points), 0)::bigint as points from entry"
        " where program_id = $1 and receipt_id = $2 and kind = 'earn'",
        program_id,
        receipt,
    )
    return int(found["points"]) if found else 0


async def receipt_message(program_id: int, receipt: int) -> Message | None:
    """The message that tells the customer of a receipt."""
    return await _message(program_id, f"receipt:{receipt}")


async def survey_message(program_id: int, invitation: int) -> Message | None:
    """The message that asks the customer how it was."""
    return await _message(program_id, f"survey:{invitation}")


async def asked(program_id: int, receipt: int) -> Asked | None:
    """The survey that a receipt led to; None when its time had not come again."""
    sql = "select id, due_at from invitation where program_id = $1 and receipt_id = $2"
    found = await row(sql, program_id, receipt)
    return Asked(**found) if found else None


async def _message(program_id: int, dedup_key: str) -> Message | None:
    sql = "select state, due_at, message_id, error from outbox where program_id = $1 and dedup_key = $2"
    found = await row(sql, program_id, dedup_key)
    return Message(**found) if found else None


def _key(mark: str) -> str:
    """Merchants' keys begin with a number, so that none is equal to it."""
    return f"walk:{mark[:NONCE_LENGTH]}"
