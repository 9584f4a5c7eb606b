"""Customers' birthdays: they bring gifts, so that they cannot be moved about at will."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from services.customers import changed
from services.database import Connection, fetch, transaction
from services.errors import Conflict, NotFound
from services.rules import birthdays

REST = timedelta(days=365)
"""How long a birthday stays after it was changed; the first change may come at once, for slips of the finger."""


RIPENS = timedelta(days=7)
"""So long after it was told a birthday counts for earning rules, or it would be on the day of a large purchase."""


def locked_until(changed_at: datetime | None, now: datetime) -> datetime | None:
    """When the birthday may be changed next, for one last changed or removed at ``changed_at``; None: now."""
    return changed_at + REST if changed_at is not None and changed_at + REST > now else None


async def tell(program_id: int, customer_id: int, birthday: date, *, now: datetime) -> None:
    """Keep the birthday that the customer told (``rules.birthdays.NO_YEAR`` without the year).

    The first one is kept at once; another day may take its place once in ``REST``. The same day again, with
    or without the year, is no change. Earning rules know it after ``RIPENS``; after ``REST`` when it takes
    the place of one that counted already, so that nobody has two in a year. Raises Conflict ``birthday_set``.
    """
    async with transaction() as connection:
        before, changed_at, counts_from = await _locked(connection, program_id, customer_id)
        if before == birthday:
            return
        another = not (before and birthdays.same_day(before, birthday))
        counts = another and bool(before or changed_at)
        if counts and locked_until(changed_at, now):
            raise Conflict("birthday_set", "birthday")
        if another:
            counted = before is not None and (counts_from is None or counts_from <= now)
            counts_from = now + (REST if counted else RIPENS)
        changed_at = now if counts else changed_at
        await _write(connection, program_id, customer_id, birthday, changed_at, counts_from)
        await changed(connection, program_id, customer_id, "settings", now)


async def remove(program_id: int, customer_id: int, *, now: datetime) -> None:
    """Forget the birthday, at any time; another one may be told when ``REST`` has passed."""
    async with transaction() as connection:
        before, _, _ = await _locked(connection, program_id, customer_id)
        if before is not None:
            await _write(connection, program_id, customer_id, None, now, None)
            await changed(connection, program_id, customer_id, "settings", now)


async def _locked(
    connection: Connection, program_id: int, customer_id: int
) -> tuple[date | None, datetime | None, datetime | None]:
    """The birthday, when it was last changed, since when it counts. Raises NotFound ``unknown_customer``."""
    sql = (
        "select birthday, birthday_changed_at, birthday_counts_from from customer"
        " where program_id = $1 and id = $2 for no key update"
    )
    found = await fetch(connection, sql, program_id, customer_id)
    if not found:
        raise NotFound("unknown_customer")
    return found[0]["birthday"], found[0]["birthday_changed_at"], found[0]["birthday_counts_from"]


async def _write(
    connection: Connection,
    program_id: int,
    customer_id: int,
    birthday: date | None,
    changed_at: datetime | None,
    counts_from: datetime | None,
) -> None:
    sql = (
        "update customer set birthday = $3, birthday_changed_at = $4, birthday_counts_from = $5"
        " where program_id = $1 and id = $2"
    )
    await fetch(connection, sql, program_id, customer_id, birthday, changed_at, counts_from)
