"""Customers: who they are, what they wish, and how a till or an admin finds them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from services.database import Connection, Row, fetch, row, transaction
from services.errors import Conflict, NotFound
from services.programs import Program
from services.rules.cards import is_card, new_card

ATTEMPTS = 10
NAME_LENGTH = 128


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer as the bot and the admins see one; ``spent`` in minor units."""

    id: int
    telegram_id: int | None
    phone: str | None
    card: str
    name: str
    language: str
    language_chosen: bool
    source: str | None
    home_store_id: int | None
    timezone: str | None
    birthday: date | None
    birthday_changed_at: datetime | None
    started_at: datetime | None
    terms_version: str | None
    marketing_asked_at: datetime | None
    marketing_since: datetime | None
    service_messages: bool
    quiet_from: int | None
    quiet_to: int | None
    joined_at: datetime | None
    unreachable_since: datetime | None
    tier: str | None
    receipts: int
    spent: int
    last_purchase_at: datetime | None
    visit_score: int | None

    @property
    def joined(self) -> bool:
        """Whether the person takes part in the program."""
        return self.joined_at is not None

    @property
    def initial(self) -> str:
        """The first letter of the name: enough for a till to say hello by."""
        return self.name[:1].upper()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a lead came from, told by a deep link."""

    source: str | None = None
    store: str | None = None
    employee: str | None = None
    referrer_card: str | None = None


COLUMNS = ", ".join(column.name for column in fields(Customer))
SELECT = f"select {COLUMNS} from customer where program_id = $1 "  # noqa: S608 - names of this file's dataclass


def from_row(found: Row) -> Customer:
    """A customer out of a row with at least the columns of ``COLUMNS``."""
    return Customer(**{column.name: found[column.name] for column in fields(Customer)})


async def get(program_id: int, customer_id: int) -> Customer:
    """One customer. Raises NotFound ``unknown_customer``."""
    found = await row(SELECT + "and id = $2", program_id, customer_id)
    if not found:
        raise NotFound("unknown_customer")
    return from_row(found)


async def by_telegram(program_id: int, telegram_id: int) -> Customer | None:
    """The customer behind a Telegram account."""
    found = await row(SELECT + "and telegram_id = $2", program_id, telegram_id)
    return from_row(found) if found else None


async def find(program_id: int, card_or_phone: str) -> Customer:
    """The customer of a card number or phone, as an admin types it. Raises NotFound ``unknown_customer``."""
    digits = "".join(char for char in card_or_phone if char.isdigit())
    found = None
    if is_card(digits):
        found = await row(SELECT + "and card = $2", program_id, digits)
    if not found and digits:
        found = await row(SELECT + "and phone = $2", program_id, "+" + digits)
    if not found:
        raise NotFound("unknown_customer")
    return from_row(found)


async def count_accounts(program_id: int, *, below: int) -> int:
    """How many customers have a Telegram account with a number below this."""
    sql = "select count(*) as count from customer where program_id = $1 and telegram_id < $2"
    found = await row(sql, program_id, below)
    return int(found["count"]) if found else 0


async def start(
    program: Program,
    telegram_id: int,
    *,
    name: str,
    language: str,
    origin: Origin,
    now: datetime,
    random_below: Callable[[int], int] = secrets.randbelow,
) -> Customer:
    """Somebody pressed Start: a lead, or a customer who is back. The first origin stays."""
    name = name.replace("\0", "")[:NAME_LENGTH]
    async with transaction() as connection:
        found = await fetch(
            connection, SELECT + "and telegram_id = $2 for no key update", program.id, telegram_id
        )
        if found:
            return await _returned(connection, program, from_row(found[0]), name)
        language = language if language in program.config.program.spoken else program.config.program.language
        for _ in range(ATTEMPTS):
            created = await _create_lead(
                connection, program.id, new_card(random_below), telegram_id, name, language, origin, now
            )
            if created:
                await changed(connection, program.id, created.id, "started", now)
                return created
    raise Conflict("card_numbers_exhausted")


async def _returned(connection: Connection, program: Program, customer: Customer, name: str) -> Customer:
    """Whoever presses Start can be written to again."""
    updated = await fetch(
        connection,
        "update customer set unreachable_since = null, name = $3 where program_id = $1 and id = $2"  # noqa: S608
        f" returning {COLUMNS}",
        program.id,
        customer.id,
        name,
    )
    return from_row(updated[0])


async def _create_lead(
    connection: Connection,
    program_id: int,
    card: str,
    telegram_id: int,
    name: str,
    language: str,
    origin: Origin,
    now: datetime,
) -> Customer | None:
    created = await fetch(
        connection,
        f"""
        insert into customer (program_id, telegram_id, card, name, language, language_chosen, source, inviter_id,
                              referrer_id, home_store_id, created_at, started_at, service_messages, receipts,
                              spent, tags)
        select $1, $2, $3, $4, $5, false, $6,
               (select id from employee where program_id = $1 and code = $7),
               (select id from customer where program_id = $1 and card = $8),
               (select id from store where program_id = $1 and code = $9 and active),
               $10, $10, true, 0, 0, '[]'::jsonb
        on conflict do nothing returning {COLUMNS}
        """,  # noqa: S608
        program_id,
        telegram_id,
        card,
        name,
        language,
        origin.source,
        origin.employee,
        origin.referrer_card,
        origin.store,
        now,
    )
    if created:
        return from_row(created[0])
    # either the card number is taken, or the same person pressed Start twice at once
    rival = await fetch(connection, SELECT + "and telegram_id = $2", program_id, telegram_id)
    return from_row(rival[0]) if rival else None


@dataclass(frozen=True, slots=True)
class Unregistered:
    """A customer to be, known only by the phone that a till sent."""

    id: int
    phone: str
    card: str
    created_at: datetime


async def reserve_ids(connection: Connection, count: int) -> list[int]:
    """Ids for customers that a command may create."""
    found = await fetch(
        connection, "select nextval('customer_id_seq') as id from generate_series(1, $1)", count
    )
    return [reserved["id"] for reserved in found]


async def add_unregistered(connection: Connection, program: Program, people: Sequence[Unregistered]) -> bool:
    """Add them in the caller's transaction; False when a phone or card number was taken in between."""
    ordered = sorted(people, key=lambda person: person.phone)
    added = await fetch(
        connection,
        """
        insert into customer (program_id, id, phone, card, created_at, name, language, language_chosen,
                              service_messages, receipts, spent, tags)
        select $1, p.id, p.phone, p.card, p.created_at, '', $2, false, true, 0, 0, '[]'::jsonb
        from unnest($3::bigint[], $4::text[], $5::text[], $6::timestamptz[]) as p(id, phone, card, created_at)
        on conflict do nothing returning id
        """,
        program.id,
        program.config.program.language,
        [person.id for person in ordered],
        [person.phone for person in ordered],
        [person.card for person in ordered],
        [person.created_at for person in ordered],
    )
    return len(added) == len(people)


