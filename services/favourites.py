"""Favourite categories: each month a customer chooses some that earn more.

A choice may be changed until the first purchase after it and then stands to the end of the month, so that
nobody chooses at the till what lies in the basket, each time anew.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import orjson

from services.database import Connection, Row, fetch, row, transaction
from services.errors import Conflict, Invalid, NotFound
from services.programs import Program


@dataclass(frozen=True, slots=True)
class Favourites:
    """A customer's choice for the month that begins on ``month``: codes of [[favourite_categories]].

    ``final``: it has been used and stays as it is.
    """

    month: date
    codes: tuple[str, ...]
    final: bool


STANDING = """
select c.receipts, s.timezone from customer c
left join store s on s.program_id = c.program_id and s.id = c.home_store_id
where c.program_id = $1 and c.id = $2
"""
CHOSEN = "select codes, receipts from favourite where program_id = $1 and customer_id = $2 and month = $3"


async def current(program: Program, customer_id: int, *, now: datetime) -> Favourites:
    """The choice for the present month of the customer's store. Raises NotFound ``unknown_customer``."""
    standing = _known(await row(STANDING, program.id, customer_id))
    month = _month(program, standing, now)
    return _favourites(program, month, standing, await row(CHOSEN, program.id, customer_id, month))


async def choose(
    program: Program, customer_id: int, month: date, codes: Collection[str], *, now: datetime
) -> Favourites:
    """Keep the choice for the present month, which has to be ``month``: the question may be an old one.

    Raises NotFound ``stale_button``, Invalid ``favourites_wrong`` for another number of categories or unknown
    ones, Conflict ``favourites_final``.
    """
    wanted = tuple(dict.fromkeys(codes))
    offered = {category.code for category in program.config.favourite_categories}
    if len(wanted) != program.config.favourites.choose or not offered.issuperset(wanted):
        raise Invalid("favourites_wrong", "favourites")
    async with transaction() as connection:
        found = await fetch(connection, f"{STANDING} for no key update of c", program.id, customer_id)
        standing = _known(found[0] if found else None)
        if not wanted or month != _month(program, standing, now):
            raise NotFound("stale_button")
        chosen = await fetch(connection, CHOSEN, program.id, customer_id, month)
        before = _favourites(program, month, standing, chosen[0] if chosen else None)
        if before.final and set(before.codes) != set(wanted):
            raise Conflict("favourites_final", "favourites")
        if not before.final:
            await _write(connection, program.id, customer_id, month, wanted, standing["receipts"], now)
    return Favourites(month, wanted, before.final)


def _known(standing: Row | None) -> Row:
    if standing is None:
        raise NotFound("unknown_customer")
    return standing


def _month(program: Program, standing: Row, now: datetime) -> date:
    """The first day of the present month where the customer buys, else at the program's first store."""
    zone = ZoneInfo(standing["timezone"] or program.config.stores[0].timezone)
    return now.astimezone(zone).date().replace(day=1)


def _favourites(program: Program, month: date, standing: Row, chosen: Row | None) -> Favourites:
    """What is left of a choice: categories that are no longer in the file are gone from it."""
    if chosen is None:
        return Favourites(month, (), final=False)
    listed = orjson.loads(chosen["codes"]) if isinstance(chosen["codes"], str) else chosen["codes"]
    offered = [category.code for category in program.config.favourite_categories]
    codes = tuple(code for code in offered if code in listed)
    return Favourites(month, codes, final=bool(codes) and standing["receipts"] > chosen["receipts"])


async def _write(
    connection: Connection,
    program_id: int,
    customer_id: int,
    month: date,
    codes: Collection[str],
    receipts: int,
    now: datetime,
) -> None:
    await fetch(
        connection,
        "insert into favourite (program_id, customer_id, month, codes, receipts, chosen_at)"
        " values ($1, $2, $3, $4::jsonb, $5, $6) on conflict (program_id, customer_id, month)"
        " do update set codes = excluded.codes, receipts = excluded.receipts, chosen_at = excluded.chosen_at",
        program_id,
        customer_id,
        month,
        orjson.dumps(list(codes)).decode(),
        receipts,
        now,
    )


async def of(
    connection: Connection, program: Program, customer_ids: Collection[int], month: date
) -> dict[int, frozenset[str]]:
    """The categories of lines that these customers chose for the month of a sale, by the calendar of its store.

    ``month`` is any day of it. Customers who chose none are left out.
    """
    offered = {category.code: category.of_lines for category in program.config.favourite_categories}
    found: dict[int, frozenset[str]] = {}
    for chosen in await fetch(
        connection,
        "select f.customer_id, c.code from favourite f, jsonb_array_elements_text(f.codes) c (code)"
        " where f.program_id = $1 and f.customer_id = any($2::bigint[]) and f.month = $3",
        program.id,
        list(customer_ids),
        month.replace(day=1),
    ):
        categories = offered.get(chosen["code"], ())
        found[chosen["customer_id"]] = found.get(chosen["customer_id"], frozenset()).union(categories)
    return found
