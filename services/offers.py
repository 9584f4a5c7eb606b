"""Offers: given on entering a segment by the rules that keep them rare and honest."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services import outbox, points
from services.database import Connection, Row, fetch, rows
from services.outbox import MessageClass, Notice
from services.points import Grant
from services.program_file.offers import OfferRules
from services.program_file.values import LocalText
from services.programs import Program
from services.rules.promo_codes import random_part
from services.segments import changes

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Entered:
    """A customer has just entered a segment."""

    membership_id: int
    customer_id: int
    segment: str


@dataclass(frozen=True, slots=True)
class CurrentOffer:
    """An offer that a customer may still use; ``points`` were given at once."""

    id: int
    code: str
    title: LocalText
    text: LocalText
    points: int
    promo_code: str | None
    promo_points: int
    given_at: datetime
    expires_at: datetime | None


def new_promo_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """A personal promo code that is easy to read aloud and hard to guess."""
    return random_part(choose)


# $1 program, $2 offer, $3 customers, $4 not given after, $5 whether it gives points
ELIGIBLE = """
select c.id, c.name from customer c
where c.program_id = $1 and c.id = any($3::bigint[])
  and c.joined_at is not null and c.telegram_id is not null and c.unreachable_since is null
  and c.marketing_since is not null
  and not exists (
    select from given_offer g
    where g.program_id = $1 and g.customer_id = c.id and g.offer = $2 and g.at > $4::timestamptz)
  and (not $5::boolean or (
    select coalesce(bool_and(exists (
      select from receipt r
      where r.program_id = $1 and r.customer_id = c.id and r.issued_at > g.at and r.total > r.refunded)), true)
    from (select max(at) as at from given_offer
          where program_id = $1 and customer_id = c.id and points > 0) g
    where g.at is not null))
"""

GIVE = """
insert into given_offer (program_id, offer, customer_id, membership_id, promo_code_id, points, at, expires_at)
select $1, $2, n.customer_id, n.membership_id, n.promo_code_id, $3, $4, $5
from unnest($6::bigint[], $7::bigint[], $8::bigint[]) as n(customer_id, membership_id, promo_code_id)
on conflict (program_id, offer, membership_id) do nothing
returning id, customer_id, promo_code_id
"""

MAKE_CODES = """
insert into promo_code (program_id, code, points, customer_id, created_at, expires_at)
select $1, n.code, $2, n.customer_id, $3, $4 from unnest($5::text[], $6::bigint[]) as n(code, customer_id)
on conflict (program_id, code) do nothing
returning id, code, customer_id
"""

CURRENT = """
select g.id, g.offer, g.points, g.at, g.expires_at, p.code, coalesce(p.points, 0) as promo_points
from given_offer g
left join promo_code p on p.program_id = g.program_id and p.id = g.promo_code_id
where g.program_id = $1 and g.customer_id = $2 and (g.expires_at is null or g.expires_at > $3)
  and not exists (select from promo_code_use u where u.program_id = $1 and u.promo_code_id = p.id)
