"""Clubs inside a program: customers join and leave them with one tap; members earn by the clubs' rules."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from services import points
from services.customers import changed
from services.database import Connection, fetch, rows, transaction
from services.errors import Conflict, NotFound
from services.points import Grant
from services.program_file.clubs import ClubRules
from services.program_file.values import LocalText
from services.programs import Program

_CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class Offered:
    """A club that is open now; ``joined_at``: since when the customer is in it, None for who is not.

    ``welcome``: the points that joining brings this customer; 0 for who has had them.
    """

    rules: ClubRules
    joined_at: datetime | None
    welcome: int


@dataclass(frozen=True, slots=True)
class Joined:
    """The customer is in the club (``fresh``: since now), with so many points for joining."""

    fresh: bool
    welcome: int


@dataclass(frozen=True, slots=True)
class Members:
    """A club with how many are in it."""

    code: str
    title: LocalText
    members: int


@dataclass(frozen=True, slots=True)
class Stay:
    """A customer is in a club since then."""

    code: str
    title: LocalText
    joined_at: datetime


NOW = "select club, joined_at from club_member where program_id = $1 and customer_id = $2 and left_at is null"
OF = """
select customer_id, club from club_member
where program_id = $1 and customer_id = any($2::bigint[]) and left_at is null
"""
WELCOMED = "select key from entry where program_id = $1 and key = any($2::text[])"
CUSTOMER = "select joined_at from customer where program_id = $1 and id = $2"
JOIN = """
insert into club_member (program_id, customer_id, club, joined_at) values ($1, $2, $3, $4)
on conflict do nothing returning id
"""
# a clock that is behind the one that wrote the row makes no stay of less than nothing
LEAVE = """
update club_member set left_at = greatest(joined_at, $4::timestamptz)
where program_id = $1 and customer_id = $2 and club = $3 and left_at is null returning id
"""
COUNTS = """
select club, count(*) as members from club_member
where program_id = $1 and club = any($2::text[]) and left_at is null group by club
"""


async def offered(program: Program, customer_id: int, *, now: datetime) -> tuple[Offered, ...]:
    """The clubs that are open today, in the order of the program file."""
    today = _today(program, now)
    clubs = [rules for rules in program.config.clubs if rules.terms.open_on(today)]
    if not clubs:
        return ()
    since = {stay["club"]: stay["joined_at"] for stay in await rows(NOW, program.id, customer_id)}
    keys = [_key(rules.code, customer_id) for rules in clubs]
    had = {entry["key"] for entry in await rows(WELCOMED, program.id, keys)}
    return tuple(
        Offered(rules, since.get(rules.code), 0 if key in had else rules.welcome)
        for rules, key in zip(clubs, keys, strict=True)
    )


def any_open(program: Program, *, now: datetime) -> bool:
    """Whether there is a club to join today."""
    today = _today(program, now)
    return any(rules.terms.open_on(today) for rules in program.config.clubs)


async def join(program: Program, customer_id: int, code: str, *, now: datetime) -> Joined:
    """Become a member; for who is one already nothing changes. Welcome points come once, for ever.

    Raises NotFound ``unknown_club`` for one that is not there or not open today, ``unknown_customer``, Conflict
    ``not_joined`` for who has not joined the program.
    """
    rules = program.config.club(code)
    if rules is None or not rules.terms.open_on(_today(program, now)):
        raise NotFound("unknown_club")
    async with transaction() as connection:
        await points.lock(connection, program.id, [customer_id])
        await _check_joined(connection, program.id, customer_id)
        if not await fetch(connection, JOIN, program.id, customer_id, code, now):
            return Joined(fresh=False, welcome=0)
        await changed(connection, program.id, customer_id, "club", now)
        return Joined(fresh=True, welcome=await _welcome(connection, program, rules, customer_id, now))


async def leave(program: Program, customer_id: int, code: str, *, now: datetime) -> bool:
    """Be a member no more; False for who was none. Points stay, and joining again brings no welcome.

    Raises NotFound ``unknown_club`` for one that is not there and that the customer was not in.
    """
    if not _CODE.fullmatch(code):
        raise NotFound("unknown_club")
    async with transaction() as connection:
        await points.lock(connection, program.id, [customer_id])
        left = await fetch(connection, LEAVE, program.id, customer_id, code, now)
        if left:
            await changed(connection, program.id, customer_id, "club", now)
        elif program.config.club(code) is None:
            raise NotFound("unknown_club")
    return bool(left)


async def _check_joined(connection: Connection, program_id: int, customer_id: int) -> None:
    found = await fetch(connection, CUSTOMER, program_id, customer_id)
    if not found:
        raise NotFound("unknown_customer")
    if found[0]["joined_at"] is None:
        raise Conflict("not_joined")


async def _welcome(
    connection: Connection, program: Program, rules: ClubRules, customer_id: int, now: datetime
) -> int:
    if not rules.welcome:
        return 0
    grant = Grant(customer_id, rules.welcome, "club", "program", _key(rules.code, customer_id))
    given = await points.give(connection, program, [grant], now=now)
    return sum(one.points for one in given)


def _key(code: str, customer_id: int) -> str:
    """What makes the welcome of a club happen once."""
    return f"club:{code}:{customer_id}"


def _today(program: Program, now: datetime) -> date:
    """The day by the clock of the program's first store."""
    return now.astimezone(program.config.stores[0].zone).date()


async def of(
    connection: Connection, program: Program, customer_ids: Collection[int]
) -> dict[int, frozenset[str]]:
    """The clubs that locked customers are in, open or not; who is in none is left out."""
    found: dict[int, frozenset[str]] = {}
    for stay in await fetch(connection, OF, program.id, list(customer_ids)):
        found[stay["customer_id"]] = found.get(stay["customer_id"], frozenset()) | {stay["club"]}
    return found


async def counts(program: Program) -> tuple[Members, ...]:
    """Every club of the file with its members, in the order of the file."""
    if not program.config.clubs:
        return ()
    found = await rows(COUNTS, program.id, [rules.code for rules in program.config.clubs])
    members = {club["club"]: club["members"] for club in found}
    return tuple(
        Members(rules.code, rules.title, members.get(rules.code, 0)) for rules in program.config.clubs
    )


async def of_customer(program: Program, customer_id: int) -> tuple[Stay, ...]:
    """The clubs of the file that a customer is in, in the order of the file."""
    if not program.config.clubs:
        return ()
    since = {stay["club"]: stay["joined_at"] for stay in await rows(NOW, program.id, customer_id)}
    return tuple(
        Stay(rules.code, rules.title, since[rules.code])
        for rules in program.config.clubs
        if rules.code in since
    )
