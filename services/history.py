"""The history of a customer page by page: ledger entries and receipts, newest first."""

from __future__ import annotations

from dataclasses import dataclass

from services import customers, points
from services.customers import Customer
from services.database import Row, row

PAGE_SIZE = 8


@dataclass(frozen=True, slots=True)
class Page:
    """One page, from 1; rows as ``points.history`` and ``customers.receipts`` give them."""

    items: tuple[Row, ...]
    number: int
    pages: int


async def entries(program_id: int, customer: Customer, page: int, *, size: int = PAGE_SIZE) -> Page:
    """A page of the ledger; a number beyond the last page means the last."""
    found = await row(
        "select count(*) as count from entry where program_id = $1 and customer_id = $2",
        program_id,
        customer.id,
    )
    number, pages = _placed(found, page, size)
    items = await points.history(program_id, customer.id, limit=size, offset=(number - 1) * size)
    return Page(tuple(items), number, pages)


async def receipts(program_id: int, customer: Customer, page: int, *, size: int = PAGE_SIZE) -> Page:
    """A page of the receipts; a number beyond the last page means the last."""
    found = await row(
        "select count(*) as count from receipt where program_id = $1 and customer_id = $2",
        program_id,
        customer.id,
    )
    number, pages = _placed(found, page, size)
    items = await customers.receipts(program_id, customer, limit=size, offset=(number - 1) * size)
    return Page(tuple(items), number, pages)


def _placed(found: Row | None, page: int, size: int) -> tuple[int, int]:
    pages = max(1, -(-(found["count"] if found else 0) // size))
    return min(max(page, 1), pages), pages