async def changed(
    connection: Connection, program_id: int, customer_id: int, kind: str, now: datetime
) -> None:
    """Ask for the customer's segments to be looked at again."""
    sql = "insert into change (program_id, customer_id, kind, at) values ($1, $2, $3, $4)"
    await fetch(connection, sql, program_id, customer_id, kind, now)


async def set_language(program_id: int, customer_id: int, language: str, *, now: datetime) -> None:
    """The language in which the bot speaks with the customer, chosen by the customer."""
    sql = "update customer set language = $3, language_chosen = true where program_id = $1 and id = $2"
    await _update(program_id, customer_id, sql, language, kind="settings", now=now)


async def set_marketing(program_id: int, customer_id: int, consent: bool, *, now: datetime) -> None:
    """Consent to offers given, or withdrawn; asked either way."""
    sql = (
        "update customer set marketing_asked_at = $4,"
        " marketing_since = case when $3 then coalesce(marketing_since, $4) end"
        " where program_id = $1 and id = $2"
    )
    await _update(program_id, customer_id, sql, consent, now, kind="settings", now=now)


async def set_service_messages(program_id: int, customer_id: int, wanted: bool, *, now: datetime) -> None:
    """Whether surveys and reminders are wanted."""
    sql = "update customer set service_messages = $3 where program_id = $1 and id = $2"
    await _update(program_id, customer_id, sql, wanted, kind="settings", now=now)


async def set_quiet_hours(
    program_id: int, customer_id: int, quiet: tuple[int, int] | None, *, now: datetime
) -> None:
    """The customer's own quiet hours, in minutes after midnight; None: the program's."""
    sql = "update customer set quiet_from = $3, quiet_to = $4 where program_id = $1 and id = $2"
    begin, end = quiet or (None, None)
    await _update(program_id, customer_id, sql, begin, end, kind="settings", now=now)


async def set_reachable(program_id: int, customer_id: int, reachable: bool, *, now: datetime) -> None:
    """Whether the bot may write to the person at all; since when not."""
    sql = (
        "update customer set unreachable_since = case when $3 then null else coalesce(unreachable_since, $4) end"
        " where program_id = $1 and id = $2"
    )
    await _update(program_id, customer_id, sql, reachable, now, kind="reachable", now=now)


async def _update(
    program_id: int, customer_id: int, sql: str, *values: object, kind: str, now: datetime
) -> None:
    async with transaction() as connection:
        # a lead whose account has just gone to another row is no more
        if await fetch(connection, sql + " returning id", program_id, customer_id, *values):
            await changed(connection, program_id, customer_id, kind, now)
