"""Gift cards for those who sold them and for those who run the program."""

from __future__ import annotations

from datetime import datetime

from services.database import row, rows
from services.errors import NotFound
from services.gift_cards.finding import CARDS, digest, normal, of
from services.gift_cards.shapes import GiftCard, Totals, Use
from services.keyring import Keyring
from services.programs import Program

HINT = 4  # signs of a code that are kept in the clear

TOTALS = """
select m.name as merchant, count(*) as cards, sum(g.amount)::bigint as sold,
       coalesce(sum(g.remaining - g.lapsed) filter (where live), 0)::bigint as outstanding,
       coalesce(sum(case when live then g.lapsed else g.remaining end), 0)::bigint as dead
from (select merchant_id, amount, remaining, lapsed,
             stopped_at is null and coalesce(coalesce(graced_until, expires_at) > $2, true) as live
      from gift_card where program_id = $1) g
join merchant m on m.program_id = $1 and m.id = g.merchant_id
group by m.id, m.name order by m.id
"""
USES = """
select u.kind, u.amount, u.at, coalesce(s.name, m.name) as place
from gift_card_use u
left join merchant m on m.program_id = $1 and m.id = u.merchant_id
left join store s on s.program_id = $1 and s.id = u.store_id
where u.program_id = $1 and u.gift_card_id = $2 order by u.id desc limit $3
"""


async def sold_by(program: Program, merchant_id: int, key: str) -> GiftCard:
    """A card that this merchant sold. Raises NotFound ``gift_card_unknown``, also for another merchant's."""
    found = await row(f"{CARDS} and g.merchant_id = $2 and g.key = $3", program.id, merchant_id, key)
    if found is None:
        raise NotFound("gift_card_unknown")
    return of(found)


async def totals(program: Program, *, now: datetime) -> tuple[Totals, ...]:
    """What each merchant sold, and what of it customers can still spend: what the program's merchants owe them."""
    return tuple(Totals(**found) for found in await rows(TOTALS, program.id, now))


async def find(program: Program, text: str, *, keyring: Keyring, limit: int = 10) -> tuple[GiftCard, ...]:
    """Cards by a whole code, or by the four signs that it ends with; the newest first."""
    code = normal(text)
    whole = await rows(f"{CARDS} and g.digest = $2", program.id, digest(keyring, code))
    if whole or len(code) != HINT:
        return tuple(of(found) for found in whole)
    ending = await rows(f"{CARDS} and g.hint = $2 order by g.id desc limit $3", program.id, code, limit)
    return tuple(of(found) for found in ending)


async def get(program: Program, card_id: int) -> GiftCard:
    """One card. Raises NotFound ``gift_card_unknown``."""
    found = await row(f"{CARDS} and g.id = $2", program.id, card_id)
    if found is None:
        raise NotFound("gift_card_unknown")
    return of(found)


async def uses(program: Program, card_id: int, *, limit: int = 10) -> tuple[Use, ...]:
    """The last uses of a card, the newest first; the sale is the first of all."""
    return tuple(Use(**found) for found in await rows(USES, program.id, card_id, limit))
