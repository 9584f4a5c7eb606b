"""A till takes money off a gift card, once for each id of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services import lookups
from services.database import DUPLICATE, Connection, fetch, retrying, transaction
from services.errors import Conflict, Invalid, RegularsError
from services.gift_cards.finding import by_code, refusal
from services.gift_cards.shapes import EncodeTaken, GiftCard, NewUse, Taken
from services.gift_cards.writing import UseRow, write
from services.keyring import Keyring
from services.lookups import Asker
from services.programs import Program
from services.receipts.shapes import Recorded

KNOWN = """
select input_hash, answer from gift_card_use where program_id = $1 and merchant_id = $2 and use_id = $3
"""


async def take(
    program: Program, merchant_id: int, new: NewUse, *, keyring: Keyring, encode: EncodeTaken, now: datetime
) -> Recorded:
    """Take an amount; any merchant of the program may. The same ``use_id`` gets the first answer again.

    Raises Conflict ``gift_card_use_conflict`` when the id comes with other content, ``gift_card_stopped``,
    ``gift_card_expired``, ``gift_card_empty``, and ``gift_card_too_much`` with what is ``left``; Invalid
    ``currency_mismatch``; and what looking the card up raises.
    """
    found = await retrying(lambda: _once(program, merchant_id, new, keyring, encode, now), also=DUPLICATE)
    if isinstance(found, RegularsError):
        raise found
    return found


async def _once(
    program: Program, merchant_id: int, new: NewUse, keyring: Keyring, encode: EncodeTaken, now: datetime
) -> Recorded | RegularsError:
    """One try in one transaction; a refusal is returned, so that what was counted against the till stays."""
    async with transaction() as connection:
        if known := await _known(connection, program.id, merchant_id, new):
            return known
        if new.currency != program.currency:
            return Invalid("currency_mismatch", "currency", currency=program.currency)
        store_id = await lookups.store_id(connection, program.id, merchant_id, new.store)
        asker = Asker(program.id, merchant_id, store_id)
        card = await by_code(connection, asker, new.code, keyring=keyring, now=now)
        if isinstance(card, RegularsError):
            return card
        if known := await _known(connection, program.id, merchant_id, new):
            return known  # the same call, which was first while this one waited for its turn
        if refused := _refused(program, card, new.amount, now):
            return refused
        return await _take(connection, program, asker, card, new, encode, now)


async def _known(
    connection: Connection, program_id: int, merchant_id: int, new: NewUse
) -> Recorded | Conflict | None:
    found = await fetch(connection, KNOWN, program_id, merchant_id, new.use_id)
    if not found:
        return None
    if bytes(found[0]["input_hash"]) != new.input_hash:
        return Conflict("gift_card_use_conflict", "use_id")
    return Recorded(bytes(found[0]["answer"]), replayed=True)


def _refused(program: Program, card: GiftCard, amount: int, now: datetime) -> Conflict | None:
    if refused := refusal(card, now):
        return refused
    if amount > card.remaining:
        return Conflict("gift_card_too_much", "amount", left=card.remaining, currency=program.currency)
    return None


async def _take(
    connection: Connection,
    program: Program,
    asker: Asker,
    card: GiftCard,
    new: NewUse,
    encode: EncodeTaken,
    now: datetime,
) -> Recorded:
    left = replace(card, remaining=card.remaining - new.amount)
    body = encode(program, Taken(new.use_id, new.amount, left))
    use = UseRow(
        card.id,
        "spend",
        -new.amount,
        now,
        merchant_id=asker.merchant_id,
        store_id=asker.store_id,
        use_id=new.use_id,
        input_hash=new.input_hash,
        answer=body,
    )
    await write(connection, program.id, use)
    return Recorded(body, replayed=False)
