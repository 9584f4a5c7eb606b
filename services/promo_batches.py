"""Promo codes made many at a time: each for the first who uses it, listed, exported and stopped together."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from services import audit
from services.database import Connection, Row, fetch, row, rows, transaction
from services.errors import Invalid, NotFound
from services.program_file import ProgramConfig
from services.programs import Program
from services.rules.earning import BPS
from services.rules.earning_terms import Kind
from services.rules.promo_codes import PREFIX, made
from services.typed_values import number_of_points

MOST_CODES = 100_000
MOST_POINTS = 1_000_000_000
MOST_USES = 1_000_000
ROUNDS = 5
RATES = {"multiply": (BPS + 1, 100 * BPS), "bonus": (1, BPS)}  # what a code may do to earning


@dataclass(frozen=True, slots=True)
class NewBatch:
    """Codes to make: ``points``, ``discount`` in basis points, or an earning rule; of each so many uses.

    ``earns`` is the kind of rule, multiply or bonus, ``rate`` its basis points. Each use is by another customer.
    """

    prefix: str
    count: int
    points: int = 0
    discount: int = 0
    most_uses: int = 1
    expires_at: datetime | None = None
    earns: Kind | None = None
    rate: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """Codes that were made together; ``used``: how often all of them were used."""

    id: int
    prefix: str
    count: int
    points: int
    discount: int
    most_uses: int
    used: int
    created_at: datetime
    expires_at: datetime | None
    stopped_at: datetime | None
    earns: Kind | None = None
    rate: int = 0


@dataclass(frozen=True, slots=True)
class Code:
    """One code and how often it was used."""

    code: str
    used: int


BATCHES = """
select b.id, b.prefix, b.count, b.points, b.discount, b.earns, b.rate, b.most_uses, b.created_at, b.expires_at,
       b.stopped_at,
       (select coalesce(sum(p.used), 0)::int from promo_code p where p.program_id = $1 and p.batch_id = b.id) as used
from promo_batch b where b.program_id = $1
"""
INSERT = """
insert into promo_batch (program_id, prefix, count, points, discount, earns, rate, most_uses, created_at, expires_at,
                         actor, key)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (program_id, key) where key is not null do nothing returning id
