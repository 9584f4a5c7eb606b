"""A small program and quick ways to put customers, events and points into it."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

import orjson

from services.database import rows
from services.program_file import parse
from services.programs import Program

PROGRAM = """
[program]
slug = "corner"
name = "Corner"
currency = "EUR"
language = "en"
merchant = "Corner"
terms_version = "1"
terms = "Be nice."

[points]
name.en = {{ one = "bean", other = "beans" }}
minor_units_per_point = 100
base_rate = "5%"

[[stores]]
code = "center"
name = "Center"
timezone = "Europe/Berlin"

[[stores]]
code = "harbour"
name = "Harbour"
timezone = "Pacific/Auckland"

[[tiers]]
code = "base"
title = "Base"
from = 0

{more}
"""
_cards = itertools.count(1)


async def make_program(more: str = "", *, slug: str = "corner", now: datetime) -> Program:
    """A program with its stores' rows; ``more`` is TOML added to the file."""
    config = parse(PROGRAM.format(more=more))
    made = await rows(
        "insert into program (slug, version, created_at) values ($1, 1, $2) returning id", slug, now
    )
    program = Program(made[0]["id"], slug, 1, config)
    for store in config.stores:
        await rows(
            "insert into store (program_id, code, name, timezone, active) values ($1, $2, $3, $4, true)",
            program.id,
            store.code,
            store.name,
            store.timezone,
        )
    return program


async def with_rules(program: Program, more: str) -> Program:
    """The same program with other rules."""
    return Program(program.id, program.slug, program.version + 1, parse(PROGRAM.format(more=more)))


async def store_id(program: Program, code: str) -> int:
    found = await rows("select id from store where program_id = $1 and code = $2", program.id, code)
    return int(found[0]["id"])


async def add_customer(program: Program, now: datetime, **facts: Any) -> int:
    """A customer with these columns; reachable, joined and willing unless said otherwise."""
    number = next(_cards)
    columns: dict[str, Any] = {
        "program_id": program.id,
        "card": f"{number:012d}",
        "language": "en",
        "name": "",
        "language_chosen": False,
        "service_messages": True,
        "receipts": 0,
        "spent": 0,
        "tags": [],
        "created_at": now,
        "telegram_id": 10_000 + number,
        "joined_at": now,
        "started_at": now,
        "marketing_since": now,
        **facts,
    }
    columns["tags"] = orjson.dumps(columns["tags"]).decode()
    places = ", ".join(
        f"${place}" + ("::jsonb" if name == "tags" else "") for place, name in enumerate(columns, 1)
    )
    made = await rows(
        f"insert into customer ({', '.join(columns)}) values ({places}) returning id", *columns.values()
    )
    return int(made[0]["id"])


async def add_event(program: Program, customer_id: int, kind: str, at: datetime) -> None:
    await rows(
        "insert into event (program_id, customer_id, kind, key, data, at) values ($1, $2, $3, $4, '{}', $5)",
        program.id,
        customer_id,
        kind,
        f"test:{next(_cards)}",
        at,
    )


async def add_lot(
    program: Program,
    customer_id: int,
    points: int,
    *,
    matures_at: datetime,
    expires_at: datetime | None,
) -> None:
    """Points in a lot, with the entry that made them."""
    entry, lot = next(_cards), next(_cards)
    await rows(
        "insert into entry (id, program_id, customer_id, kind, points, actor, at)"
        " values ($1, $2, $3, 'grant', $4, 'test', $5)",
        entry,
        program.id,
        customer_id,
        points,
        matures_at,
    )
    await rows(
        "insert into lot (id, program_id, customer_id, entry_id, issued, remaining, held, consumed, restored,"
        " matures_at, matured, expires_at) values ($1, $2, $3, $4, $5, $5, 0, 0, 0, $6, true, $7)",
        lot,
        program.id,
        customer_id,
        entry,
        points,
        matures_at,
        expires_at,
    )


async def add_receipt(
    program: Program,
    customer_id: int | None,
    at: datetime,
    *,
    total: int = 1000,
    earned: int = 0,
    **more: Any,
) -> int:
    """A receipt of the program's only test merchant, as ``services.receipts`` would leave it."""
    await rows(
        "insert into merchant (program_id, name, key_digest, key_hint, created_at)"
        " values ($1, 'Till', $2, '', $3) on conflict (program_id, name) do nothing",
        program.id,
        program.slug.encode(),
        at,
    )
    number = next(_cards)
    columns: dict[str, Any] = {
        "id": number,
        "program_id": program.id,
        "receipt_id": str(number),
        "input_hash": b"",
        "store_id": await store_id(program, "center"),
        "customer_id": customer_id,
        "issued_at": at,
        "recorded_at": at,
        "currency": "EUR",
        "total": total,
        "discount": 0,
        "redeemed": 0,
        "earned": earned,
        "program_version": 1,
        "answer": b"",
        **more,
    }
    places = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
    await rows(
        f"insert into receipt (merchant_id, {', '.join(columns)})"
        f" select m.id, {places} from merchant m where m.program_id = $2 and m.name = 'Till'",
        *columns.values(),
    )
    return number


async def segments_of(program: Program, customer_id: int) -> set[str]:
    """The segments that the tables say the customer is in."""
    found = await rows(
        "select segment from membership where program_id = $1 and customer_id = $2 and left_at is null",
        program.id,
        customer_id,
    )
    return {row["segment"] for row in found}


async def next_change(program: Program, customer_id: int) -> datetime | None:
    found = await rows(
        "select next_change_at from customer where program_id = $1 and id = $2", program.id, customer_id
    )
    at: datetime | None = found[0]["next_change_at"]
    return at
