"""Raw asyncpg: the rows of 100 receipts in one transaction, a statement a table, from several connections."""

from __future__ import annotations

import asyncio
import itertools
import random
from typing import Any

import asyncpg

from benchmarks.apart import contender
from benchmarks.receipts import rows as r
from benchmarks.receipts.rows import Place

BATCH = 100
IDS = 4  # a receipt, an entry, a lot, an invitation
WARM = 2  # the statements are prepared by then

RECEIPT = """
insert into receipt (program_id, program_version, id, merchant_id, receipt_id, input_hash, store_id, employee_id,
                     customer_id, issued_at, recorded_at, currency, total, discount, redeemed, earned, tier, answer)
select $1, $2, id, $3, receipt_id, $4, $5, $6, customer_id, $7, $7, 'RUB', $8, 0, 0, $9, 'guest', $10
from unnest($11::bigint[], $12::text[], $13::bigint[]) as r(id, receipt_id, customer_id)
on conflict (program_id, merchant_id, receipt_id) do nothing returning id
"""
LINE = """
insert into receipt_line (program_id, receipt_id, number, sku, name, category, quantity, amount, cost, earned)
select $1, * from unnest($2::bigint[], $3::int[], $4::text[], $5::text[], $6::text[], $7::numeric[],
                         $8::bigint[], $9::bigint[], $10::bigint[])
"""
ENTRY = """
insert into entry (program_id, customer_id, id, kind, points, at, actor, receipt_id, merchant_id)
select $1, customer_id, id, 'earn', $2, $3, $4, receipt_id, $5
from unnest($6::bigint[], $7::bigint[], $8::bigint[]) as e(customer_id, id, receipt_id)
"""
LOT = """
insert into lot (program_id, customer_id, id, entry_id, merchant_id, issued, remaining, held, consumed, restored,
                 matures_at, matured, expires_at)
select $1, customer_id, id, entry_id, $2, $3, $3, 0, 0, 0, $4, true, $5
from unnest($6::bigint[], $7::bigint[], $8::bigint[]) as l(customer_id, id, entry_id)
"""
BALANCE = """
insert into balance (program_id, customer_id, available, pending, held, debt)
select $1, id, $2, 0, 0, 0 from unnest($3::bigint[]) as c(id)
on conflict (program_id, customer_id) do update set available = balance.available + excluded.available
"""
CUSTOMER = """
update customer set tier = 'guest', receipts = receipts + 1, spent = spent + $2, home_store_id = $4,
       first_purchase_at = coalesce(first_purchase_at, $3), last_purchase_at = $3, surveyed_at = $3
where program_id = $1 and id = any($5::bigint[])
"""
CHANGE = """
insert into change (program_id, customer_id, kind, at) select $1, id, 'receipt', $2 from unnest($3::bigint[]) as c(id)
"""
INVITATION = """
insert into invitation (program_id, id, customer_id, receipt_id, store_id, employee_id, due_at, expires_at)
select $1, id, customer_id, receipt_id, $2, $3, $4, $5
from unnest($6::bigint[], $7::bigint[], $8::bigint[]) as i(id, customer_id, receipt_id)
"""
OUTBOX = """
insert into outbox (program_id, kind, message_class, priority, customer_id, due_at, expires_at, dedup_key, payload,
                    state, attempts, created_at)
select $1, kind, class, priority, customer_id, due_at, $3, key, payload, 'queued', 0, $2
from unnest($4::text[], $5::text[], $6::int[], $7::bigint[], $8::timestamptz[], $9::text[], $10::jsonb[])
     as n(kind, class, priority, customer_id, due_at, key, payload)
on conflict (program_id, dedup_key) do nothing
"""


async def batches(
    *,
    url: str,
    place: dict[str, int],
    prefix: str,
    first: int,
    customers: int,
    connections: int,
    seconds: float,
) -> float:
    """Receipts committed a second, all connections together; each has customers of its own."""
    share = customers // connections
    rates = await asyncio.gather(
        *(
            _work(
                url,
                Place(**place),
                f"{prefix}{number}",
                range(first + number * share, first + (number + 1) * share),
                seconds,
            )
            for number in range(connections)
        )
    )
    return sum(rates)


async def _work(url: str, place: Place, prefix: str, people: range, seconds: float) -> float:
    connection = await asyncpg.connect(url.replace("asyncpg://", "postgres://"))
    choose = random.Random(prefix)
    loop = asyncio.get_running_loop()
    numbers = itertools.count(1)
    for _ in range(WARM):
        await _commit(connection, place, f"{prefix}-{next(numbers)}", sorted(choose.sample(people, BATCH)))
    began, done = loop.time(), 0
    while loop.time() < began + seconds:
        await _commit(connection, place, f"{prefix}-{next(numbers)}", sorted(choose.sample(people, BATCH)))
        done += BATCH
    took = loop.time() - began
    await connection.close()
    return done / took


async def _commit(connection: Any, place: Place, prefix: str, people: list[int]) -> None:
    program, merchant, actor = place.program_id, place.merchant_id, f"merchant:{place.merchant_id}"
    async with connection.transaction():
        starts = await connection.fetch(
            "select nextval('row_id') as id from generate_series(1, $1)", BATCH * IDS // 100
        )
        receipts, entries, lots, invitations = (
            [start["id"] + offset for offset in range(100)] for start in starts
        )
        await connection.fetch(
            RECEIPT, program, place.version, merchant, r.HASH, place.store_id, place.employee_id, r.MOMENT, r.TOTAL,
            r.EARNED, r.ANSWER, receipts, [f"{prefix}-{number}" for number in range(BATCH)], people,
        )  # fmt: skip
        await connection.fetch(LINE, program, *_lines(receipts))
        await connection.fetch(ENTRY, program, r.EARNED, r.MOMENT, actor, merchant, people, entries, receipts)
        await connection.fetch(LOT, program, merchant, r.EARNED, r.MOMENT, r.EXPIRY, people, lots, entries)
        await connection.fetch(BALANCE, program, r.EARNED, people)
        await connection.fetch(CUSTOMER, program, r.TOTAL, r.MOMENT, place.store_id, people)
        await connection.fetch(CHANGE, program, r.MOMENT, people)
        await connection.fetch(
            INVITATION, program, place.store_id, place.employee_id, r.ASK_AT, r.ASK_UNTIL, invitations, people,
            receipts,
        )  # fmt: skip
        await connection.fetch(OUTBOX, program, r.MOMENT, r.ASK_UNTIL, *_messages(receipts, people))


def _lines(receipts: list[int]) -> tuple[list[Any], ...]:
    rows = [(receipt, number, *line) for receipt in receipts for number, line in enumerate(r.LINES)]
    return tuple(list(column) for column in zip(*rows, strict=True))


def _messages(receipts: list[int], people: list[int]) -> tuple[list[Any], ...]:
    news = [
        ("receipt_recorded", "transactional", 10, person, r.MOMENT, f"receipt:{receipt}", r.NEWS)
        for receipt, person in zip(receipts, people, strict=True)
    ]
    asks = [
        ("survey", "service", 20, person, r.ASK_AT, f"survey:{receipt}", r.SURVEY)
        for receipt, person in zip(receipts, people, strict=True)
    ]
    return tuple(list(column) for column in zip(*news, *asks, strict=True))


if __name__ == "__main__":
    contender(batches)
