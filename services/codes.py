"""Codes: six digits that prove for 90 seconds that the customer is there."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.database import Connection, fetch, transaction
from services.errors import TooMany
from services.keyring import Keyring

PURPOSE = "code"
LIFE = timedelta(seconds=90)
CROWD = 10_000  # live codes above which six digits would be guessed too easily
WRONG_LIMIT = 5
WRONG_WINDOW = timedelta(minutes=1)
ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """What the customer shows, and until when."""

    digits: str
    expires_at: datetime


async def issue(
    program_id: int,
    customer_id: int,
    *,
    keyring: Keyring,
    now: datetime,
    random_below: Callable[[int], int] = secrets.randbelow,
) -> IssuedCode:
    """A fresh code; the customer's earlier ones die. Unique among the program's live codes by index."""
    async with transaction() as connection:
        await fetch(
            connection, "delete from code where program_id = $1 and customer_id = $2", program_id, customer_id
        )
        length = await _length(connection, program_id, now)
        for _ in range(ATTEMPTS):
            digits = str(random_below(10**length)).zfill(length)
            if await _claimed(connection, program_id, customer_id, keyring.digest(PURPOSE, digits), now):
                return IssuedCode(digits, now + LIFE)
    raise TooMany("codes_exhausted", retry_after=int(LIFE.total_seconds()))


async def _length(connection: Connection, program_id: int, now: datetime) -> int:
    sql = "select count(*) as live from code where program_id = $1 and expires_at > $2"
    live = await fetch(connection, sql, program_id, now)
    return 8 if live[0]["live"] > CROWD else 6


async def _claimed(
    connection: Connection, program_id: int, customer_id: int, digest: bytes, now: datetime
) -> bool:
    """Take the digest, also from a dead code; False when it is somebody's live one."""
    taken = await fetch(
        connection,
        "insert into code (program_id, customer_id, digest, issued_at, expires_at) values ($1, $2, $3, $4, $5)"
        " on conflict (program_id, digest) do update set customer_id = excluded.customer_id,"
        " issued_at = excluded.issued_at, expires_at = excluded.expires_at where code.expires_at <= $4 returning id",
        program_id,
        customer_id,
        digest,
        now,
        now + LIFE,
    )
    return bool(taken)


async def owners(
    connection: Connection, program_id: int, digests: Sequence[bytes]
) -> dict[bytes, tuple[int, datetime]]:
    """Whose codes these are and until when they live: digest -> (customer id, expiry)."""
    if not digests:
        return {}
    found = await fetch(
        connection,
        "select digest, customer_id, expires_at from code where program_id = $1 and digest = any($2::bytea[])",
        program_id,
        list(digests),
    )
    return {bytes(code["digest"]): (code["customer_id"], code["expires_at"]) for code in found}


async def lock(connection: Connection, program_id: int, digests: Sequence[bytes]) -> None:
    """Lock codes that are to be used up, before whatever is locked after codes, such as limited promo codes."""
    sql = "select id from code where program_id = $1 and digest = any($2::bytea[]) order by id for update"
    await fetch(connection, sql, program_id, list(digests))


async def use_up(connection: Connection, program_id: int, digests: Sequence[bytes]) -> bool:
    """The codes were used and work no more; False when another process used one of them first."""
    if not digests:
        return True
    sql = "delete from code where program_id = $1 and digest = any($2::bytea[]) returning id"
    return len(await fetch(connection, sql, program_id, list(digests))) == len(digests)


async def wrong_guesses(
    connection: Connection, program_id: int, merchant_id: int, now: datetime, *, kind: str = PURPOSE
) -> dict[int | None, int]:
    """How many wrong codes of a kind this key tried in the last minute, by store id.

    Rivals with the same key wait until the caller's transaction ends: codes tried at once would all be
    let through by a count that knows of none of them.
    """
    await in_turn(connection, f"{kind}s", program_id, merchant_id)
    found = await fetch(
        connection,
        "select store_id, count(*) as guesses from wrong_code"
        " where program_id = $1 and merchant_id = $2 and at > $3 and kind = $4 group by store_id",
        program_id,
        merchant_id,
        now - WRONG_WINDOW,
        kind,
    )
    return {guess["store_id"]: guess["guesses"] for guess in found}


async def in_turn(connection: Connection, what: str, program_id: int, merchant_id: int) -> None:
    """Wait for other transactions in which this key tries the same; to be called after customers are locked."""
    key = f"{what}:{program_id}"
    sql = "select pg_advisory_xact_lock(hashtextextended($1, $2))"
    await fetch(connection, sql, key, merchant_id)


async def count_wrong(
    connection: Connection,
    program_id: int,
    merchant_id: int,
    store_id: int | None,
    now: datetime,
    *,
    kind: str = PURPOSE,
) -> None:
    """Remember a wrong guess."""
    await fetch(
        connection,
        "insert into wrong_code (program_id, merchant_id, store_id, at, kind) values ($1, $2, $3, $4, $5)",
        program_id,
        merchant_id,
        store_id,
        now,
        kind,
    )
