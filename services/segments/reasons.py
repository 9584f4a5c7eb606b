"""Why a customer is in a segment or not: the conditions worked out in plain Python over one customer's facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from services import clubs
from services.database import row, rows
from services.errors import NotFound
from services.program_file.conditions import (
    AllOf,
    AnyOf,
    CodeIs,
    Condition,
    EventIs,
    FlagIs,
    Leaf,
    MoneyIs,
    NumberIs,
    SpanIs,
    leaves,
)
from services.program_file.conditions import Not as NotOf
from services.program_file.values import LocalText
from services.programs import Program
from services.rules.segments import COMPARE, days_until_birthday, local_day, microseconds
from services.segments.compiling import Moments, club_days

Lot = tuple[int, datetime, datetime | None]
Value = int | bool | str | Fraction | timedelta | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one customer; ``lots``: points left, when they mature and expire."""

    zone: str
    language: str
    telegram_id: int | None = None
    unreachable_since: datetime | None = None
    marketing_since: datetime | None = None
    joined_at: datetime | None = None
    started_at: datetime | None = None
    source: str | None = None
    store: str | None = None
    tier: str | None = None
    tags: Sequence[str] = ()
    clubs: Sequence[Moments] = ()  # of which the customer is a member, with their days
    receipts: int = 0
    spent: int = 0
    last_purchase_at: datetime | None = None
    rhythm_seconds: int | None = None
    visit_score: int | None = None
    employee_score: int | None = None
    birthday: date | None = None
    debt: int = 0
    lots: Sequence[Lot] = ()
    events: Mapping[str, Sequence[datetime]] | None = None  # of each kind, the latest first


@dataclass(frozen=True, slots=True)
class Checked:
    """One comparison: the customer's own value (None: not known) and whether it holds.

    ``negated``: the segment asks that it does not hold.

    The value is an average in minor units or a rhythm as an exact fraction, days or points as a number, a time passed
    as a timedelta, the tags as a tuple, or how many of the wanted events there are.
    """

    comparison: Leaf
    value: Value
    holds: bool
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Whether a segment's condition holds, and the comparisons that make it so, in the order of the file.

    Of conditions joined by "or" only those that hold speak for the segment, of those joined by "and" only
    those that fail speak against it.
    """

    code: str
    title: LocalText
    holds: bool
    checked: tuple[Checked, ...]


def holds(condition: Condition, facts: Facts, now: datetime) -> bool:
    """Whether the condition holds; the same answer as the SQL that is compiled from it."""
    if isinstance(condition, AllOf):
        return all(holds(part, facts, now) for part in condition.all)
    if isinstance(condition, AnyOf):
        return any(holds(part, facts, now) for part in condition.any)
    if isinstance(condition, NotOf):
        return not holds(condition.not_, facts, now)
    return check(condition, facts, now).holds


def check(leaf: Leaf, facts: Facts, now: datetime) -> Checked:
    """One comparison against the facts."""
    value = _value(leaf, facts, now)
    if value is None:
        return Checked(leaf, None, False)
    if isinstance(leaf, EventIs):
        assert isinstance(value, int)
        return Checked(leaf, value, value >= leaf.at_least)
    if isinstance(leaf, CodeIs):
        return Checked(leaf, value, _is_one_of(leaf, value))
    return Checked(leaf, value, all(_compare(operator, value, wanted) for operator, wanted in leaf.tests))


def proof(condition: Condition, facts: Facts, now: datetime, *, negated: bool = False) -> list[Checked]:
    """The comparisons that decide the condition: all of those that must meet, else those that did."""
    if isinstance(condition, NotOf):
        return proof(condition.not_, facts, now, negated=not negated)
    if not isinstance(condition, AllOf | AnyOf):
        return [replace(check(condition, facts, now), negated=negated)]
    parts = condition.all if isinstance(condition, AllOf) else condition.any
    outcome = holds(condition, facts, now)
    deciding = [part for part in parts if holds(part, facts, now) is outcome]
    return [one for part in deciding for one in proof(part, facts, now, negated=negated)]


def _compare(operator: str, value: Value, wanted: object) -> bool:
    exact = Fraction(wanted) if isinstance(value, Fraction) and isinstance(wanted, int | Decimal) else wanted
    return COMPARE[operator](value, exact)


def _is_one_of(leaf: CodeIs, value: Value) -> bool:
    own = set(value) if isinstance(value, tuple) else {value}
    return all(own & set(wanted if isinstance(wanted, tuple) else (wanted,)) for _, wanted in leaf.tests)


def _value(leaf: Leaf, facts: Facts, now: datetime) -> Value:
    if isinstance(leaf, SpanIs):
        since = {
            "days_since_last_purchase": facts.last_purchase_at,
            "days_since_join": facts.joined_at,
            "days_since_start": facts.started_at,
        }[leaf.fact]
        return now - since if since else None
    if isinstance(leaf, FlagIs):
        return {
            "joined": facts.joined_at is not None,
            "reachable": facts.telegram_id is not None and facts.unreachable_since is None,
            "marketing_consent": facts.marketing_since is not None,
        }[leaf.fact]
    if isinstance(leaf, CodeIs):
        return _several(leaf, facts, now) if leaf.fact in ("tag", "club") else _code(leaf, facts)
    if isinstance(leaf, EventIs):
        times = (facts.events or {}).get(leaf.is_, ())
        return sum(leaf.within is None or at + leaf.within > now for at in times)
    return _number(leaf, facts, now)


def _several(leaf: CodeIs, facts: Facts, now: datetime) -> tuple[str, ...]:
    if leaf.fact == "tag":
        return tuple(facts.tags)
    return tuple(
        code
        for code, opens, closes in facts.clubs
        if (opens is None or opens <= now) and (closes is None or now < closes)
    )


def _code(leaf: CodeIs, facts: Facts) -> str | None:
    known = {"tier": facts.tier, "store": facts.store, "language": facts.language, "source": facts.source}
    return known[leaf.fact]


def _number(leaf: NumberIs | MoneyIs, facts: Facts, now: datetime) -> Value:
    if leaf.fact == "average_receipt":
        return _ratio(facts.spent, facts.receipts)
    if leaf.fact == "rhythm":
        return _rhythm(facts, now)
    if leaf.fact == "points":
        return points_at(facts, now)
    if leaf.fact == "birthday_in_days":
        return (
            days_until_birthday(facts.birthday, local_day(now, ZoneInfo(facts.zone)))
            if facts.birthday
            else None
        )
    plain = {
        "receipts": facts.receipts,
        "spent": facts.spent,
        "visit_score": facts.visit_score,
        "employee_score": facts.employee_score,
    }
    return plain[leaf.fact]


def _rhythm(facts: Facts, now: datetime) -> Fraction | None:
    if facts.last_purchase_at is None or not facts.rhythm_seconds:
        return None
    return _ratio(microseconds(now - facts.last_purchase_at), facts.rhythm_seconds * 1_000_000)


def _ratio(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def points_at(facts: Facts, now: datetime) -> int:
    """The points that can be spent at a moment: those mature and not expired, less the debt."""
    live = sum(
        left for left, matures, expires in facts.lots if matures <= now and (not expires or expires > now)
    )
    return max(0, live - facts.debt)


FACTS = """
select c.telegram_id, c.unreachable_since, c.marketing_since, c.joined_at, c.started_at, c.language, c.source,
       c.tier, c.receipts, c.spent, c.last_purchase_at, c.rhythm_seconds, c.visit_score, c.employee_score,
       c.birthday, s.code as store, coalesce(c.timezone, s.timezone, $3) as zone, coalesce(b.debt, 0) as debt,
       array(select jsonb_array_elements_text(c.tags)) as tags
