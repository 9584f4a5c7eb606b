"""A program's segments as one SQL statement over any set of its customers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache

from services.program_file.clubs import ClubRules
from services.program_file.conditions import AllOf, AnyOf, Condition, Leaf, NumberIs, leaves
from services.program_file.conditions import Not as NotOf
from services.program_file.segments import SegmentRules
from services.segments import comparisons
from services.segments.parameters import Parameters

# $1 program, $2 customers, $3 now, $4 the zone of customers who have none
FIRST = 4

COLUMNS = """c.id, c.telegram_id, c.unreachable_since, c.marketing_since, c.joined_at, c.started_at, c.language,
         c.source, c.tier, c.tags, c.receipts, c.spent, c.last_purchase_at, c.rhythm_seconds, c.visit_score,
         c.employee_score, c.birthday, c.next_change_at, s.code as store,
         coalesce(c.timezone, s.timezone, $4::text) as zone"""

BIRTHDAY_IN = """(select case when o.this >= o.today then o.this - o.today else o.following - o.today end
          from (select l.today, (f.birthday + make_interval(years => y.n))::date as this,
                       (f.birthday + make_interval(years => y.n + 1))::date as following
                from (select (m.at at time zone f.zone)::date as today) l
                cross join lateral (select extract(year from l.today)::int
                                           - extract(year from f.birthday)::int as n) y) o)"""

POINTS = """(select greatest(0, coalesce(sum(l.remaining), 0) - f.debt) from lot l
          where l.program_id = $1 and l.customer_id = f.id and l.remaining > 0
            and l.matures_at <= m.at and (l.expires_at is null or l.expires_at > m.at))"""

# the first moment of a local day: where the clocks go back over midnight it comes an hour before the second one
BIRTHDAYS = """select case when ((d.midnight - interval '1 hour') at time zone f.zone)::date >= d.day
                 then d.midnight - interval '1 hour' else d.midnight end
        from (select o.day, o.day::timestamp at time zone f.zone as midnight
              from (select (f.birthday + make_interval(years => y.year
                                - extract(year from f.birthday)::int))::date + e.days as day
                    from (select extract(year from ($3::timestamptz at time zone f.zone))::int + n as year
                          from generate_series(0, 2) n) y
                    cross join unnest({days}) e(days)) o) d
        where f.birthday is not null"""

CLUBS = """,
         array(select k.club from club_member k where k.program_id = $1 and k.customer_id = c.id
                 and k.left_at is null) as clubs"""

LOTS = """select unnest(array[l.matures_at, l.expires_at]) from lot l
        where l.program_id = $1 and l.customer_id = f.id and l.remaining > 0"""

# beyond a year the birthdays above are not complete: look again then
HORIZON = "case when f.birthday is not null then $3::timestamptz + make_interval(secs => 31536000) end"


@dataclass(frozen=True, slots=True)
class Compiled:
    """The statement's common part: ``state(id, codes, present, present_ids, next_at, next_change_at)``.

    ``codes``: the segments that hold now; ``present``: those the customer is in by the tables;
    ``next_at``: when time alone changes one; ``next_change_at``: when the tables thought it would.
    """

    text: str
    values: tuple[object, ...]


class _Compiler:
    def __init__(self, days: comparisons.Days) -> None:
        self.days = days
        self.parameters = Parameters(*[None] * FIRST)
        self.events: comparisons.EventSlots = {}
        self.flips: dict[str, None] = {}
        self.birthday_days: set[int] = set()
        self.facts: set[str] = set()

    def segments(self, conditions: tuple[tuple[str, Condition], ...]) -> Compiled:
        held = {code: self.boolean(when) for code, when in conditions}
        for _, when in conditions:
            self._note_time(when)
        codes = [
            f"case when {boolean} then {self.parameters.add(code, 'text')} end"
            for code, boolean in held.items()
        ]
        timed = [held[code] for code, when in conditions if self._is_timed(when)]
        return Compiled(self._statement(codes, timed), tuple(self.parameters.values[FIRST:]))

    def boolean(self, condition: Condition) -> str:
        if isinstance(condition, AllOf):
            return "(" + " and ".join(self.boolean(part) for part in condition.all) + ")"
        if isinstance(condition, AnyOf):
            return "(" + " or ".join(self.boolean(part) for part in condition.any) + ")"
        if isinstance(condition, NotOf):
            return f"(not {self.boolean(condition.not_)})"
        self.facts.add(condition.fact)
        return f"coalesce({comparisons.sql(condition, self.parameters, self.events, self.days)}, false)"

    def _note_time(self, condition: Condition) -> None:
        for _, leaf in leaves(condition):
            self.flips.update(dict.fromkeys(self._flips(leaf)))
            self.birthday_days |= comparisons.birthday_flips(leaf)

    def _flips(self, leaf: Leaf) -> Iterator[str]:
        return comparisons.flips(leaf, self.parameters, self.events, self.days)

    def _is_timed(self, condition: Condition) -> bool:
        return any(
            (isinstance(leaf, NumberIs) and leaf.fact in ("points", "birthday_in_days"))
            or any(self._flips(leaf))
            for _, leaf in leaves(condition)
        )

    def _statement(self, codes: list[str], timed: list[str]) -> str:
        # every piece is text of this program; values are parameters
        return f"""