order by g.at desc, g.id desc
"""


async def give(
    connection: Connection,
    program: Program,
    entered: Sequence[Entered],
    *,
    now: datetime,
    promo_code: Callable[[], str] = new_promo_code,
) -> int:
    """Give the offers of the segments just entered, in the transaction that locked these customers.

    Only to joined, reachable customers with marketing consent; once an entry, at most once in
    ``again_after_days``; points only with an unrefunded receipt since the last ones. Returns how many.
    """
    given = 0
    for offer in program.config.offers:
        entries = {entry.customer_id: entry for entry in entered if entry.segment == offer.on_enter}
        if not entries:
            continue
        names = await _eligible(connection, program, offer, list(entries), now)
        if names:
            chosen = [entries[id_] for id_ in sorted(names)]
            given += await _give(connection, program, offer, chosen, names, now, promo_code)
    return given


async def _eligible(
    connection: Connection, program: Program, offer: OfferRules, customer_ids: list[int], now: datetime
) -> dict[int, str]:
    """The names of those who may get the offer, by customer."""
    found = await fetch(
        connection,
        ELIGIBLE,
        program.id,
        offer.code,
        customer_ids,
        now - timedelta(days=offer.again_after_days),
        bool(offer.gives and offer.gives.points),
    )
    return {customer["id"]: customer["name"] for customer in found}


async def _give(
    connection: Connection,
    program: Program,
    offer: OfferRules,
    entries: Sequence[Entered],
    names: Mapping[int, str],
    now: datetime,
    promo_code: Callable[[], str],
) -> int:
    customer_ids = [entry.customer_id for entry in entries]
    codes = await _make_codes(connection, program, offer, customer_ids, now, promo_code)
    given = await fetch(
        connection,
        GIVE,
        program.id,
        offer.code,
        (offer.gives and offer.gives.points) or 0,
        now,
        expires_at(offer, now),
        customer_ids,
        [entry.membership_id for entry in entries],
        [codes[id_]["id"] if id_ in codes else None for id_ in customer_ids],
    )
    await _grant_points(connection, program, offer, given, now)
    notices = [
        _notice(offer, row, names[row["customer_id"]], codes.get(row["customer_id"]), now) for row in given
    ]
    await outbox.enqueue(connection, program.id, notices, now=now)
    return len(given)


def expires_at(offer: OfferRules, now: datetime) -> datetime:
    """When an offer given now ends: with its promo code, if it has one."""
    promo = offer.gives.promo_code if offer.gives else None
    return now + timedelta(days=promo.valid_days if promo else offer.valid_days)


async def _make_codes(
    connection: Connection,
    program: Program,
    offer: OfferRules,
    customer_ids: Sequence[int],
    now: datetime,
    promo_code: Callable[[], str],
) -> dict[int, Row]:
    """A personal code for each customer, by customer; none when the offer gives none."""
    promo = offer.gives.promo_code if offer.gives else None
    made: dict[int, Row] = {}
    for _ in range(ATTEMPTS if promo else 0):
        assert promo is not None
        left = [id_ for id_ in customer_ids if id_ not in made]
        if not left:
            break
        inserted = await fetch(
            connection,
            MAKE_CODES,
            program.id,
            promo.points,
            now,
            expires_at(offer, now),
            [promo_code() for _ in left],
            left,
        )
        made.update({row["customer_id"]: row for row in inserted})
    if promo and len(made) < len(set(customer_ids)):
        raise RuntimeError("no free promo code was found; the source of randomness is broken")
    return made


async def _grant_points(
    connection: Connection, program: Program, offer: OfferRules, given: Sequence[Row], now: datetime
) -> None:
    amount = offer.gives.points if offer.gives else None
    if not amount or not given:
        return
    grants = [
        Grant(row["customer_id"], amount, f"offer:{offer.code}", "program", f"offer:{row['id']}")
        for row in given
    ]
    await points.give(connection, program, grants, now=now)
    await changes.add(connection, program.id, [row["customer_id"] for row in given], "points", now=now)


def _notice(offer: OfferRules, given: Row, name: str, promo: Row | None, now: datetime) -> Notice:
    ends = expires_at(offer, now)
    payload = {
        "offer_id": given["id"],
        "offer": offer.code,
        "points": (offer.gives and offer.gives.points) or 0,
        "code": promo["code"] if promo else None,
        "until": ends.isoformat(),
        "customer": name,
    }
    return Notice(
        kind="offer",
        message_class=MessageClass.MARKETING,
        dedup_key=f"offer:{given['id']}",
        due_at=now,
        customer_id=given["customer_id"],
        expires_at=ends,
        payload=payload,
    )


async def current(program: Program, customer_id: int, *, now: datetime) -> tuple[CurrentOffer, ...]:
    """The offers that a customer may still use, the newest first; a used promo code's offer is over."""
    found = await rows(CURRENT, program.id, customer_id, now)
    return tuple(
        CurrentOffer(
            id=row["id"],
            code=row["offer"],
            title=rules.title,
            text=rules.text,
            points=row["points"],
            promo_code=row["code"],
            promo_points=row["promo_points"],
            given_at=row["at"],
            expires_at=row["expires_at"],
        )
        for row in found
        if (rules := program.config.offer(row["offer"]))
    )
