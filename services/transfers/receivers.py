"""Who gets points: found by card, and guesses at cards counted.

A customer who tries cards learns no more than a till: that there is one, and a letter. Cards that nobody has are
counted, in PostgreSQL; those of leads and of people who have not joined count as nobody's.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from services import points
from services.customers import SELECT, Customer, from_row
from services.database import Connection, fetch, retrying, transaction
from services.errors import Conflict, Forbidden, Invalid, NotFound, RegularsError, TooMany
from services.programs import Program
from services.rules.cards import DIGITS, is_card
from services.transfers.shapes import Receiver

WRONG_A_MINUTE = 5
WINDOW = timedelta(minutes=1)
LONGEST = 64


def card_of(typed: str) -> str:
    """The card number in what a person typed. Raises Invalid ``card_mistyped``."""
    digits = "".join(char for char in typed[:LONGEST] if char.isdecimal())
    card = "".join(str(int(char)) for char in digits)
    if not is_card(card):
        raise Invalid("card_mistyped", "card", digits=DIGITS)
    return card


async def find(program: Program, giver_id: int, typed: str, *, now: datetime) -> Receiver:
    """The receiver whose card was typed. Raises what ``judge`` returns, and Invalid ``card_mistyped``."""
    card = card_of(typed)
    found = await retrying(lambda: _find(program, giver_id, card, now))
    if isinstance(found, RegularsError):  # raised only now, so that what was counted stays
        raise found
    return Receiver(found.card, found.initial)


async def _find(program: Program, giver_id: int, card: str, now: datetime) -> Customer | RegularsError:
    async with transaction() as connection:
        await points.lock(connection, program.id, [giver_id])
        return await judge(connection, program, giver_id, card, now)


async def judge(
    connection: Connection, program: Program, giver_id: int, card: str, now: datetime
) -> Customer | RegularsError:
    """Who may get points of a locked giver; a wrong card is counted.

    A refusal is returned, so that the caller commits what was counted before raising it: Forbidden
    ``transfers_off``, Conflict ``customer_not_joined`` (the giver), Invalid ``transfer_self``, NotFound
    ``unknown_card``, TooMany ``too_many_cards`` after five unknown cards in a minute.
    """
    if not program.config.transfers.allowed:
        return Forbidden("transfers_off")
    found = await fetch(connection, SELECT + "and id = $2", program.id, giver_id)
    if not found or not from_row(found[0]).joined:
        return Conflict("customer_not_joined")
    if found[0]["card"] == card:
        return Invalid("transfer_self", "card")
    # looked at before the card is, so that a refusal does not tell whether somebody has it
    if await _wrong(connection, program.id, giver_id, now) >= WRONG_A_MINUTE:
        return TooMany("too_many_cards", "card", retry_after=int(WINDOW.total_seconds()))
    receiver = await named(connection, program.id, card)
    if receiver is None:
        sql = "insert into wrong_card (program_id, customer_id, at) values ($1, $2, $3)"
        await fetch(connection, sql, program.id, giver_id, now)
        return NotFound("unknown_card", "card")
    return receiver


async def named(connection: Connection, program_id: int, card: str) -> Customer | None:
    """Who has joined and has this card; not counted."""
    found = await fetch(connection, SELECT + "and card = $2 and joined_at is not null", program_id, card)
    return from_row(found[0]) if found else None


async def _wrong(connection: Connection, program_id: int, giver_id: int, now: datetime) -> int:
    sql = "select count(*) as cards from wrong_card where program_id = $1 and customer_id = $2 and at > $3"
    [found] = await fetch(connection, sql, program_id, giver_id, now - WINDOW)
    return int(found["cards"])
