"""One comparison of a condition: its SQL, and the moments at which time alone may turn it over.

Inside a statement ``f`` is the row of facts of one customer, ``m.at`` the moment looked at, and ``t``
the facts that depend on the moment. Each text is a boolean that may be null: unknown is false.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import cast

from services.program_file.conditions import (
    CodeIs,
    EventIs,
    FlagIs,
    Leaf,
    MoneyIs,
    NumberIs,
    SpanIs,
    Value,
)
from services.segments.parameters import Parameters

COMPARE = {"is": "=", "at_least": ">=", "at_most": "<=", "more_than": ">", "less_than": "<"}
SPANS = {
    "days_since_last_purchase": "f.last_purchase_at",
    "days_since_join": "f.joined_at",
    "days_since_start": "f.started_at",
}
FLAGS = {
    "joined": "f.joined_at is not null",
    "reachable": "f.telegram_id is not null and f.unreachable_since is null",
    "marketing_consent": "f.marketing_since is not null",
}
NUMBERS = {
    "receipts": "f.receipts",
    "spent": "f.spent",
    "visit_score": "f.visit_score",
    "employee_score": "f.employee_score",
    "points": "t.points",
    "birthday_in_days": "t.birthday_in",
}
CODES = {"tier": "f.tier", "store": "f.store", "language": "f.language", "source": "f.source"}
RHYTHM_US = "(nullif(f.rhythm_seconds, 0)::numeric * 1000000)"
SINCE_PURCHASE_US = "(extract(epoch from (m.at - f.last_purchase_at)) * 1000000)"
DAYS_OF_YEAR = 366
# a threshold further off than this never comes; it also keeps times inside what the database can hold
FAR_US = 100 * 366 * 86_400 * 1_000_000

EventSlots = dict[tuple[str, int], str]
Days = Mapping[str, tuple[datetime | None, datetime | None]]
"""When clubs open and close; one that is left out is always open."""


def sql(leaf: Leaf, parameters: Parameters, events: EventSlots, days: Days) -> str:
    """The boolean of one comparison."""
    if isinstance(leaf, EventIs):
        return _event(leaf, parameters, events)
    if isinstance(leaf, CodeIs) and leaf.fact == "club":
        return " and ".join(_member(value, parameters, days) for _, value in leaf.tests)
    return " and ".join(_test(leaf, operator, value, parameters) for operator, value in leaf.tests)


def _test(
    leaf: NumberIs | MoneyIs | SpanIs | FlagIs | CodeIs, operator: str, value: Value, parameters: Parameters
) -> str:
    if isinstance(leaf, FlagIs):
        return f"({FLAGS[leaf.fact]}) = {parameters.add(value, 'boolean')}"
    if isinstance(leaf, CodeIs):
        return _code(leaf, value, parameters)
    if isinstance(leaf, SpanIs):
        span = _interval(cast(timedelta, value), parameters)
        return f"m.at {COMPARE[operator]} {SPANS[leaf.fact]} + {span}"
    return _number(leaf, COMPARE[operator], parameters.add(Decimal(cast(Decimal, value)), "numeric"))


def _number(leaf: NumberIs | MoneyIs, sign: str, number: str) -> str:
    if leaf.fact == "average_receipt":
        return f"(f.receipts > 0 and f.spent {sign} {number} * f.receipts)"
    if leaf.fact == "rhythm":
        return f"{SINCE_PURCHASE_US} {sign} {number} * {RHYTHM_US}"
    return f"{NUMBERS[leaf.fact]} {sign} {number}"


def _code(leaf: CodeIs, value: Value, parameters: Parameters) -> str:
    wanted = parameters.add(_codes(value), "text[]")
    return f"f.tags ?| {wanted}" if leaf.fact == "tag" else f"{CODES[leaf.fact]} = any({wanted})"


def _member(value: Value, parameters: Parameters, days: Days) -> str:
    clubs = (_in_club(code, parameters, days) for code in _codes(value))
    return f"({' or '.join(clubs)})"


def _in_club(code: str, parameters: Parameters, days: Days) -> str:
    opens, closes = days.get(code, (None, None))
    held = [f"{parameters.add(code, 'text')} = any(f.clubs)"]
    held += [f"m.at >= {parameters.add(opens, 'timestamptz')}"] if opens else []
    held += [f"m.at < {parameters.add(closes, 'timestamptz')}"] if closes else []
    return f"({' and '.join(held)})"


def _codes(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (cast(str, value),)


def _interval(span: timedelta, parameters: Parameters) -> str:
    # from seconds: an interval of days would be longer or shorter where the session's zone changes clocks
    return f"make_interval(secs => {parameters.add(span.total_seconds(), 'float8')})"


def _event(leaf: EventIs, parameters: Parameters, events: EventSlots) -> str:
    slot = events.setdefault((leaf.is_, leaf.at_least), f"event_{len(events)}")
    if leaf.within is None:
        return f"f.{slot} is not null"
    return f"m.at < f.{slot} + {_interval(leaf.within, parameters)}"


def flips(leaf: Leaf, parameters: Parameters, events: EventSlots, days: Days) -> Iterator[str]:
    """The moments, as SQL times, at which a span, a rhythm, an event's age or a club's day turns it over."""
    if isinstance(leaf, EventIs) and leaf.within is not None:
        yield f"f.{events[leaf.is_, leaf.at_least]} + {_interval(leaf.within, parameters)}"
    elif isinstance(leaf, SpanIs):
        for operator, value in leaf.tests:
            first = cast(timedelta, value) + _step(operator)
            yield f"{SPANS[leaf.fact]} + {_interval(first, parameters)}"
    elif isinstance(leaf, NumberIs) and leaf.fact == "rhythm":
        for _, value in leaf.tests:
            yield from _rhythm_flips(cast(Decimal, value), parameters)
    elif isinstance(leaf, CodeIs) and leaf.fact == "club":
        codes = (code for _, value in leaf.tests for code in _codes(value))
        for moment in (moment for code in codes for moment in days.get(code, ()) if moment):
            yield parameters.add(moment, "timestamptz")


def _step(operator: str) -> timedelta:
    """``at_most`` still holds at the threshold itself and ends one step of time later."""
    return timedelta(microseconds=1) if operator in ("at_most", "more_than") else timedelta(0)


def _rhythm_flips(value: Decimal, parameters: Parameters) -> Iterator[str]:
    exact = f"{parameters.add(Decimal(value), 'numeric')} * {RHYTHM_US}"
    for whole in (f"ceil({exact})", f"floor({exact}) + 1"):
        yield (
            f"case when abs({exact}) < {FAR_US} then"
            f" f.last_purchase_at + ({whole})::bigint * interval '1 microsecond' end"
        )


def birthday_flips(leaf: Leaf) -> frozenset[int]:
    """On which days after a birthday (negative: before) the comparison may turn over."""
    if not isinstance(leaf, NumberIs) or leaf.fact != "birthday_in_days":
        return frozenset()
    days = {1}
    for operator, value in leaf.tests:
        number = Decimal(cast(Decimal, value))
        below = int(number.to_integral_value(ROUND_FLOOR))
        above = int(number.to_integral_value(ROUND_CEILING))
        if operator in ("is", "at_most", "more_than"):
            days.add(-below)
        if operator in ("is", "at_least", "less_than"):
            days.add(1 - above)
    return frozenset(day for day in days if -DAYS_OF_YEAR <= day <= 1)
