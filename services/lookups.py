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

WINDOW = timedelta(minutes=1)
PHONES_A_MINUTE = 60  # lookups by phone, whatever they find
UNKNOWN_A_MINUTE = {"phone": 60, "card": 300}  # cards and events' phones that nobody has


@dataclass(frozen=True, slots=True)
class Asker:
    """Against whom guesses are counted: a merchant's key, and for codes the store too."""

    program_id: int
    merchant_id: int
    store_id: int | None = None


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
    ``unknown_code``; TooMany after five wrong codes, sixty phones, or three hundred unknown cards, in a minute.
    """
    async with transaction() as connection:
        asker = Asker(program.id, merchant_id, await store_id(connection, program.id, merchant_id, store))
        found = await identify(connection, asker, ref, keyring=keyring, now=now)
    # a refusal is raised only now, so that what was counted against the till stays
    if isinstance(found, RegularsError):
        raise found
    balance = await points.balance(program, found.id, now=now)
    return Found(found.card, found.joined, found.tier, balance.available, balance.pending, found.initial)


async def store_id(connection: Connection, program_id: int, merchant_id: int, code: str | None) -> int | None:
    """A store that this merchant may name, or None for none. Raises NotFound ``unknown_store``."""
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


async def identify(
    connection: Connection, asker: Asker, ref: CustomerRef, *, keyring: Keyring, now: datetime
) -> Customer | RegularsError:
    """Whom a till means; each phone counts against its limit, wrong codes and unknown cards against theirs.

    A refusal is returned, so that the caller commits what was counted before raising it. Takes its turn with
    the same key's other calls: whoever locks customers does so before.
    """
    if ref.kind == "phone":
        return await _by_phone(connection, asker, ref, now)
    return await named(connection, asker, ref, keyring=keyring, now=now)


async def candidate(
    connection: Connection, program_id: int, ref: CustomerRef, *, keyring: Keyring, now: datetime
) -> Customer | None:
    """Who it may be, to lock before ``identify`` judges; neither limited nor counted, and told to nobody."""
    if ref.kind == "code":
        return await holder(connection, program_id, ref.value, keyring=keyring, now=now)
    return await known(connection, program_id, ref)


async def named(
    connection: Connection, asker: Asker, ref: CustomerRef, *, keyring: Keyring, now: datetime
) -> Customer | RegularsError:
    """Whom a call is about. Guesses are counted and limited, customers who are found are not.

    A refusal is returned, so that the caller commits what was counted before raising it.
    """
    if ref.kind == "code":
        return await _by_code(connection, asker, ref.value, keyring, now)
    kind, limit = f"unknown_{ref.kind}", UNKNOWN_A_MINUTE[ref.kind]
    too_many = TooMany("too_many_lookups", ref.kind, retry_after=int(WINDOW.total_seconds()))
    # looked at before the customer is, so that a refusal does not tell whether there is one
    if await _counted(connection, asker, kind, now) >= limit:
        return too_many
    found = await known(connection, asker.program_id, ref)
    if found:
        return found
    await codes.in_turn(connection, kind, asker.program_id, asker.merchant_id)
    if await _counted(connection, asker, kind, now) >= limit:
        return too_many
    await _count(connection, asker, kind, None, now)
    return NotFound(kind, ref.kind)


async def _by_code(
    connection: Connection, asker: Asker, code: str, keyring: Keyring, now: datetime
) -> Customer | RegularsError:
    program_id, merchant_id, store_id = asker.program_id, asker.merchant_id, asker.store_id
    guesses = await codes.wrong_guesses(connection, program_id, merchant_id, now)
    if guesses.get(store_id, 0) >= codes.WRONG_LIMIT:
        return TooMany("too_many_codes", "code", retry_after=int(codes.WRONG_WINDOW.total_seconds()))
    found = await holder(connection, program_id, code, keyring=keyring, now=now)
    if found is None:
        await codes.count_wrong(connection, program_id, merchant_id, store_id, now)
        return NotFound("unknown_code", "code")
    return found


async def _by_phone(
    connection: Connection, asker: Asker, ref: CustomerRef, now: datetime
) -> Customer | RegularsError:
    """Each lookup by phone is counted and kept, also of a phone that is known."""
    await codes.in_turn(connection, "phone", asker.program_id, asker.merchant_id)
    if await _counted(connection, asker, "phone", now) >= PHONES_A_MINUTE:
        return TooMany("too_many_lookups", "phone", retry_after=int(WINDOW.total_seconds()))
    found = await known(connection, asker.program_id, ref)
    await _count(connection, asker, "phone", found.id if found else None, now)
    return found or NotFound("unknown_phone", "phone")


async def _counted(connection: Connection, asker: Asker, kind: str, now: datetime) -> int:
    found = await fetch(
        connection,
        "select count(*) as lookups from lookup"
        " where program_id = $1 and merchant_id = $2 and kind = $3 and at > $4",
        asker.program_id,
        asker.merchant_id,
        kind,
        now - WINDOW,
    )
    return int(found[0]["lookups"])


async def _count(
    connection: Connection, asker: Asker, kind: str, customer_id: int | None, now: datetime
) -> None:
    await fetch(
        connection,
        "insert into lookup (program_id, merchant_id, kind, customer_id, at) values ($1, $2, $3, $4, $5)",
        asker.program_id,
        asker.merchant_id,
        kind,
        customer_id,
        now,
    )


async def known(connection: Connection, program_id: int, ref: CustomerRef) -> Customer | None:
    """Who has this card or phone; neither limited nor counted."""
    column = "card" if ref.kind == "card" else "phone"
    return await _one(connection, program_id, f"and {column} = $2", ref.value)


async def holder(
    connection: Connection, program_id: int, code: str, *, keyring: Keyring, now: datetime
) -> Customer | None:
    """Who shows this code at the moment; neither limited nor counted."""
    digest = keyring.digest(codes.PURPOSE, code)
    customer_id, expires_at = (await codes.owners(connection, program_id, [digest])).get(digest, (0, now))
    return await _one(connection, program_id, "and id = $2", customer_id) if expires_at > now else None


async def _one(connection: Connection, program_id: int, condition: str, value: object) -> Customer | None:
    """A customer who takes part, or was seen by phone; a lead's card was never shown to anybody."""
    sql = SELECT + condition + " and (joined_at is not null or telegram_id is null)"
    found = await fetch(connection, sql, program_id, value)
    return from_row(found[0]) if found else None
