"""Past receipts in pages, a customer at a time: any number of them takes little memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import orjson

from services.database import Row, rows
from services.rules.clubs import Stay
from services.rules.pricing import Basket, BasketLine
from services.rules.promo_codes import Terms
from services.rules.replaying import Sale, Used

PAGE = 2_000
EARLIEST = datetime(1, 1, 1, tzinfo=UTC)

CHUNKS = """
with counted as (
    select customer_id, count(*) as receipts from receipt
    where program_id = $1 and customer_id is not null and issued_at < $2 group by customer_id),
placed as (
    select customer_id, receipts, sum(receipts) over (order by customer_id) - receipts as before from counted)
select min(customer_id) as first, max(customer_id) as last, sum(receipts)::bigint as receipts
from placed group by div(before, $3::bigint::numeric) order by 1
"""
# a receipt that came back whole is none; the key of the page is the order
RECEIPTS = """
select r.customer_id, r.id, r.issued_at, r.recorded_at, r.store_id, r.merchant_id, r.channel,
       r.redeemed - r.restored as points
from receipt r
where r.program_id = $1 and r.customer_id >= $2 and r.customer_id <= $3 and r.issued_at < $4
  and (r.customer_id, r.issued_at, r.id) > ($2, $5::timestamptz, $6::bigint)
  and (r.refunded < r.total or r.total = 0)
order by r.customer_id, r.issued_at, r.id limit $7
"""
LINES = """
select receipt_id, sku, category, quantity, amount - refunded as amount from receipt_line
where program_id = $1 and receipt_id = any($2::bigint[]) and (refunded < amount or amount = 0)
order by receipt_id, number
"""
BIRTHDAYS = """
select id, birthday from customer
where program_id = $1 and id >= $2 and id <= $3 and birthday is not null
"""
FAVOURITES = """
select customer_id, month, codes from favourite
where program_id = $1 and customer_id >= $2 and customer_id <= $3
"""
STAYS = """
select customer_id, club, joined_at, left_at from club_member
where program_id = $1 and customer_id >= $2 and customer_id <= $3
"""
CODES = """
select u.receipt_id, p.code, p.points, p.discount, p.earns, p.rate,
       p.customer_id is null and p.batch_id is null as shared
from promo_code_use u join promo_code p on p.program_id = $1 and p.id = u.promo_code_id
where u.program_id = $1 and u.customer_id >= $2 and u.customer_id <= $3 order by u.id
"""
SEGMENTS = """
select customer_id, segment as club, entered_at as joined_at, left_at from membership
where program_id = $1 and customer_id >= $2 and customer_id <= $3 and segment = any($4::text[])
"""
Month = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A range of customers with some thousand receipts."""

    first: int
    last: int
    receipts: int


@dataclass(frozen=True, slots=True)
class Places:
    """The codes and zones of stores, and the names of merchants, by id."""

    stores: Mapping[int, tuple[str, ZoneInfo]]
    merchants: Mapping[int, str]


async def chunks(program_id: int, end: datetime, size: int) -> list[Chunk]:
    """The customers with receipts before ``end``, in ranges of about ``size`` receipts."""
    return [Chunk(**row) for row in await rows(CHUNKS, program_id, end, size)]


async def places(program_id: int) -> Places:
    """Where receipts may come from; closed stores too."""
    stores = await rows("select id, code, timezone from store where program_id = $1", program_id)
    merchants = await rows("select id, name from merchant where program_id = $1", program_id)
    return Places(
        {row["id"]: (row["code"], ZoneInfo(row["timezone"])) for row in stores},
        {row["id"]: row["name"] for row in merchants},
    )


async def birthdays(program_id: int, chunk: Chunk) -> dict[int, date]:
    """The birthdays that customers of a chunk have told."""
    found = await rows(BIRTHDAYS, program_id, chunk.first, chunk.last)
    return {row["id"]: row["birthday"] for row in found}


async def favourites(program_id: int, chunk: Chunk) -> dict[int, dict[Month, frozenset[str]]]:
    """The favourite categories that customers of a chunk have chosen, by month."""
    chosen: dict[int, dict[Month, frozenset[str]]] = {}
    for row in await rows(FAVOURITES, program_id, chunk.first, chunk.last):
        month = row["month"]
        codes = frozenset(orjson.loads(row["codes"]))
        chosen.setdefault(row["customer_id"], {})[month.year, month.month] = codes
    return chosen


async def stays(program_id: int, chunk: Chunk) -> dict[int, list[Stay]]:
    """When customers of a chunk were in clubs."""
    found: dict[int, list[Stay]] = {}
    for row in await rows(STAYS, program_id, chunk.first, chunk.last):
        found.setdefault(row.pop("customer_id"), []).append(Stay(**row))
    return found


async def codes(program_id: int, chunk: Chunk) -> dict[int, list[Used]]:
    """The promo codes that customers of a chunk used, by receipt; what those of the file do, each file says."""
    found: dict[int, list[Used]] = {}
    for row in await rows(CODES, program_id, chunk.first, chunk.last):
        receipt_id, shared = row.pop("receipt_id"), row.pop("shared")
        found.setdefault(receipt_id, []).append(Used(row["code"], None if shared else Terms(**row)))
    return found


async def segments(program_id: int, chunk: Chunk, wanted: Collection[str]) -> dict[int, list[Stay]]:
    """When customers of a chunk were in these segments."""
    found: dict[int, list[Stay]] = {}
    for row in await rows(SEGMENTS, program_id, chunk.first, chunk.last, sorted(wanted)):
        found.setdefault(row.pop("customer_id"), []).append(Stay(**row))
    return found


async def customers(
    program_id: int,
    where: Places,
    chunk: Chunk,
    end: datetime,
    used: Mapping[int, Sequence[Used]],
    page: int = PAGE,
) -> AsyncIterator[tuple[int, list[Sale]]]:
    """Each customer of a chunk with all sales before ``end``, oldest first; ``used``: promo codes by receipt."""
    customer, sales = chunk.first, list[Sale]()
    key = (chunk.first, EARLIEST, 0)
    while found := await rows(RECEIPTS, program_id, key[0], chunk.last, end, key[1], key[2], page):
        lines = await _lines(program_id, [row["id"] for row in found])
        for row in found:
            if row["customer_id"] != customer:
                if sales:
                    yield customer, sales
                customer, sales = row["customer_id"], []
            sales.append(_sale(where, row, lines.get(row["id"], []), used.get(row["id"], ())))
        last = found[-1]
        key = (last["customer_id"], last["issued_at"], last["id"])
    if sales:
        yield customer, sales


async def _lines(program_id: int, receipt_ids: list[int]) -> dict[int, list[BasketLine]]:
    found: dict[int, list[BasketLine]] = {}
    for row in await rows(LINES, program_id, receipt_ids):
        line = BasketLine(row["amount"], row["sku"], row["category"], row["quantity"])
        found.setdefault(row["receipt_id"], []).append(line)
    return found


def _sale(where: Places, row: Row, lines: list[BasketLine], used: Sequence[Used]) -> Sale:
    code, zone = where.stores[row["store_id"]]
    at = row["issued_at"]
    basket = Basket(
        lines=tuple(lines),
        at=at.astimezone(zone),
        store=code,
        merchant=where.merchants[row["merchant_id"]],
        channel=row["channel"],
    )
    return Sale(basket, at, row["points"], row["recorded_at"], used)
