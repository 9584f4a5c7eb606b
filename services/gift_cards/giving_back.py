"""Money comes back to the gift card that it was taken from: whole or in parts, never more than was taken."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.database import DUPLICATE, Connection, fetch, retrying, transaction
from services.errors import Conflict, Invalid, NotFound
from services.gift_cards.finding import locked
from services.gift_cards.shapes import EncodeGaveBack, GaveBack, GiftCard, NewReturn
from services.gift_cards.writing import UseRow, write
from services.programs import Program
from services.receipts.shapes import Recorded

SPENT = """
select id, gift_card_id, -amount as amount, store_id from gift_card_use
where program_id = $1 and merchant_id = $2 and use_id = $3
"""
# what came back before, and what the till was told if this was a part of it
BEFORE = """
select coalesce(sum(amount), 0)::bigint as amount,
       (array_agg(input_hash) filter (where refund_id = $3))[1] as input_hash,
       (array_agg(answer) filter (where refund_id = $3))[1] as answer
from gift_card_use where program_id = $1 and undoes_id = $2
"""


@dataclass(frozen=True, slots=True)
class _Spent:
    """The use that is given back."""

    id: int
    gift_card_id: int
    amount: int
    store_id: int | None


async def give_back(
    program: Program, merchant_id: int, new: NewReturn, *, encode: EncodeGaveBack, now: datetime
) -> Recorded:
    """Give an amount of a use back to its card. The same ``refund_id`` of a use gets the first answer again.

    On a card whose date has passed it lives for ``restore_grace_days``, once, without what had lapsed. Raises NotFound
    ``unknown_gift_card_use``, also for another merchant's; Conflict ``gift_card_refund_conflict`` when the id comes
    with other content, ``gift_card_stopped``, and ``gift_card_expired`` when the card has had its grace; Invalid
    ``currency_mismatch``, and ``gift_card_refund_too_much`` with what is ``left`` of the use.
    """
    return await retrying(lambda: _once(program, merchant_id, new, encode, now), also=DUPLICATE)


async def _once(
    program: Program, merchant_id: int, new: NewReturn, encode: EncodeGaveBack, now: datetime
) -> Recorded:
    async with transaction() as connection:
        spent = await _spent(connection, program.id, merchant_id, new.use_id)
        card = await locked(connection, program.id, spent.gift_card_id)
        [before] = await fetch(connection, BEFORE, program.id, spent.id, new.refund_id)
        if before["answer"] is not None:
            if bytes(before["input_hash"]) != new.input_hash:
                raise Conflict("gift_card_refund_conflict", "refund_id")
            return Recorded(bytes(before["answer"]), replayed=True)
        left = spent.amount - before["amount"]
        amount = _amount(program, new, left)
        graced_until = _grace(program, card, now)
        alive = 0 if graced_until else card.remaining
        after = replace(card, remaining=alive + amount, graced_until=graced_until or card.graced_until)
        body = encode(program, GaveBack(new.use_id, new.refund_id, amount, left - amount, after))
        use = UseRow(
            card.id,
            "refund",
            amount,
            now,
            merchant_id=merchant_id,
            store_id=spent.store_id,
            undoes_id=spent.id,
            refund_id=new.refund_id,
            input_hash=new.input_hash,
            answer=body,
        )
        await write(connection, program.id, use, graced_until=graced_until)
        return Recorded(body, replayed=False)


async def _spent(connection: Connection, program_id: int, merchant_id: int, use_id: str) -> _Spent:
    found = await fetch(connection, SPENT, program_id, merchant_id, use_id)
    if not found:
        raise NotFound("unknown_gift_card_use")
    return _Spent(**found[0])


def _amount(program: Program, new: NewReturn, left: int) -> int:
    """How much comes back. Raises Invalid when it is more than is left, or nothing is."""
    if new.currency != program.currency:
        raise Invalid("currency_mismatch", "currency", currency=program.currency)
    amount = left if new.amount is None else new.amount
    if not 0 < amount <= left:
        raise Invalid("gift_card_refund_too_much", "amount", left=left, currency=program.currency)
    return amount


def _grace(program: Program, card: GiftCard, now: datetime) -> datetime | None:
    """Until when the card lives on for it, where its date has passed; as lots do, and as they do only once."""
    if card.stopped_at is not None:
        raise Conflict("gift_card_stopped")
    if card.ends_at is None or card.ends_at > now:
        return None
    days = program.config.points.restore_grace_days
    if card.graced_until is not None or not days:
        raise Conflict("gift_card_expired")
    return now + timedelta(days=days)
