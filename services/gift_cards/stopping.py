"""A gift card that is lost, stolen or paid out otherwise pays no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services import audit
from services.database import Connection, fetch, transaction
from services.errors import NotFound
from services.gift_cards.finding import locked
from services.gift_cards.shapes import GiftCard
from services.programs import Program


async def stop_sold(program: Program, merchant_id: int, key: str, *, now: datetime) -> GiftCard:
    """Stop a card that this merchant sold; again: nothing. Raises NotFound ``gift_card_unknown``, also for others'."""
    async with transaction() as connection:
        sql = "select id from gift_card where program_id = $1 and merchant_id = $2 and key = $3"
        found = await fetch(connection, sql, program.id, merchant_id, key)
        if not found:
            raise NotFound("gift_card_unknown")
        return await _stop(connection, program, found[0]["id"], f"merchant:{merchant_id}", now)


async def stop(program: Program, card_id: int, *, actor: str, now: datetime) -> GiftCard:
    """Stop a card of the program; again: nothing. Raises NotFound ``gift_card_unknown``."""
    async with transaction() as connection:
        return await _stop(connection, program, card_id, actor, now)


async def _stop(
    connection: Connection, program: Program, card_id: int, actor: str, now: datetime
) -> GiftCard:
    card = await locked(connection, program.id, card_id)
    if card.stopped_at is not None:
        return card
    await fetch(
        connection,
        "update gift_card set stopped_at = $3 where program_id = $1 and id = $2",
        program.id,
        card_id,
        now,
    )
    await audit.record(
        connection,
        program.id,
        actor=actor,
        action="gift_card.stop",
        target=f"…{card.hint}",
        data={"card": card.id, "left": card.remaining},
        now=now,
    )
    return replace(card, stopped_at=now)
