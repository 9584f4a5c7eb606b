"""Selling a gift card."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from services.database import fetch, row, transaction
from services.errors import Conflict, Invalid
from services.gift_cards.shapes import PREFIX, PURPOSE, Issued, NewGiftCard
from services.keyring import Keyring
from services.programs import Program
from services.rules.promo_codes import made

ATTEMPTS = 5
LARGEST = 10**12  # minor units


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

    Raises Invalid ``currency_mismatch``, ``gift_card_amount`` and ``gift_card_date``, Conflict ``gift_card_conflict``
    for a key that was used with other content.
    """
    known = await _known(program, merchant_id, new, keyring)
    if known:
        return known
    _check(program, new, now)
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


def _check(program: Program, new: NewGiftCard, now: datetime) -> None:
    if new.currency != program.currency:
        raise Invalid("currency_mismatch", "currency", currency=program.currency)
    if not 0 < new.amount <= LARGEST:
        raise Invalid("gift_card_amount", "amount")
    if new.expires_at is not None and new.expires_at <= now:
        raise Invalid("gift_card_date", "expires_at")


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