"""
CODES = """
insert into promo_code (program_id, code, points, discount, earns, rate, most_uses, batch_id, created_at, expires_at)
select $1, c.code, $2, $3, $4, $5, $6, $7, $8, $9 from unnest($10::text[]) as c(code)
on conflict (program_id, code) do nothing returning id
"""


def check(new: NewBatch) -> None:
    """Raises Invalid ``promo_batch_prefix``, ``promo_batch_count``, ``promo_batch_gift``, ``promo_batch_uses``."""
    if not PREFIX.fullmatch(new.prefix):
        raise Invalid("promo_batch_prefix", "prefix")
    if not 1 <= new.count <= MOST_CODES:
        raise Invalid("promo_batch_count", "count", most=MOST_CODES)
    gives = (new.points > 0) + (new.discount > 0) + (new.earns is not None)
    if gives != 1 or not 0 <= new.points <= MOST_POINTS or not 0 <= new.discount <= BPS:
        raise Invalid("promo_batch_gift", "points")
    least, most = RATES.get(new.earns or "", (0, 0))
    if not least <= new.rate <= most:
        raise Invalid("promo_batch_gift", "rate")
    if not 1 <= new.most_uses <= MOST_USES:
        raise Invalid("promo_batch_uses", "uses")


TYPED = re.compile(
    r"(?P<prefix>\S+)\s+(?:(?P<points>\d{1,10}(?:[.,]\d{1,4})?)|(?P<discount>\d{1,3})%|[xх×](?P<times>\d{1,3}(?:[.,]\d{1,2})?)"
    r"|\+(?P<bonus>\d{1,3})%)\s+(?P<count>\d{1,7})(?:\s+(?P<days>\d{1,4}))?",
    re.IGNORECASE,
)


def read(text: str, config: ProgramConfig, *, now: datetime) -> NewBatch:
    """What an admin types: "SPRING 100 500 30" is prefix, points, how many, and days.

    Where the balance is money, an amount such as "2.50" stands for the points. In place of them "10%" is a
    discount, "x2" twice the rate and "+3%" a rate on top.

    Raises Invalid ``promo_batch_typed``, and what ``check`` says.
    """
    found = TYPED.fullmatch(text.strip())
    if found is None:
        raise Invalid("promo_batch_typed", "text")
    told = found.groupdict()
    earns, rate = _earns(told)
    new = NewBatch(
        told["prefix"].upper(),
        int(told["count"]),
        _points(told["points"], config),
        int(told["discount"] or 0) * 100,
        expires_at=now + timedelta(days=int(told["days"])) if told["days"] else None,
        earns=earns,
        rate=rate,
    )
    check(new)
    return new


def _points(typed: str | None, config: ProgramConfig) -> int:
    try:
        return number_of_points(typed, config) if typed else 0
    except Invalid as error:
        raise Invalid("promo_batch_gift", "points") from error


def _earns(told: dict[str, str | None]) -> tuple[Kind | None, int]:
    if times := told["times"]:
        return "multiply", int(Decimal(times.replace(",", ".")) * BPS)
    return ("bonus", int(told["bonus"]) * 100) if told["bonus"] else (None, 0)


async def make(
    program: Program,
    new: NewBatch,
    *,
    actor: str,
    key: str | None = None,
    now: datetime,
    choose: Callable[[str], str] = secrets.choice,
) -> Batch:
    """Make the codes; a repeat with the same ``key`` makes no more. Raises what ``check`` says."""
    check(new)
    async with transaction() as connection:
        batch_id = await _insert(connection, program, new, actor, key, now)
        if batch_id is not None:
            await _insert_codes(connection, program, new, batch_id, now, choose)
            await audit.record(
                connection,
                program.id,
                actor=actor,
                action="promo.make",
                target=new.prefix,
                data={
                    "count": new.count,
                    "points": new.points,
                    "discount": new.discount,
                    **({new.earns: new.rate} if new.earns else {}),
                },
                now=now,
            )
    if batch_id is None:
        known = await row("select id from promo_batch where program_id = $1 and key = $2", program.id, key)
        batch_id = known["id"] if known else 0
    return await get(program, batch_id)


async def _insert(
    connection: Connection, program: Program, new: NewBatch, actor: str, key: str | None, now: datetime
) -> int | None:
    gives = (new.points, new.discount, new.earns, new.rate, new.most_uses)
    found = await fetch(
        connection, INSERT, program.id, new.prefix, new.count, *gives, now, new.expires_at, actor, key
    )
    return found[0]["id"] if found else None


async def _insert_codes(
    connection: Connection,
    program: Program,
    new: NewBatch,
    batch_id: int,
    now: datetime,
    choose: Callable[[str], str],
) -> None:
    left = new.count
    for _ in range(ROUNDS):
        codes = list({made(new.prefix, choose) for _ in range(left)})
        gives = (new.points, new.discount, new.earns, new.rate, new.most_uses)
        found = await fetch(connection, CODES, program.id, *gives, batch_id, now, new.expires_at, codes)
        left -= len(found)
        if not left:
            return
    raise RuntimeError("no free promo code was found; the source of randomness is broken")


async def every(program: Program, *, limit: int = 20) -> tuple[Batch, ...]:
    """The last batches, the newest first."""
    return tuple(
        _batch(found) for found in await rows(f"{BATCHES} order by b.id desc limit $2", program.id, limit)
    )


async def get(program: Program, batch_id: int) -> Batch:
    """One batch. Raises NotFound ``unknown_promo_batch``."""
    found = await row(f"{BATCHES} and b.id = $2", program.id, batch_id)
    if not found:
        raise NotFound("unknown_promo_batch", "batch")
    return _batch(found)


def _batch(found: Row) -> Batch:
    return Batch(**found)


async def codes(program: Program, batch_id: int) -> tuple[Code, ...]:
    """All codes of a batch with their uses, in the order they were made. Raises NotFound ``unknown_promo_batch``."""
    await get(program, batch_id)
    found = await rows(
        "select code, used from promo_code where program_id = $1 and batch_id = $2 order by id",
        program.id,
        batch_id,
    )
    return tuple(Code(**code) for code in found)


async def stop(program: Program, batch_id: int, *, actor: str, now: datetime) -> Batch:
    """End a batch: no code of it works from now on. Again: nothing. Raises NotFound ``unknown_promo_batch``."""
    batch = await get(program, batch_id)
    async with transaction() as connection:
        stopped = await fetch(
            connection,
            "update promo_batch set stopped_at = $3 where program_id = $1 and id = $2 and stopped_at is null"
            " returning id",
            program.id,
            batch_id,
            now,
        )
        if stopped:
            await fetch(
                connection,
                "update promo_code set expires_at = $3 where program_id = $1 and batch_id = $2"
                " and (expires_at is null or expires_at > $3)",
                program.id,
                batch_id,
                now,
            )
            await audit.record(
                connection, program.id, actor=actor, action="promo.stop", target=batch.prefix, now=now
            )
    return await get(program, batch_id)


def csv(found: tuple[Code, ...]) -> bytes:
    """The codes as a table that spreadsheets open."""
    return "\r\n".join(["code,used", *(f"{one.code},{one.used}" for one in found), ""]).encode()