with fact as materialized (
  select {COLUMNS}, coalesce(b.debt, 0) as debt, p.present, p.present_ids{self._own_columns()}
  from customer c
  left join store s on s.program_id = $1 and s.id = c.home_store_id
  left join balance b on b.program_id = $1 and b.customer_id = c.id
  cross join lateral (
    select coalesce(array_agg(m.segment order by m.id), '{{}}') as present,
           coalesce(array_agg(m.id order by m.id), '{{}}') as present_ids
    from membership m where m.program_id = $1 and m.customer_id = c.id and m.left_at is null) p
  where c.program_id = $1 and c.id = any($2::bigint[])
), state as materialized (
  select f.id, f.present, f.present_ids, f.next_change_at, n.codes, {self._next_at(timed)} as next_at
  from fact f
  cross join lateral (select $3::timestamptz as at) m
  cross join lateral ({self._moment_facts()}) t
  cross join lateral (
    select array_remove(array[{", ".join(codes)}]::text[], null) as codes,
           array[{", ".join(timed)}]::boolean[] as timed offset 0) n
)"""  # noqa: S608

    def _own_columns(self) -> str:
        """Facts that only some programs ask for."""
        columns = [CLUBS] if "club" in self.facts else []
        for (kind, count), slot in self.events.items():
            columns.append(f""",
         (select e.at from event e where e.program_id = $1 and e.customer_id = c.id
            and e.kind = {self.parameters.add(kind, "text")}
          order by e.at desc offset {self.parameters.add(count - 1, "bigint")} limit 1) as {slot}""")  # noqa: S608
        return "".join(columns)

    def _moment_facts(self) -> str:
        """The facts that depend on the moment, worked out once a moment (offset 0 keeps them apart)."""
        birthday = BIRTHDAY_IN if "birthday_in_days" in self.facts else "null::int"
        points = POINTS if "points" in self.facts else "null::bigint"
        return f"select {birthday} as birthday_in, {points} as points offset 0"

    def _next_at(self, timed: list[str]) -> str:
        if not timed:
            return "null::timestamptz"
        changed = f"""(
    select min(m.at) from ({" union all ".join(self._moments())}) m(at)
    cross join lateral ({self._moment_facts()}) t
    where m.at > $3::timestamptz and array[{", ".join(timed)}]::boolean[] <> n.timed)"""  # noqa: S608
        return f"least({changed}, {HORIZON})" if self.birthday_days else changed

    def _moments(self) -> list[str]:
        found = [f"(values {', '.join(f'({flip})' for flip in self.flips)})"] if self.flips else []
        if self.birthday_days:
            days = self.parameters.add(tuple(sorted(self.birthday_days)), "int[]")
            found.append(f"({BIRTHDAYS.format(days=days)})")
        if "points" in self.facts:
            found.append(f"({LOTS})")
        return found


Moments = tuple[str, datetime | None, datetime | None]


@lru_cache(maxsize=128)
def _compiled(conditions: tuple[tuple[str, Condition], ...], days: tuple[Moments, ...]) -> Compiled:
    return _Compiler({code: (opens, closes) for code, opens, closes in days}).segments(conditions)


def compile_segments(segments: Sequence[SegmentRules], days: Sequence[Moments] = ()) -> Compiled:
    """The statement for these segments; the same segments always make the same text.

    ``days``: when clubs open and close (``club_days``).
    """
    return _compiled(tuple((segment.code, segment.when) for segment in segments), tuple(days))


def club_days(clubs: Sequence[ClubRules], zone: tzinfo) -> tuple[Moments, ...]:
    """The moments at which the days of clubs begin and end by this zone; clubs without days are left out."""
    return tuple((one.code, *one.terms.moments(zone)) for one in clubs if one.starts or one.ends)
