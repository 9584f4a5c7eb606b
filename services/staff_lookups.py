"""An employee looks a customer up in the bot: by code, card or phone, limited and audited like a till.

The limits are counted in the audit, which is in PostgreSQL: neither a restart nor Redis forgets a guess.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta

from services import audit, lookups
from services.customers import Customer
from services.database import Connection, fetch, transaction
from services.errors import NotFound, RegularsError, TooMany
from services.keyring import Keyring
from services.receipts.shapes import CustomerRef
from services.rules.cards import is_card

WINDOW = timedelta(minutes=1)
WRONG_CODES = 5
PHONES = 10
CODE_LENGTHS = (6, 8)
PHONE_LENGTHS = range(9, 16)
LONGEST_QUERY = 64
_MARKS = frozenset(" +-()./\u00a0\u2009\u2010\u2011\u2012\u2013\u2014")


def reference(text: str) -> CustomerRef | None:
    """What a person typed, or a QR code holds, as a code, a card or a phone; None for anything else."""
    digits = _digits(text)
    if digits is None:
        return None
    if is_card(digits) and "+" not in text:
        return CustomerRef("card", digits)
    if len(digits) in CODE_LENGTHS and "+" not in text:
        return CustomerRef("code", digits)
    if len(digits) not in PHONE_LENGTHS:
        return None
    if len(digits) == 11 and digits.startswith("8") and "+" not in text:
        digits = "7" + digits[1:]  # how a Russian number is dialled at home
    return CustomerRef("phone", "+" + digits)


def _digits(text: str) -> str | None:
    """The digits of a number, whatever script they are typed in; None when there is anything but marks."""
    text = text.strip()
    if not 0 < len(text) <= LONGEST_QUERY:
        return None
    found = ""
    for char in text:
        digit = unicodedata.decimal(char, None)
        if digit is not None:
            found += str(digit)
        elif char not in _MARKS:
            return None
    return found


async def find(program_id: int, ref: CustomerRef, *, actor: str, keyring: Keyring, now: datetime) -> Customer:
    """The customer, who joined or is known by phone; a code is not used up by it.

    Raises NotFound ``unknown_card``, ``unknown_phone`` or ``unknown_code``; TooMany after five wrong codes,
    or ten phones, in a minute.
    """
    async with transaction() as connection:
        await fetch(connection, "select pg_advisory_xact_lock(hashtextextended($1, $2))", actor, program_id)
        found = await _found(connection, program_id, ref, actor, keyring, now)
    if isinstance(found, RegularsError):  # raised only now, so that what was counted stays
        raise found
    return found


async def _found(
    connection: Connection, program_id: int, ref: CustomerRef, actor: str, keyring: Keyring, now: datetime
) -> Customer | RegularsError:
    seconds = int(WINDOW.total_seconds())
    if ref.kind == "card":
        return await lookups.known(connection, program_id, ref) or NotFound("unknown_card")
    if ref.kind == "code":
        if await _counted(connection, program_id, actor, "customer.wrong_code", now) >= WRONG_CODES:
            return TooMany("too_many_codes", retry_after=seconds)
        found = await lookups.holder(connection, program_id, ref.value, keyring=keyring, now=now)
        if found is None:
            await _note(connection, program_id, actor, "customer.wrong_code", None, now)
        return found or NotFound("unknown_code")
    if await _counted(connection, program_id, actor, "customer.lookup", now) >= PHONES:
        return TooMany("too_many_lookups", retry_after=seconds)
    found = await lookups.known(connection, program_id, ref)
    await _note(connection, program_id, actor, "customer.lookup", found.card if found else None, now)
    return found or NotFound("unknown_phone")


async def _counted(connection: Connection, program_id: int, actor: str, action: str, now: datetime) -> int:
    return await audit.counted(connection, program_id, actor=actor, action=action, since=now - WINDOW)


async def _note(
    connection: Connection, program_id: int, actor: str, action: str, card: str | None, now: datetime
) -> None:
    await audit.record(connection, program_id, actor=actor, action=action, target=card, now=now)


async def opened(program_id: int, customer: Customer, *, actor: str, now: datetime) -> None:
    """Somebody reads a customer's profile: who did is kept."""
    async with transaction() as connection:
        await _note(connection, program_id, actor, "customer.open", customer.card, now)
