"""The history of a customer page by page: ledger entries and receipts, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from services.database import row, rows

PAGE_SIZE = 8
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One row of the ledger; ``store`` is that of its receipt."""

    kind: str
    points: int
    at: datetime
    reason: str | None
    store: str | None


@dataclass(frozen=True, slots=True)
class HistoryReceipt:
    """One receipt; ``total`` and ``refunded`` (of it) in minor units."""

    receipt_id: str
    issued_at: datetime
    total: int
    earned: int
    redeemed: int
    refunded: int
    store: str
    employee: str | None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page, from 1."""

    items: tuple[T, ...]
    number: int
    pages: int


ENTRIES = """
select e.kind, e.points, e.at, e.reason, s.name as store
from entry e
left join receipt r on r.program_id = e.program_id and r.id = e.receipt_id
left join store s on s.program_id = r.program_id and s.id = r.store_id
where e.program_id = $1 and e.customer_id = $2
order by e.at desc, e.id desc limit $3 offset $4
"""
RECEIPTS = """
select r.receipt_id, r.issued_at, r.total, r.earned, r.redeemed, r.refunded, s.name as store, e.name as employee
from receipt r
join store s on s.program_id = r.program_id and s.id = r.store_id
left join employee e on e.program_id = r.program_id and e.id = r.employee_id
where r.program_id = $1 and r.customer_id = $2
order by r.issued_at desc, r.id desc limit $3 offset $4
"""


async def entries(
    program_id: int, customer_id: int, page: int, *, size: int = PAGE_SIZE
) -> Page[HistoryEntry]:
    """A page of the ledger; a number beyond the last page means the last."""
    number, pages = await _placed("entry", program_id, customer_id, page, size)
    found = await rows(ENTRIES, program_id, customer_id, size, (number - 1) * size)
    return Page(tuple(HistoryEntry(**entry) for entry in found), number, pages)


async def receipts(
    program_id: int, customer_id: int, page: int, *, size: int = PAGE_SIZE
) -> Page[HistoryReceipt]:
    """A page of the receipts; a number beyond the last page means the last."""
    number, pages = await _placed("receipt", program_id, customer_id, page, size)
    found = await rows(RECEIPTS, program_id, customer_id, size, (number - 1) * size)
    return Page(tuple(HistoryReceipt(**receipt) for receipt in found), number, pages)


async def _placed(table: str, program_id: int, customer_id: int, page: int, size: int) -> tuple[int, int]:
    """The page that is there, and how many there are."""
    sql = f"select count(*) as count from {table} where program_id = $1 and customer_id = $2"  # noqa: S608 - two names
    found = await row(sql, program_id, customer_id)
    pages = max(1, -(-(found["count"] if found else 0) // size))
    return min(max(page, 1), pages), pages
