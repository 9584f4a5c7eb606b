"""Gift cards: sold by a merchant, and turned into points by the customer who has the code."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services import points
from services.customers import changed
from services.database import Connection, Row, fetch, row, transaction
from services.errors import Conflict, Invalid
from services.keyring import Keyring
from services.points import Grant
from services.programs import Program
from services.rules.promo_codes import made, mistyped

PURPOSE = "gift_card"
PREFIX = "GIFT"
ATTEMPTS = 5
LARGEST = 10**12  # minor units


@dataclass(frozen=True, slots=True)
class NewGiftCard:
    """A gift card that a till sells: ``key`` is the till's own id of the sale, ``amount`` in minor units."""

    key: str
    amount: int
    currency: str
    expires_at: datetime | None
    input_hash: bytes


@dataclass(frozen=True, slots=True)
class Issued:
    """A gift card with its code, which is kept only hashed and sealed; ``fresh``: issued by this call."""

    id: int
    code: str
    amount: int
    expires_at: datetime | None
    fresh: bool


@dataclass(frozen=True, slots=True)
class Redeemed:
    """Points that a gift card became; ``remaining`` minor units are too few for one more."""

    points: int
    remaining: int
    available: int


INSERT = """
with card as (
    insert into gift_card (program_id, digest, hint, amount, remaining, merchant_id, key, input_hash, sealed, issued_at,
                           expires_at)
    values ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10)
    on conflict do nothing returning id, amount, issued_at),
noted as (
    insert into gift_card_use (program_id, gift_card_id, kind, amount, at)
    select $1, id, 'issue', amount, issued_at from card)
select id from card
"""


async def issue(
    program: Program,
    merchant_id: int,
    new: NewGiftCard,
    *,
    keyring: Keyring,
    now: datetime,
    choose: Callable[[str], str] = secrets.choice,
) -> Issued:
    """Issue a gift card once for each key of the merchant; a repeat gets the same code.

    Raises Invalid ``currency_mismatch`` and ``gift_card_amount``, Conflict ``gift_card_conflict`` for a key that
    was used with other content.
    """
    if new.currency != program.currency:
        raise Invalid("currency_mismatch", "currency", currency=program.currency)
    if not 0 < new.amount <= LARGEST:
        raise Invalid("gift_card_amount", "amount")
    for _ in range(ATTEMPTS):
        code = made(PREFIX, choose)
        async with transaction() as connection:
            found = await fetch(
                connection, INSERT, program.id, *_values(merchant_id, new, code, keyring, now)
            )
        if found:
            return Issued(found[0]["id"], code, new.amount, new.expires_at, fresh=True)
        known = await _known(program, merchant_id, new, keyring)
        if known:
            return known
    raise RuntimeError("no free gift card code was found; the source of randomness is broken")


def _values(
    merchant_id: int, new: NewGiftCard, code: str, keyring: Keyring, now: datetime
) -> tuple[object, ...]:
    digest, sealed = keyring.digest(PURPOSE, code), keyring.encrypt(PURPOSE, code)
    return digest, code[-4:], new.amount, merchant_id, new.key, new.input_hash, sealed, now, new.expires_at


async def _known(program: Program, merchant_id: int, new: NewGiftCard, keyring: Keyring) -> Issued | None:
    """The card of an earlier call with this key."""
    found = await row(
        "select id, amount, expires_at, input_hash, sealed from gift_card"
        " where program_id = $1 and merchant_id = $2 and key = $3",
        program.id,
        merchant_id,
        new.key,
    )
    if found is None:
        return None
    if bytes(found["input_hash"]) != new.input_hash:
        raise Conflict("gift_card_conflict", "gift_card_id")
    code = keyring.decrypt(PURPOSE, bytes(found["sealed"]))
    return Issued(found["id"], code, found["amount"], found["expires_at"], fresh=False)


async def redeem(
    program: Program, customer_id: int, code: str, *, keyring: Keyring, key: str, now: datetime
) -> Redeemed:
    """Turn what is left on a gift card into points, rounded down; ``key`` makes a repeat harmless.

    Raises Invalid ``gift_card_mistyped``, ``gift_card_unknown``, ``gift_card_expired`` or ``gift_card_empty``.
    """
    code = "".join(code.split()).upper()
    worth = program.config.points.minor_units_per_point
    async with transaction() as connection:
        await points.lock(connection, program.id, [customer_id])
        grant_key = f"gift_card:{key}"
        done = await fetch(
            connection, "select points from entry where program_id = $1 and key = $2", program.id, grant_key
        )
        card = await _locked(connection, program, code, keyring)
        given = done[0]["points"] if done else _worth(card, worth, now)
        remaining = card["remaining"]
        if not done:
            remaining -= given * worth
            grant = Grant(customer_id, given, "gift_card", "program", grant_key)
            await points.give(connection, program, [grant], now=now)
            await _take(connection, program, card, customer_id, given * worth, grant_key, now)
            await changed(connection, program.id, customer_id, "points", now)
        balance = await points.balance(program, customer_id, now=now)
    return Redeemed(given, remaining, balance.available)


async def _locked(connection: Connection, program: Program, code: str, keyring: Keyring) -> Row:
    found = await fetch(
        connection,
        "select id, remaining, expires_at, stopped_at from gift_card where program_id = $1 and digest = $2 for update",
        program.id,
        keyring.digest(PURPOSE, code),
    )
    if not found:
        if mistyped(code):
            raise Invalid("gift_card_mistyped", "code")
        raise Invalid("gift_card_unknown", "code")
    return found[0]


def _worth(card: Row, worth: int, now: datetime) -> int:
    """How many points the card is worth now."""
    if card["stopped_at"] is not None or (card["expires_at"] is not None and card["expires_at"] <= now):
        raise Invalid("gift_card_expired", "code")
    if card["remaining"] < worth:
        raise Invalid("gift_card_empty", "code")
    return int(card["remaining"] // worth)


async def _take(
    connection: Connection,
    program: Program,
    card: Row,
    customer_id: int,
    amount: int,
    entry_key: str,
    now: datetime,
) -> None:
    await fetch(
        connection,
        "update gift_card set remaining = remaining - $3 where program_id = $1 and id = $2",
        program.id,
        card["id"],
        amount,
    )
    await fetch(
        connection,
        "insert into gift_card_use (program_id, gift_card_id, kind, amount, customer_id, entry_key, at)"
        " values ($1, $2, 'redeem', $3, $4, $5, $6)",
        program.id,
        card["id"],
        -amount,
        customer_id,
        entry_key,
        now,
    )
