"""Checking the ledger: every balance worked out anew from entries, lots, allocations, holds and debts.

And every gift card from its uses.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from services.database import Row, row, rows
from services.ledger_checks import CHECKS, GIFT_CARDS, TRANSFERS
from services.programs import Program

CHUNK = 2_000

_CHUNKS = "select count(*) as customers from customer where program_id = $1"
_NEXT = """
select max(id) as last, count(*) as customers from (
  select id from customer where program_id = $1 and id > $2 order by id limit $3) as chunk
"""
_NEXT_CARDS = """
select max(id) as last from (
  select id from gift_card where program_id = $1 and id > $2 order by id limit $3) as chunk
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that does not hold: ``expected`` is what the rows beneath say, ``found`` what is kept.

    ``card`` is None when it is nobody's in particular.
    """

    card: str | None
    check: str
    subject: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Customers checked so far, and what was found in the last chunk of them."""

    done: int
    total: int
    differences: tuple[Difference, ...]


async def verify(program: Program, *, chunk: int = CHUNK) -> AsyncIterator[Progress]:
    """Check all customers in chunks; may run beside everything else, since each check is of one moment."""
    counted = await row(_CHUNKS, program.id)
    total, done, last = (counted["customers"] if counted else 0), 0, 0
    while True:
        following = await row(_NEXT, program.id, last, chunk)
        if following is None or following["last"] is None:
            break
        found = await _check(program.id, last, following["last"])
        last, done = following["last"], done + following["customers"]
        yield Progress(done, max(done, total), found)
    async for found in _gift_cards(program.id, chunk):
        yield Progress(done, done, found)
    yield Progress(done, done, await _transfers(program.id))


async def _check(program_id: int, after: int, until: int) -> tuple[Difference, ...]:
    broken: list[tuple[str, Row]] = []
    for check, query in CHECKS.items():
        broken += [(check, found) for found in await rows(query, program_id, after, until)]
    customer_ids = sorted({found["customer_id"] for _, found in broken})
    named = "select id, card from customer where program_id = $1 and id = any($2::bigint[])"
    cards = {one["id"]: one["card"] for one in await rows(named, program_id, customer_ids)} if broken else {}
    return tuple(
        Difference(cards[found["customer_id"]], check, found["subject"], found["expected"], found["found"])
        for check, found in broken
    )


async def _gift_cards(program_id: int, chunk: int) -> AsyncIterator[tuple[Difference, ...]]:
    """Gift cards belong to nobody in particular: chunks by their own ids."""
    last = 0
    while (following := await row(_NEXT_CARDS, program_id, last, chunk)) and following["last"] is not None:
        found = [
            Difference(None, check, one["subject"], one["expected"], one["found"])
            for check, query in GIFT_CARDS.items()
            for one in await rows(query, program_id, last, following["last"])
        ]
        last = following["last"]
        yield tuple(found)


async def _transfers(program_id: int) -> tuple[Difference, ...]:
    found = await row(TRANSFERS, program_id)
    points = found["points"] if found else 0
    if not points:
        return ()
    return (Difference(None, "transfers sum to zero", "transfers", "0", str(points)),)
