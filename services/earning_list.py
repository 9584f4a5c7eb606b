"""What brings a customer more points, as of now."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from services import clubs, favourites
from services.database import Row, row
from services.errors import NotFound
from services.programs import Program
from services.rules import earning_list, earning_terms
from services.rules.earning_list import Asker, EarningList

FACTS = """
select c.tier, c.receipts, c.spent, c.last_purchase_at, c.birthday, c.birthday_counts_from, s.timezone
from customer c left join store s on s.program_id = c.program_id and s.id = c.home_store_id
where c.program_id = $1 and c.id = $2
"""
USUAL_POINTS = 500
"""A purchase of somebody who has not bought yet is worth so many points: only the order of the list goes by it."""


async def of_customer(program: Program, customer_id: int, *, now: datetime) -> EarningList:
    """The rules that can bring this customer more, the most useful first. Raises NotFound ``unknown_customer``.

    Days and hours are those of the customer's own store, else of the program's first one.
    """
    facts = await row(FACTS, program.id, customer_id)
    if facts is None:
        raise NotFound("unknown_customer")
    at = now.astimezone(ZoneInfo(facts["timezone"] or program.config.stores[0].timezone))
    last, counts_from = facts["last_purchase_at"], facts["birthday_counts_from"]
    asker = Asker(
        at=at,
        typical=_typical(program, facts),
        tier=facts["tier"],
        visits=facts["receipts"],
        birthday=facts["birthday"],
        birthday_counts=counts_from is None or now >= counts_from,
        favourites=await _favourites(program, customer_id, now),
        clubs=frozenset(stay.code for stay in await clubs.of_customer(program, customer_id)),
        bought_today=last is not None and last.astimezone(at.tzinfo).date() == at.date(),
    )
    return earning_list.choose(program.config, asker)


def _typical(program: Program, facts: Row) -> int:
    if facts["receipts"] and facts["spent"]:
        return int(facts["spent"] // facts["receipts"])
    return USUAL_POINTS * program.config.points.minor_units_per_point


async def _favourites(program: Program, customer_id: int, now: datetime) -> frozenset[str]:
    """The categories of lines that the customer chose for this month; nothing is read where no rule asks."""
    if not earning_terms.needs(program.config).favourites:
        return frozenset()
    chosen = (await favourites.current(program, customer_id, now=now)).codes
    return frozenset(
        line for one in program.config.favourite_categories if one.code in chosen for line in one.of_lines
    )
