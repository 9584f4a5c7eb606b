"""From a code to its card, and from rows to cards; guesses of a till are counted and limited as those of codes."""

from __future__ import annotations

from datetime import datetime

from services import codes, lookups
from services.database import Connection, Row, fetch, transaction
from services.errors import Conflict, Invalid, NotFound, RegularsError, TooMany
from services.gift_cards.shapes import PURPOSE, GiftCard
from services.keyring import Keyring
from services.lookups import Asker
from services.programs import Program
from services.rules.promo_codes import mistyped

CARDS = """
select g.id, g.hint, g.amount, g.remaining - g.lapsed as remaining, g.merchant_id, m.name as merchant, g.key,
       g.issued_at, g.expires_at, g.graced_until, g.stopped_at
from gift_card g join merchant m on m.program_id = $1 and m.id = g.merchant_id
where g.program_id = $1
"""


def normal(code: str) -> str:
    """A code as it is printed, however a person typed it."""
    return "".join(code.split()).upper()


def digest(keyring: Keyring, code: str) -> bytes:
    """The keyed hash by which a code is found."""
    return keyring.digest(PURPOSE, normal(code))


async def looked_up(
    program: Program, merchant_id: int, store: str | None, code: str, *, keyring: Keyring, now: datetime
) -> GiftCard:
    """The card of a code, for any till of the program, whoever sold it and whether or not it can pay.

    Raises NotFound ``gift_card_unknown`` and ``unknown_store``; Invalid ``gift_card_mistyped``, which is no guess;
    TooMany ``too_many_codes`` after five unknown codes of one key and store in a minute.
    """
    async with transaction() as connection:
        asker = Asker(
            program.id, merchant_id, await lookups.store_id(connection, program.id, merchant_id, store)
        )
        found = await by_code(connection, asker, code, keyring=keyring, now=now)
    # a refusal is raised only now, so that what was counted against the till stays
    if isinstance(found, RegularsError):
        raise found
    return found


async def by_code(
    connection: Connection, asker: Asker, code: str, *, keyring: Keyring, now: datetime
) -> GiftCard | RegularsError:
    """The card of a code, locked; calls of one key take turns. A refusal is returned, so that its count is kept."""
    if mistyped(normal(code)):
        return Invalid("gift_card_mistyped", "code")
    program_id, merchant_id, store_id = asker.program_id, asker.merchant_id, asker.store_id
    guesses = await codes.wrong_guesses(connection, program_id, merchant_id, now, kind=PURPOSE)
    if guesses.get(store_id, 0) >= codes.WRONG_LIMIT:
        return TooMany("too_many_codes", "code", retry_after=int(codes.WRONG_WINDOW.total_seconds()))
    found = await locked_by_digest(connection, program_id, digest(keyring, code))
    if found is None:
        await codes.count_wrong(connection, program_id, merchant_id, store_id, now, kind=PURPOSE)
        return NotFound("gift_card_unknown", "code")
    return found


async def locked_by_digest(connection: Connection, program_id: int, digest: bytes) -> GiftCard | None:
    """The card of a code, locked; neither limited nor counted."""
    return await _one(connection, program_id, "and g.digest = $2", digest)


async def locked(connection: Connection, program_id: int, card_id: int) -> GiftCard:
    """A card that is there, locked."""
    found = await _one(connection, program_id, "and g.id = $2", card_id)
    if found is None:
        raise NotFound("gift_card_unknown")
    return found


async def _one(connection: Connection, program_id: int, condition: str, value: object) -> GiftCard | None:
    found = await fetch(connection, f"{CARDS} {condition} for update of g", program_id, value)
    return of(found[0]) if found else None


def of(row: Row) -> GiftCard:
    """A card from a row of ``CARDS``."""
    return GiftCard(**row)


def refusal(card: GiftCard, now: datetime) -> Conflict | None:
    """Why the card cannot pay; None: it can."""
    return {
        "stopped": Conflict("gift_card_stopped", "code"),
        "expired": Conflict("gift_card_expired", "code"),
        "empty": Conflict("gift_card_empty", "code"),
    }.get(card.state(now))
