"""Merchants and their API keys, which are shown once and stored as a digest."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services import audit
from services.database import Connection, fetch, row, rows, transaction
from services.errors import Conflict, Invalid, NotFound
from services.keyring import fingerprint
from services.programs import Program
from services.rules.lines import is_line

KEY_PREFIX = "rk_"
LONGEST_NAME = 128
COLUMNS = "id, name, key_hint, created_at, coalesce(key_rotated_at, created_at) as key_made_at"


@dataclass(frozen=True, slots=True)
class Merchant:
    """Takes part in a program; ``key_hint`` is the end of its key, to tell keys apart."""

    id: int
    name: str
    key_hint: str
    created_at: datetime
    key_made_at: datetime


@dataclass(frozen=True, slots=True)
class MerchantKey:
    """Whose key it is."""

    program_id: int
    merchant_id: int
    name: str


def new_key() -> str:
    """An API key with 256 random bits."""
    return KEY_PREFIX + secrets.token_urlsafe(32)


async def create(
    program: Program, name: str, *, actor: str, now: datetime, key: Callable[[], str] = new_key
) -> tuple[Merchant, str]:
    """Add a merchant. Returns it with its key, which nobody can see again.

    Raises Conflict ``merchant_exists``, Invalid ``merchant_name``.
    """
    name = name.strip()
    if len(name) > LONGEST_NAME or not is_line(name):
        raise Invalid("merchant_name", "name")
    secret = key()
    async with transaction() as connection:
        created = await fetch(
            connection,
            "insert into merchant (program_id, name, key_digest, key_hint, created_at)"  # noqa: S608
            " values ($1, $2, $3, $4, $5)"
            f" on conflict (program_id, name) do nothing returning {COLUMNS}",
            program.id,
            name,
            fingerprint(secret),
            secret[-4:],
            now,
        )
        if not created:
            raise Conflict("merchant_exists", "name", merchant=name)
        await audit.record(
            connection, program.id, actor=actor, action="merchant.create", target=name, now=now
        )
    return Merchant(**created[0]), secret


async def every(program: Program) -> tuple[Merchant, ...]:
    """The program's merchants, the first one first."""
    found = await rows(
        f"select {COLUMNS} from merchant where program_id = $1 order by id",  # noqa: S608 - names of columns
        program.id,
    )
    return tuple(Merchant(**merchant) for merchant in found)


async def get(program: Program, merchant_id: int) -> Merchant:
    """One merchant. Raises NotFound ``unknown_merchant``."""
    sql = f"select {COLUMNS} from merchant where program_id = $1 and id = $2"  # noqa: S608 - names of columns
    found = await row(sql, program.id, merchant_id)
    if not found:
        raise NotFound("unknown_merchant")
    return Merchant(**found)


async def rotate_key(
    program: Program, name: str, *, actor: str, now: datetime, key: Callable[[], str] = new_key
) -> tuple[Merchant, str]:
    """Give the merchant a new key; the old one stops working. Raises NotFound ``unknown_merchant``."""
    secret = key()
    async with transaction() as connection:
        rotated = await _rotated(connection, program.id, name, secret, now)
        if not rotated:
            raise NotFound("unknown_merchant", merchant=name)
        await audit.record(
            connection, program.id, actor=actor, action="merchant.rotate_key", target=name, now=now
        )
    return rotated, secret


async def _rotated(
    connection: Connection, program_id: int, name: str, secret: str, now: datetime
) -> Merchant | None:
    found = await fetch(
        connection,
        "update merchant set key_digest = $3, key_hint = $4, key_rotated_at = $5"  # noqa: S608
        f" where program_id = $1 and name = $2 returning {COLUMNS}",
        program_id,
        name,
        fingerprint(secret),
        secret[-4:],
        now,
    )
    return Merchant(**found[0]) if found else None


async def authenticate(key: str) -> MerchantKey | None:
    """Whose key this is. The look-up is by its digest, so its time tells nothing about other keys."""
    found = await row("select program_id, id, name from merchant where key_digest = $1", fingerprint(key))
    return MerchantKey(found["program_id"], found["id"], found["name"]) if found else None
