"""Joining the program: terms, the person's own contact, the points that wait for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from services import audit, employees, outbox, points
from services.customers import COLUMNS, SELECT, Customer, changed, from_row
from services.database import DUPLICATE, Connection, fetch, retrying, transaction
from services.errors import Conflict, Forbidden, Invalid, NotFound
from services.outbox import MessageClass, Notice
from services.points import Grant
from services.programs import Program
from services.rules import tiers

ASK_LIFE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Joined:
    """The person takes part now (``again``: and did before); ``claimed`` points had accrued to the phone."""

    customer: Customer
    welcome: int
    claimed: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class MoveAsked:
    """The contact is tied to another account, which was asked; nothing moves until it says yes."""

    move_id: int


async def accept_terms(program: Program, customer_id: int, version: str, *, now: datetime) -> None:
    """The person agreed to the program's terms of this version.

    Raises Conflict ``terms_changed`` when the version shown is not the one in force.
    """
    if version != program.config.program.terms_version:
        raise Conflict("terms_changed")
    async with transaction() as connection:
        await fetch(
            connection,
            "update customer set terms_version = $3, terms_accepted_at = $4 where program_id = $1 and id = $2",
            program.id,
            customer_id,
            version,
            now,
        )


async def share_contact(
    program: Program, customer_id: int, phone: str, *, admin_ids: Collection[int] = (), now: datetime
) -> Joined | MoveAsked:
    """The person shared the own contact (E.164): join, claim what accrued to the phone, get the welcome points.

    A contact tied to another account moves when that account says yes, or a manager or one of ``admin_ids``
    approves. Repeating it changes nothing. Raises Conflict ``terms_needed`` or ``already_joined`` (with another phone).
    """
    # a first receipt may write the phone at this moment, and segments may look at the lead that goes
    return await retrying(lambda: _share(program, customer_id, phone, admin_ids, now), also=DUPLICATE)


async def _share(
    program: Program, customer_id: int, phone: str, admin_ids: Collection[int], now: datetime
) -> Joined | MoveAsked:
    async with transaction() as connection:
        lead, owner = await _locked(connection, program.id, customer_id, phone)
        if lead.joined:
            if lead.phone == phone:
                return Joined(lead, 0, 0, again=True)
            raise Conflict("already_joined")
        if lead.terms_version is None:
            raise Conflict("terms_needed")
        if owner is not None and owner.telegram_id is not None:
            return await _ask(connection, program, owner, lead, admin_ids, now)
        joining = await _absorb(connection, program, lead, owner) if owner else lead
        return await _join(connection, program, joining, phone, now)


async def decide_move(
    program: Program, move_id: int, *, yes: bool, telegram_id: int | None, actor: str, now: datetime
) -> None:
    """The old account (``telegram_id``), or a manager (``telegram_id`` None), answers a request to move.

    Raises NotFound ``unknown_move``, Forbidden ``not_yours``, Conflict ``already_decided`` (also when the
    customer has left the account that was asked).
    """
    await retrying(lambda: _decide(program, move_id, yes, telegram_id, actor, now))


async def _decide(
    program: Program, move_id: int, yes: bool, telegram_id: int | None, actor: str, now: datetime
) -> None:
    async with transaction() as connection:
        move = await _open_move(connection, program.id, move_id, telegram_id, now)
        state = "moved" if yes else "refused"
        await fetch(
            connection,
            "update contact_move set state = $3, decided_at = $4, decided_by = $5 where program_id = $1 and id = $2",
            program.id,
            move_id,
            state,
            now,
            actor,
        )
        if yes:
            await _move(connection, program, move, now)
        await audit.record(
            connection,
            program.id,
            actor=actor,
            action=f"contact.{state}",
            target=str(move["customer_id"]),
            now=now,
        )
        # as a customer the new account is answered in its own language
        asker = await fetch(connection, SELECT + "and telegram_id = $2", program.id, move["to_telegram_id"])
        notice = Notice(
            kind="contact_moved" if yes else "contact_refused",
            message_class=MessageClass.TRANSACTIONAL,
            dedup_key=f"move:{move_id}:{state}",
            due_at=now,
            customer_id=asker[0]["id"] if asker else None,
            telegram_id=None if asker else move["to_telegram_id"],
        )
        await outbox.enqueue(connection, program.id, [notice], now=now)


async def _locked(
    connection: Connection, program_id: int, customer_id: int, phone: str
) -> tuple[Customer, Customer | None]:
    """The lead and whoever has the phone, locked in order of id."""
    found = await fetch(
        connection,
        SELECT + "and (id = $2 or phone = $3) order by id for no key update",
        program_id,
        customer_id,
        phone,
    )
    people = [from_row(person) for person in found]
    lead = next((person for person in people if person.id == customer_id), None)
    if lead is None:
        raise NotFound("unknown_customer")
    return lead, next((person for person in people if person.id != customer_id), None)


async def _join(
    connection: Connection, program: Program, customer: Customer, phone: str, now: datetime
) -> Joined:
    config = program.config
    tier = tiers.upgraded(config.tiers, customer.tier, 0)  # receipts of the phone have moved it already
    updated = await fetch(
        connection,
        f"update customer set phone = $3, joined_at = $4, tier = $5, tier_since = coalesce(tier_since, $4),"  # noqa: S608
        f" tier_earned = coalesce(tier_earned, $5)"
        f" where program_id = $1 and id = $2 returning {COLUMNS}",
        program.id,
        customer.id,
        phone,
        now,
        tier,
    )
    welcome = Grant(customer.id, config.points.welcome, "welcome", "program", f"welcome:{customer.id}")
    given = await points.give(connection, program, [welcome], now=now)
    welcome_points = sum(grant.points for grant in given)
    balance = (await points.load(connection, program, [customer.id], now))[customer.id]
    await changed(connection, program.id, customer.id, "joined", now)
    claimed = max(0, balance.available + balance.pending - balance.debt - welcome_points)
    return Joined(from_row(updated[0]), welcome_points, claimed)


async def _ask(
    connection: Connection,
    program: Program,
    owner: Customer,
    lead: Customer,
    admin_ids: Collection[int],
    now: datetime,
) -> MoveAsked:
    """Ask the old account, and tell those who may decide in its place; once while an earlier ask is open."""
    if lead.telegram_id is None or owner.telegram_id is None:
        raise Invalid("no_account")
    asked = await fetch(
        connection,
        "select id from contact_move where program_id = $1 and customer_id = $2 and to_telegram_id = $3"
        " and from_telegram_id = $4 and state = 'asked' and asked_at > $5",
        program.id,
        owner.id,
        lead.telegram_id,
        owner.telegram_id,
        now - ASK_LIFE,
    )
    if asked:
        return MoveAsked(asked[0]["id"])
    created = await fetch(
        connection,
        "insert into contact_move (program_id, customer_id, from_telegram_id, to_telegram_id, asked_at, state)"
        " values ($1, $2, $3, $4, $5, 'asked') returning id",
        program.id,
        owner.id,
        owner.telegram_id,
        lead.telegram_id,
        now,
    )
    move_id = created[0]["id"]
    managers = await employees.responsible(connection, program.id, owner.home_store_id, admin_ids)
    notices = [_ask_owner(move_id, owner, lead, now)]
    notices += [_ask_manager(move_id, owner, lead, manager, now) for manager in managers]
    await outbox.enqueue(connection, program.id, notices, now=now)
    return MoveAsked(move_id)


def _ask_owner(move_id: int, owner: Customer, lead: Customer, now: datetime) -> Notice:
    return Notice(
        kind="contact_move",
        message_class=MessageClass.TRANSACTIONAL,
        dedup_key=f"move:{move_id}",
        due_at=now,
        expires_at=now + ASK_LIFE,
        customer_id=owner.id,
        payload={"move": move_id, "name": lead.name},
    )


def _ask_manager(move_id: int, owner: Customer, lead: Customer, manager: int, now: datetime) -> Notice:
    return Notice(
        kind="contact_move_manager",
        message_class=MessageClass.TRANSACTIONAL,
        dedup_key=f"move:{move_id}:{manager}",
        due_at=now,
        expires_at=now + ASK_LIFE,
        telegram_id=manager,
        payload={"move": move_id, "name": lead.name, "card": owner.card},
    )


async def _open_move(
    connection: Connection, program_id: int, move_id: int, telegram_id: int | None, now: datetime
) -> dict[str, int]:
    found = await fetch(
        connection,
        "select customer_id, from_telegram_id, to_telegram_id, state, asked_at from contact_move"
        " where program_id = $1 and id = $2 for update",
        program_id,
        move_id,
    )
    if not found:
        raise NotFound("unknown_move")
    move = found[0]
    if telegram_id not in (None, move["from_telegram_id"]):
        raise Forbidden("not_yours")
    if move["state"] != "asked" or move["asked_at"] < now - ASK_LIFE:
        raise Conflict("already_decided")
    return move


async def _move(connection: Connection, program: Program, move: dict[str, int], now: datetime) -> None:
    """The customer with all points goes to the new account; the lead it had there is absorbed."""
    customer_id, to_telegram_id = move["customer_id"], move["to_telegram_id"]
    found = await fetch(
        connection,
        SELECT + "and (id = $2 or telegram_id = $3) order by id for no key update",
        program.id,
        customer_id,
        to_telegram_id,
    )
    people = {person["id"]: from_row(person) for person in found}
    owner = people.pop(customer_id)
    if owner.telegram_id != move["from_telegram_id"]:
        raise Conflict("already_decided")  # moved by another ask: who was asked here has no say any more
    rival = next(iter(people.values()), None)
    if rival is not None and rival.joined:
        raise Conflict("already_joined")
    if rival is not None:
        await _absorb(connection, program, rival, owner)
    else:
        sql = (
            "update customer set telegram_id = $3, unreachable_since = null where program_id = $1 and id = $2"
        )
        await fetch(connection, sql, program.id, customer_id, to_telegram_id)
    # a code that the old phone still shows proves nothing about the new account
    await fetch(
        connection, "delete from code where program_id = $1 and customer_id = $2", program.id, customer_id
    )
    await changed(connection, program.id, customer_id, "moved", now)


# Rows that may name a lead; its segments are worked out anew for the customer that it became.
TAKEN_OVER = (
    "telegram_id",
    "name",
    "language",
    "language_chosen",
    "source",
    "inviter_id",
    "referrer_id",
    "started_at",
    "terms_version",
    "terms_accepted_at",
    "marketing_asked_at",
    "marketing_since",
)
REPOINT = ("outbox", "event", "contact_move")
# the mark of a walk over everybody goes back to the first customer: from any other it might pass somebody over
REPOINT_CHANGES = """
update change set customer_id = case when kind = 'walk'
    then (select min(id) from customer where program_id = $1 and id <> $2) else $3 end
