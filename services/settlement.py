"""Settlement: what the merchants of a coalition owe each other for the points and the gift cards of a period.

Periods begin and end at midnights of the program's first store, and what was recorded in them counts,
whenever it was sold: so a period that is over never changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from services import audit, points
from services.database import Row, rows, transaction
from services.errors import Invalid
from services.program_file import ProgramConfig, parse
from services.programs import Program
from services.rules import settlement as rules
from services.rules.coalition import point_value
from services.rules.segments import local_day, start_of_day
from services.rules.settlement import CardMovement, Cleared, Movement, Party, Position
from services.rules.tier_windows import next_period

__all__ = [
    "Position",
    "Settlement",
    "Span",
    "local_day",
    "moments",
    "month",
    "month_of",
    "settle",
    "span",
    "told",
    "zone_of",
]

MOST_DAYS = 3_700
DAY = timedelta(days=1)

# $1 program, $2 from, $3 until. One statement, so that what is outstanding and what moved fit together.
MOVED = """
select 'outstanding' as kind, merchant_id as issuer, null::bigint as acceptor, null::int as version,
       sum(remaining + held)::bigint as points, true as after
from lot where program_id = $1 and (remaining > 0 or held > 0) group by merchant_id
union all
select e.kind, l.merchant_id, null, null, sum(l.issued)::bigint, e.at >= $3
from entry e join lot l on l.program_id = $1 and l.entry_id = e.id
where e.program_id = $1 and e.at >= $2 and e.kind in ('earn', 'grant', 'transfer_in')
group by e.kind, l.merchant_id, e.at >= $3
union all
select e.kind, l.merchant_id, coalesce(r.merchant_id, e.merchant_id), r.program_version,
       sum(a.points)::bigint, e.at >= $3
from entry e
join allocation a on a.program_id = $1 and a.entry_id = e.id
join lot l on l.program_id = $1 and l.id = a.lot_id
left join receipt r on r.program_id = $1 and r.id = e.receipt_id
where e.program_id = $1 and e.at >= $2 and e.kind in ('spend', 'restore', 'revoke', 'expire', 'transfer_out')
group by e.kind, l.merchant_id, coalesce(r.merchant_id, e.merchant_id), r.program_version, e.at >= $3
union all
select 'pay', l.merchant_id, coalesce(r.merchant_id, e.merchant_id), r.program_version,
       sum(a.points)::bigint, a.at >= $3
from debt d
join allocation a on a.program_id = $1 and a.debt_id = d.id
join entry e on e.program_id = $1 and e.id = d.entry_id
join lot l on l.program_id = $1 and l.id = a.lot_id
left join receipt r on r.program_id = $1 and r.id = e.receipt_id
where d.program_id = $1 and a.at >= $2
group by l.merchant_id, coalesce(r.merchant_id, e.merchant_id), r.program_version, a.at >= $3
"""
# sold by one, taken by another; the program (null) takes what it turns into points
CARDS = """
select g.merchant_id as issuer, u.merchant_id as acceptor,
       coalesce(-sum(u.amount) filter (where u.amount < 0), 0)::bigint as taken,
       coalesce(sum(u.amount) filter (where u.amount > 0), 0)::bigint as given_back
from gift_card_use u join gift_card g on g.program_id = $1 and g.id = u.gift_card_id
where u.program_id = $1 and u.at >= $2 and u.at < $3 and u.kind <> 'issue'
group by g.merchant_id, u.merchant_id
"""
VERSIONS = "select number, text from program_version where program_id = $1 and number = any($2::int[])"
MERCHANTS = "select id, name from merchant where program_id = $1 order by id"


@dataclass(frozen=True, slots=True)
class Span:
    """Local days, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Settlement:
    """A period settled. ``parties``: those that had a part in it, by id; None is the program itself.

    Money in minor units of ``currency``; ``point_worth``: what a point pays.
    """

    span: Span
    zone: ZoneInfo
    currency: str
    point_worth: int
    parties: dict[Party, str | None]
    cleared: Cleared


def month(program: Program, now: datetime, back: int = 0) -> Span:
    """The local calendar month so many months ago."""
    first = local_day(now, zone_of(program)).replace(day=1)
    for _ in range(back):
        first = (first - DAY).replace(day=1)
    return month_of(first)


def month_of(day: date) -> Span:
    """The calendar month that holds a day."""
    first = day.replace(day=1)
    return Span(first, next_period("month", first) - DAY)


def zone_of(program: Program) -> ZoneInfo:
    """Whose midnights count."""
    return program.config.stores[0].zone


def span(first: date, last: date) -> Span:
    """Days from the first to the last. Raises Invalid ``settlement_period``."""
    if last < first or (last - first).days >= MOST_DAYS:
        raise Invalid("settlement_period", "to")
    return Span(first, last)


async def settle(program: Program, wanted: Span, *, now: datetime) -> Settlement:
    """Settle a period. What is due by now is written first, so that a point that is dead is not outstanding."""
    while await points.settle_due(program, now=now):
        pass
    zone = zone_of(program)
    begin, until = moments(wanted, zone)
    found = await rows(MOVED, program.id, begin, until)
    standing = {row["issuer"]: row["points"] for row in found if row["kind"] == "outstanding"}
    movements = [Movement(**row) for row in found if row["kind"] != "outstanding"]
    names = {row["id"]: row["name"] for row in await rows(MERCHANTS, program.id)}
    terms = await _terms(program, movements)

    def price(version: int | None, acceptor: Party) -> int:
        return point_value(
            terms[version or program.version], names[acceptor] if acceptor is not None else None
        )

    cards = [CardMovement(**row) for row in await rows(CARDS, program.id, begin, until)]
    cleared = rules.clear(standing, movements, price, cards)
    return Settlement(
        wanted,
        zone,
        program.currency,
        program.config.points.minor_units_per_point,
        _parties(cleared, names),
        cleared,
    )


async def told(program: Program, wanted: Span, *, actor: str, now: datetime) -> None:
    """Keep that somebody took the figures of a period away as a file."""
    async with transaction() as connection:
        await audit.record(
            connection,
            program.id,
            actor=actor,
            action="settlement.export",
            target=f"{wanted.first}/{wanted.last}",
            now=now,
        )


def moments(wanted: Span, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When a period begins, and the first moment after it."""
    return start_of_day(wanted.first, zone).astimezone(UTC), start_of_day(wanted.last + DAY, zone)


async def _terms(program: Program, movements: list[Movement]) -> dict[int, ProgramConfig]:
    """The rules of each version that priced a receipt of the period."""
    wanted = {moved.version for moved in movements if moved.version is not None and not moved.after}
    found: list[Row] = await rows(VERSIONS, program.id, sorted(wanted - {program.version}))
    terms = {row["number"]: parse(row["text"], stored=True) for row in found}
    return {**terms, program.version: program.config}


def _parties(cleared: Cleared, names: dict[int, str]) -> dict[Party, str | None]:
    """Every merchant of the program, and the program itself where it had a part."""
    seen = set(_named(cleared))
    parties: dict[Party, str | None] = {None: None} if None in seen else {}
    return parties | dict(names)


def _named(cleared: Cleared) -> Iterator[Party]:
    for flow in cleared.flows.values():
        yield from (flow.issuer, flow.acceptor)
    yield from cleared.positions
