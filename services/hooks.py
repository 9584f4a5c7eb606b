"""Hooks: where a vendor's own documents arrive for a merchant, and the secret that they are signed with.

Each delivery names its hook by a token in the path.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from services import audit
from services.database import Connection, fetch, row, transaction
from services.errors import NotFound
from services.keyring import Keyring
from services.programs import Program

PURPOSE = "hook_secret"


@dataclass(frozen=True, slots=True)
class Hook:
    """A hook as its deliveries need it; ``store`` is the code of the store that stands in for unknown ones."""

    program_id: int
    merchant_id: int
    merchant: str
    vendor: str
    secret: str = field(repr=False)
    store: str | None


@dataclass(frozen=True, slots=True)
class NewHook:
    """What its maker is told once: the token in its path, which cannot be read again, and the secret."""

    id: int
    token: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ListedHook:
    """A hook as its merchant sees it; ``store`` as in Hook. What signs and what names it stay secret."""

    id: int
    vendor: str
    store: str | None
    created_at: datetime


def new_token() -> str:
    """A path of 256 random bits: for vendors that sign nothing it is all that tells them apart."""
    return secrets.token_urlsafe(32)


def new_secret() -> str:
    """A signing secret of 256 random bits, written as Standard Webhooks does."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def path_digest(token: str) -> str:
    """How the token of a path is stored: it is only compared, and has 256 bits of its own."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


async def create(
    program: Program,
    merchant: str,
    vendor: str,
    secret: str | None,
    store: str | None,
    *,
    keyring: Keyring,
    actor: str,
    now: datetime,
    make_token: Callable[[], str] = new_token,
    make_secret: Callable[[], str] = new_secret,
) -> NewHook:
    """Add a hook for a merchant by name; without a secret one is made. The edge has checked vendor and secret.

    Raises NotFound ``unknown_merchant``, ``unknown_store`` (also for another merchant's store).
    """
    token, secret = make_token(), secret or make_secret()
    async with transaction() as connection:
        merchant_id = await _merchant_id(connection, program.id, merchant)
        store_id = await _store_id(connection, program.id, merchant, store) if store is not None else None
        made = await fetch(
            connection,
            "insert into hook (program_id, merchant_id, vendor, path, secret, store_id, created_at)"
            " values ($1, $2, $3, $4, $5, $6, $7) returning id",
            program.id,
            merchant_id,
            vendor,
            path_digest(token),
            keyring.encrypt(PURPOSE, secret),
            store_id,
            now,
        )
        facts = {"hook": made[0]["id"], "vendor": vendor, "store": store}
        await audit.record(
            connection, program.id, actor=actor, action="hook.create", target=merchant, data=facts, now=now
        )
    return NewHook(made[0]["id"], token, secret)


async def of_merchant(program: Program, merchant: str) -> tuple[ListedHook, ...]:
    """A merchant's hooks, the first one first. Raises NotFound ``unknown_merchant``."""
    async with transaction() as connection:
        merchant_id = await _merchant_id(connection, program.id, merchant)
        found = await fetch(
            connection,
            "select h.id, h.vendor, s.code as store, h.created_at from hook h"
            " left join store s on s.program_id = h.program_id and s.id = h.store_id"
            " where h.program_id = $1 and h.merchant_id = $2 order by h.id",
            program.id,
            merchant_id,
        )
    return tuple(ListedHook(**hook) for hook in found)


async def delete(program: Program, merchant: str, hook: int | str, *, actor: str, now: datetime) -> int:
    """Remove a merchant's hook, by its id or by the token in its path; returns the id.

    Its path is nobody's from the commit on. Raises NotFound ``unknown_merchant``, ``unknown_hook``.
    """
    column, value = ("id", hook) if isinstance(hook, int) else ("path", path_digest(hook))
    async with transaction() as connection:
        merchant_id = await _merchant_id(connection, program.id, merchant)
        gone = await fetch(
            connection,
            f"delete from hook where program_id = $1 and merchant_id = $2 and {column} = $3"  # noqa: S608
            " returning id, vendor",
            program.id,
            merchant_id,
            value,
        )
        if not gone:
            raise NotFound("unknown_hook")
        facts = {"hook": gone[0]["id"], "vendor": gone[0]["vendor"]}
        await audit.record(
            connection, program.id, actor=actor, action="hook.delete", target=merchant, data=facts, now=now
        )
    return int(gone[0]["id"])


async def _merchant_id(connection: Connection, program_id: int, name: str) -> int:
    sql = "select id from merchant where program_id = $1 and name = $2"
    found = await fetch(connection, sql, program_id, name)
    if not found:
        raise NotFound("unknown_merchant", merchant=name)
    return int(found[0]["id"])


async def _store_id(connection: Connection, program_id: int, merchant: str, code: str) -> int:
    found = await fetch(
        connection,
        "select id from store where program_id = $1 and code = $2 and active"
        " and (merchant is null or merchant = $3)",
        program_id,
        code,
        merchant,
    )
    if not found:
        raise NotFound("unknown_store", store=code)
    return int(found[0]["id"])


async def find(token: str, *, keyring: Keyring) -> Hook | None:
    """The hook behind a path. Raises Invalid ``secret_key_changed`` when its secret cannot be read.

    The look-up is by digest, so its time tells nothing about other paths.
    """
    found = await row(
        "select h.program_id, h.merchant_id, m.name as merchant, h.vendor, h.secret, s.code as store from hook h"
        " join merchant m on m.program_id = h.program_id and m.id = h.merchant_id"
        " left join store s on s.program_id = h.program_id and s.id = h.store_id"
        " where h.path = $1",
        path_digest(token),
    )
    if found is None:
        return None
    return Hook(**{**found, "secret": keyring.decrypt(PURPOSE, bytes(found["secret"]))})