where program_id = $1 and customer_id = $2
"""


async def _absorb(connection: Connection, program: Program, lead: Customer, owner: Customer) -> Customer:
    """Two rows turn out to be one person: the lead's account and wishes go to the row that has the points."""
    for table in REPOINT:
        sql = f"update {table} set customer_id = $3 where program_id = $1 and customer_id = $2"  # noqa: S608
        await fetch(connection, sql, program.id, lead.id, owner.id)
    await fetch(connection, REPOINT_CHANGES, program.id, lead.id, owner.id)
    for table in ("given_offer", "membership", "code"):
        sql = f"delete from {table} where program_id = $1 and customer_id = $2"  # noqa: S608
        await fetch(connection, sql, program.id, lead.id)
    await fetch(
        connection,
        "update customer set referrer_id = $3 where program_id = $1 and referrer_id = $2",
        program.id,
        lead.id,
        owner.id,
    )
    gone = await fetch(
        connection,
        "delete from customer where program_id = $1 and id = $2 returning *",
        program.id,
        lead.id,
    )
    person = gone[0]
    updated = await fetch(
        connection,
        f"""
        update customer set telegram_id = $3, name = $4, language = $5, language_chosen = $6,
               source = coalesce(source, $7), inviter_id = coalesce(inviter_id, $8),
               referrer_id = coalesce(referrer_id, nullif($9::bigint, $2)), started_at = $10, terms_version = $11,
               terms_accepted_at = $12, marketing_asked_at = $13, marketing_since = $14, unreachable_since = null
        where program_id = $1 and id = $2 returning {COLUMNS}
        """,  # noqa: S608
        program.id,
        owner.id,
        *(person[column] for column in TAKEN_OVER),
    )
    return from_row(updated[0])
