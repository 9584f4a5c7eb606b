"""A customer looks at a gift card by its code, and turns what is left on it into points."""

from __future__ import annotations

from datetime import datetime

from services import audit, codes, points
from services.customers import changed
from services.database import Connection, fetch, transaction
from services.errors import Conflict, Invalid, NotFound, RegularsError, TooMany
from services.gift_cards import finding
from services.gift_cards.finding import refusal
from services.gift_cards.shapes import GiftCard, Offered, Redeemed
from services.gift_cards.writing import UseRow, write
from services.keyring import Keyring
from services.points import Grant
from services.programs import Program
from services.rules.promo_codes import mistyped

WRONG = "gift_card.wrong_code"


async def checked(program: Program, actor: str, code: str, *, keyring: Keyring, now: datetime) -> Offered:
    """What is on a card, and the points that it would become now; nothing is changed.

    Raises NotFound ``gift_card_unknown``; Invalid ``gift_card_mistyped``, which is no guess; TooMany
    ``too_many_codes`` after five unknown codes of one person in a minute.
    """
    async with transaction() as connection:
        found = await _guessed(connection, program, actor, code, keyring, now)
    # a refusal is raised only now, so that what was counted against the person stays
    if isinstance(found, RegularsError):
        raise found
    alive = refusal(found, now) is None
    return Offered(found, found.remaining // _worth(program) if alive else 0)


async def _guessed(
    connection: Connection, program: Program, actor: str, code: str, keyring: Keyring, now: datetime
) -> GiftCard | RegularsError:
    """As tills are limited, but by person: counted in the audit, where those who must answer for it see it."""
    if mistyped(finding.normal(code)):
        return Invalid("gift_card_mistyped", "code")
    await fetch(connection, "select pg_advisory_xact_lock(hashtextextended($1, $2))", actor, program.id)
    since = now - codes.WRONG_WINDOW
    if (
        await audit.counted(connection, program.id, actor=actor, action=WRONG, since=since)
        >= codes.WRONG_LIMIT
    ):
        return TooMany("too_many_codes", "code", retry_after=int(codes.WRONG_WINDOW.total_seconds()))
    found = await finding.locked_by_digest(connection, program.id, finding.digest(keyring, code))
    if found is None:
        await audit.record(connection, program.id, actor=actor, action=WRONG, now=now)
        return NotFound("gift_card_unknown", "code")
    return found


def _worth(program: Program) -> int:
    return program.config.points.minor_units_per_point


async def redeem(program: Program, customer_id: int, card_id: int, *, key: str, now: datetime) -> Redeemed:
    """Turn what is left on a gift card into points, rounded down; ``key`` makes a repeat harmless.

    Raises NotFound ``gift_card_unknown``; Conflict ``gift_card_stopped``, ``gift_card_expired``, ``gift_card_empty``.
    """
    grant_key = f"gift_card:{key}"
    async with transaction() as connection:
        await points.lock(connection, program.id, [customer_id])
        card = await finding.locked(connection, program.id, card_id)
        given = await _given(connection, program.id, grant_key)
        remaining = card.remaining
        if given is None:
            given = _points(program, card, now)
            remaining -= given * _worth(program)
            await _convert(connection, program, card, customer_id, given, grant_key, now)
        balance = await points.balance(program, customer_id, now=now)
    return Redeemed(given, remaining, balance.available)


async def _given(connection: Connection, program_id: int, grant_key: str) -> int | None:
    """What an earlier try has given."""
    sql = "select points from entry where program_id = $1 and key = $2"
    found = await fetch(connection, sql, program_id, grant_key)
    return found[0]["points"] if found else None


def _points(program: Program, card: GiftCard, now: datetime) -> int:
    if refused := refusal(card, now):
        raise refused
    given = card.remaining // _worth(program)
    if not given:
        raise Conflict("gift_card_empty", "code")
    return given


async def _convert(
    connection: Connection,
    program: Program,
    card: GiftCard,
    customer_id: int,
    given: int,
    grant_key: str,
    now: datetime,
) -> None:
    grant = Grant(customer_id, given, "gift_card", "program", grant_key)
    await points.give(connection, program, [grant], now=now)
    amount = -given * _worth(program)
    use = UseRow(card.id, "redeem", amount, now, customer_id=customer_id, entry_key=grant_key)
    await write(connection, program.id, use)
    await changed(connection, program.id, customer_id, "points", now)
