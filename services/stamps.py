"""A customer's stamp cards and their history, and what a refund takes off them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from services import promotions
from services.database import Connection, fetch, rows
from services.program_file.values import LocalText
from services.programs import Program
from services.rules import stamps
from services.rules.stamps import LineBack, Mark, Marked
from services.writing import Writing

STAMP = {
    "customer_id": "bigint",
    "card": "text",
    "kind": "text",
    "stamps": "bigint",
    "receipt_id": "bigint",
    "lines": "jsonb",
    "points": "bigint",
    "at": "timestamptz",
}


@dataclass(frozen=True, slots=True)
class Card:
    """A stamp card as of now; ``points`` that it gives, none: a free item; a card that owes stamps has none."""

    code: str
    title: LocalText
    stamps: int
    full: int
    points: int
    burns_at: datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the history."""

    at: datetime
    title: LocalText
    kind: str
    stamps: int


async def cards(program: Program, customer_id: int, *, now: datetime) -> tuple[Card, ...]:
    """The customer's cards in the order of the program file, empty ones too."""
    if not program.config.stamps:
        return ()
    found = await promotions.read(None, program, [customer_id])
    return tuple(_card(program, customer_id, found, terms, now) for terms in program.config.stamp_terms)


def _card(
    program: Program, customer_id: int, found: promotions.Promotions, terms: stamps.Terms, now: datetime
) -> Card:
    rules = program.config.stamp(terms.code)
    if rules is None:
        raise LookupError(terms.code)
    card = found.card(customer_id, terms.code)
    live = max(0, card.live(terms.life, now))
    return Card(
        terms.code, rules.title, live, terms.full, terms.points, card.dies_at(terms.life) if live else None
    )


async def history(program: Program, customer_id: int, *, limit: int = 10) -> tuple[Row, ...]:
    """The last rows of all cards that the program has, the newest first."""
    found = await rows(
        "select card, kind, stamps, at from stamp where program_id = $1 and customer_id = $2 and card = any($3::text[])"
        " order by id desc limit $4",
        program.id,
        customer_id,
        [rules.code for rules in program.config.stamps],
        limit,
    )
    titles = {rules.code: rules.title for rules in program.config.stamps}
    return tuple(Row(row["at"], titles[row["card"]], row["kind"], row["stamps"]) for row in found)


MARKED = """
select s.customer_id, s.card, s.kind, sum(s.stamps)::bigint as stamps, sum(s.points)::bigint as points,
       (array_agg(s.lines order by s.id))[1] as lines
from stamp s
where s.program_id = $1 and s.receipt_id = $2
group by s.customer_id, s.card, s.kind
"""
HISTORY = """
select card, kind, stamps, receipt_id from stamp
where program_id = $1 and customer_id = $2 and card = any($3::text[]) order by id
"""


async def take_back(
    connection: Connection,
    program: Program,
    receipt_id: int,
    lines: Sequence[LineBack],
    *,
    whole: bool,
    now: datetime,
) -> list[Mark]:
    """Take a refunded receipt's stamps off again, in the transaction that locked its customer.

    ``lines`` in order, as they are after this refund; ``whole``: nothing of the receipt is left. Cumulative: a
    repeat changes nothing. Returns the rows that take or give back.
    """
    found = await fetch(connection, MARKED, program.id, receipt_id)
    if not found:
        return []
    customer_id = found[0]["customer_id"]
    touched = sorted({row["card"] for row in found})
    await _burn(connection, program, customer_id, touched, now)
    burned = await _burned(connection, program.id, customer_id, touched, receipt_id)
    marked = [
        Marked(
            row["card"],
            row["kind"],
            row["stamps"] - (burned[row["card"]] if row["kind"] == "purchase" else 0),
            tuple(orjson.loads(row["lines"])),
            row["points"],
        )
        for row in found
    ]
    marks = stamps.given_back(marked, lines, whole=whole, now=now)
    writing = Writing(program.id)
    put(writing, [(customer_id, mark, receipt_id) for mark in marks])
    await writing.run(connection)
    return marks


async def _burn(
    connection: Connection, program: Program, customer_id: int, cards: Sequence[str], now: datetime
) -> None:
    """Empty the cards whose time is over first: stamps that come back are not to wake dead ones."""
    found = await promotions.read(connection, program, [customer_id])
    marks = [
        mark
        for terms in program.config.stamp_terms
        if terms.code in cards
        for mark in stamps.settle(terms, found.card(customer_id, terms.code), now)
    ]
    writing = Writing(program.id)
    put(writing, [(customer_id, mark, None) for mark in marks])
    await writing.run(connection)


async def _burned(
    connection: Connection, program_id: int, customer_id: int, cards: Sequence[str], receipt_id: int
) -> dict[str, int]:
    """How many of the stamps of a receipt have burned, by card: those are gone and not taken again."""
    past: dict[str, list[stamps.PastMark]] = {card: [] for card in cards}
    for row in await fetch(connection, HISTORY, program_id, customer_id, list(cards)):
        past[row["card"]].append(stamps.PastMark(row["kind"], row["stamps"], row["receipt_id"]))
    return {card: stamps.burned(marks).get(receipt_id, 0) for card, marks in past.items()}


def put(writing: Writing, marked: Sequence[tuple[int, Mark, int | None]]) -> None:
    """New rows: the customer, the mark, the receipt that it is about."""
    writing.insert("stamp", STAMP, [_row(*one) for one in marked])


def _row(customer_id: int, mark: Mark, receipt_id: int | None) -> tuple[object, ...]:
    lines = orjson.dumps(mark.lines).decode()
    return customer_id, mark.card, mark.kind, mark.stamps, receipt_id, lines, mark.points, mark.at
