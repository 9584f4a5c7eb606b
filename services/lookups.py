"""What a till may learn of a customer: the least that it needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from services import codes, points
from services.customers import SELECT, Customer, from_row
from services.database import Connection, fetch, transaction
from services.errors import NotFound, RegularsError, TooMany
from services.keyring import Keyring
from services.programs import Program
from services.receipts.shapes import CustomerRef

PHONES_A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Found:
    """A customer as a till sees one; ``card`` names the customer in later calls."""

    card: str
    registered: bool
    tier: str | None
    balance: int
    pending: int
    initial: str


async def lookup(
    program: Program,
    merchant_id: int,
    store: str | None,
    ref: CustomerRef,
    *,
    keyring: Keyring,
    now: datetime,
) -> Found:
    """Find a customer for a till; a code is not used up by it.

    Raises NotFound ``unknown_store`` (also for another merchant's), ``unknown_card``, ``unknown_phone`` or
    ``unknown_code``; TooMany after five wrong codes, or sixty phones, in a minute.
    """
    async with transaction() as connection:
        store_id = await _store(connection, program.id, merchant_id, store)
        found = await _find(connection, program, merchant_id, store_id, ref, keyring, now)
    # a refusal is raised only now, so that what was counted against the till stays
    if isinstance(found, RegularsError):
        raise found
    balance = await points.balance(program.id, found.id, now=now)
    return Found(found.card, found.joined, found.tier, balance.available, balance.pending, found.initial)


async def _store(connection: Connection, program_id: int, merchant_id: int, code: str | None) -> int | None:
    if code is None:
        return None
    found = await fetch(
        connection,
        "select id from store where program_id = $1 and code = $2 and active and (merchant is null"
        " or merchant = (select name from merchant where program_id = $1 and id = $3))",
        program_id,
        code,
        merchant_id,
    )
    if not found:
        raise NotFound("unknown_store", "store")
    return int(found[0]["id"])


async def _find(
    connection: Connection,
    program: Program,
    merchant_id: int,
    store_id: int | None,
    ref: CustomerRef,
    keyring: Keyring,
    now: datetime,
) -> Customer | RegularsError:
    if ref.kind == "code":
        return await _by_code(connection, program.id, merchant_id, store_id, ref.value, keyring, now)
    if ref.kind == "phone":
        return await _by_phone(connection, program.id, merchant_id, ref.value, now)
    found = await _one(connection, program.id, "and card = $2", ref.value)
    return found or NotFound("unknown_card", "card")


async def _by_code(
    connection: Connection,
    program_id: int,
    merchant_id: int,
    store_id: int | None,
    code: str,
    keyring: Keyring,
    now: datetime,
) -> Customer | RegularsError:
    guesses = await codes.wrong_guesses(connection, program_id, merchant_id, now)
    if guesses.get(store_id, 0) >= codes.WRONG_LIMIT:
        return TooMany("too_many_codes", "code", retry_after=int(codes.WRONG_WINDOW.total_seconds()))
    digest = keyring.digest(codes.PURPOSE, code)
    customer_id, expires_at = (await codes.owners(connection, program_id, [digest])).get(digest, (0, now))
    found = await _one(connection, program_id, "and id = $2", customer_id) if expires_at > now else None
    if found is None:
        await codes.count_wrong(connection, program_id, merchant_id, store_id, now)
        return NotFound("unknown_code", "code")
    return found


async def _by_phone(
    connection: Connection, program_id: int, merchant_id: int, phone: str, now: datetime
) -> Customer | RegularsError:
    await codes.in_turn(connection, "phones", program_id, merchant_id)
    asked = await fetch(
        connection,
        "select count(*) as lookups from phone_lookup where program_id = $1 and merchant_id = $2 and at > $3",
        program_id,
        merchant_id,
        now - timedelta(minutes=1),
    )
    if asked[0]["lookups"] >= PHONES_A_MINUTE:
        return TooMany("too_many_lookups", "phone", retry_after=60)
    found = await _one(connection, program_id, "and phone = $2", phone)
    await fetch(
        connection,
        "insert into phone_lookup (program_id, merchant_id, customer_id, at) values ($1, $2, $3, $4)",
        program_id,
        merchant_id,
        found.id if found else None,
        now,
    )
    return found or NotFound("unknown_phone", "phone")


async def _one(connection: Connection, program_id: int, condition: str, value: object) -> Customer | None:
    """A customer who takes part, or was seen by phone; a lead's card was never shown to anybody."""
    sql = SELECT + condition + " and (joined_at is not null or telegram_id is null)"
    found = await fetch(connection, sql, program_id, value)
    return from_row(found[0]) if found else None