from customer c
left join store s on s.program_id = c.program_id and s.id = c.home_store_id
left join balance b on b.program_id = c.program_id and b.customer_id = c.id
where c.program_id = $1 and c.id = $2
"""


async def facts_of(program: Program, customer_id: int) -> Facts:
    """Read the facts of one customer. Raises NotFound ``unknown_customer``."""
    found = await row(FACTS, program.id, customer_id, program.config.stores[0].timezone)
    if not found:
        raise NotFound("unknown_customer")
    lots = await rows(
        "select remaining, matures_at, expires_at from lot"
        " where program_id = $1 and customer_id = $2 and remaining > 0",
        program.id,
        customer_id,
    )
    return Facts(
        **found,
        lots=[(lot["remaining"], lot["matures_at"], lot["expires_at"]) for lot in lots],
        events=await _events(program, customer_id),
        clubs=await _clubs(program, customer_id),
    )


async def _clubs(program: Program, customer_id: int) -> list[Moments]:
    """The clubs of the program that the customer is in, with their days."""
    days = {
        code: (opens, closes)
        for code, opens, closes in club_days(program.config.clubs, program.config.stores[0].zone)
    }
    return [
        (stay.code, *days.get(stay.code, (None, None)))
        for stay in await clubs.of_customer(program, customer_id)
    ]


async def _events(program: Program, customer_id: int) -> dict[str, list[datetime]]:
    """The times of the kinds of events that the program's segments ask about, as many as they ask for."""
    wanted: dict[str, int] = {}
    for segment in program.config.all_segments:
        for _, leaf in leaves(segment.when):
            if isinstance(leaf, EventIs):
                wanted[leaf.is_] = max(leaf.at_least, wanted.get(leaf.is_, 0))
    found = await rows(
        "select w.kind, array(select e.at from event e where e.program_id = $1 and e.customer_id = $2"
        " and e.kind = w.kind order by e.at desc limit w.most) as times"
        " from unnest($3::text[], $4::bigint[]) as w(kind, most)",
        program.id,
        customer_id,
        list(wanted),
        list(wanted.values()),
    )
    return {kind["kind"]: kind["times"] for kind in found}


async def explain(program: Program, customer_id: int, *, now: datetime) -> tuple[Reason, ...]:
    """Every segment with what speaks for and against it. Raises NotFound ``unknown_customer``."""
    facts = await facts_of(program, customer_id)
    return tuple(
        Reason(
            segment.code,
            segment.title,
            holds(segment.when, facts, now),
            tuple(proof(segment.when, facts, now)),
        )
        for segment in program.config.all_segments
    )
