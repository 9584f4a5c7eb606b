"""Numbers for the people who run a program: a period's sums and days, ratings, and the join funnel.

Periods end now and begin at a midnight of the zone, so that a chart's days are whole. Each query reads
one index range of the period.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from services.database import Row, row, rows
from services.programs import Program
from services.rules.segments import local_day, start_of_day

Period = Literal["today", "week", "month"]
DAYS: dict[Period, int] = {"today": 1, "week": 7, "month": 30}
MOST_EMPLOYEES = 50
MOST_SOURCES = 50


@dataclass(frozen=True, slots=True)
class Day:
    """One local day. ``revenue`` in minor units; ``visit_score`` is the day's average or None."""

    day: date
    customers: int = 0
    joined: int = 0
    receipts: int = 0
    receipts_with_customer: int = 0
    revenue: int = 0
    visit_score: float | None = None


@dataclass(frozen=True, slots=True)
class EmployeeRating:
    """How customers rated one employee in the period."""

    employee_id: int
    code: str
    name: str
    ratings: int
    average: float


@dataclass(frozen=True, slots=True)
class Summary:
    """A period in numbers, its first day first.

    ``customers``: people first seen; ``revenue``: paid money in minor units, after discounts, points and refunds;
    points are sums without sign; ``visits_rated`` answers make ``visit_score``; ``memberships`` are periods that were
    paid for, with what came for them in Stars and minor units, less what went back in the period.
    """

    days: tuple[Day, ...]
    customers: int
    joined: int
    receipts: int
    receipts_with_customer: int
    revenue: int
    currency: str
    points_earned: int
    points_spent: int
    points_expired: int
    visits_rated: int
    visit_score: float | None
    employees_rated: int
    employee_score: float | None
    employees: tuple[EmployeeRating, ...]
    memberships: int = 0
    membership_stars: int = 0
    membership_money: int = 0

    @property
    def offered_share(self) -> float | None:
        """The share of receipts with a customer: how often the card was asked for and shown."""
        return self.receipts_with_customer / self.receipts if self.receipts else None


@dataclass(frozen=True, slots=True)
class Source:
    """How far the people of one source came; ``source`` is None for those who just found the bot."""

    source: str | None
    started: int
    consented: int
    joined: int
    purchased: int


# $1 program, $2 from, $3 until, $4 zone
RECEIPTS = """
select day, sum(receipts)::bigint as receipts, sum(with_customer)::bigint as receipts_with_customer,
       sum(revenue)::bigint as revenue
from (
  select (recorded_at at time zone $4)::date as day, count(*) as receipts, count(customer_id) as with_customer,
         sum(total - discount - redeemed * $5::bigint) as revenue
  from receipt where program_id = $1 and recorded_at >= $2 and recorded_at < $3 group by 1
  union all
  select (recorded_at at time zone $4)::date, 0, 0, -sum(payable)
  from refund where program_id = $1 and recorded_at >= $2 and recorded_at < $3 group by 1
) as sold group by day
"""
MEMBERSHIPS = """
select count(*) filter (where kind = 'payment') as memberships,
       coalesce(sum(signed) filter (where currency = 'XTR'), 0)::bigint as membership_stars,
       coalesce(sum(signed) filter (where currency <> 'XTR'), 0)::bigint as membership_money
from (select kind, currency, case kind when 'refund' then -amount else amount end as signed from payment
      where program_id = $1 and at >= $2 and at < $3 and kind in ('payment', 'refund')) as paid
"""
CUSTOMERS = """
select (created_at at time zone $4)::date as day, count(*) as customers
from customer where program_id = $1 and created_at >= $2 and created_at < $3 group by 1
"""
JOINED = """
select (joined_at at time zone $4)::date as day, count(*) as joined
from customer where program_id = $1 and joined_at >= $2 and joined_at < $3 group by 1
"""
SCORES = """
select (at at time zone $4)::date as day, question, count(*) as answers, sum(score)::bigint as total
from answer where program_id = $1 and at >= $2 and at < $3 group by 1, 2
"""
POINTS = """
select coalesce(sum(points) filter (where kind in ('earn', 'grant')), 0)::bigint as earned,
       coalesce(-sum(points) filter (where kind = 'spend'), 0)::bigint as spent,
       coalesce(-sum(points) filter (where kind = 'expire'), 0)::bigint as expired
from entry where program_id = $1 and at >= $2 and at < $3
"""
RATINGS = """
select e.id as employee_id, e.code, e.name, r.ratings, r.average from (
  select employee_id, count(*) as ratings, avg(score)::float8 as average from rating
  where program_id = $1 and at >= $2 and at < $3 group by employee_id) r
join employee e on e.program_id = $1 and e.id = r.employee_id
order by r.ratings desc, e.code limit $4
"""
FUNNEL = """
select source, count(*) as started, count(terms_accepted_at) as consented, count(joined_at) as joined,
       count(*) filter (where joined_at is not null and first_purchase_at is not null) as purchased
from customer where program_id = $1 and started_at >= $2 and started_at < $3
group by source order by started desc, source limit $4
"""


async def summary(program: Program, period: Period, *, now: datetime, zone: str | None = None) -> Summary:
    """The numbers of today, the last 7 or the last 30 days; ``zone``: whose midnights (the first store's)."""
    zone = zone or program.config.stores[0].timezone
    days, begin = _days(period, zone, now)
    # what is recorded now belongs to the period, so the end is just after it
    window = (program.id, begin, now + timedelta(microseconds=1))
    receipts = await rows(RECEIPTS, *window, zone, program.config.points.minor_units_per_point)
    customers = await rows(CUSTOMERS, *window, zone)
    joined = await rows(JOINED, *window, zone)
    scores = await rows(SCORES, *window, zone)
    points = await row(POINTS, *window) or {}
    sold = await row(MEMBERSHIPS, *window) or {}
    employees = [EmployeeRating(**rating) for rating in await rows(RATINGS, *window, MOST_EMPLOYEES)]
    series = _series(days, receipts, customers, joined, scores)
    visits, visit_score = _average(scores, "visit")
    rated, employee_score = _average(scores, "employee")
    return Summary(
        days=series,
        customers=sum(day.customers for day in series),
        joined=sum(day.joined for day in series),
        receipts=sum(day.receipts for day in series),
        receipts_with_customer=sum(day.receipts_with_customer for day in series),
        revenue=sum(day.revenue for day in series),
        currency=program.currency,
        points_earned=points["earned"],
        points_spent=points["spent"],
        points_expired=points["expired"],
        visits_rated=visits,
        visit_score=visit_score,
        employees_rated=rated,
        employee_score=employee_score,
        employees=tuple(employees),
        **sold,
    )


def _days(period: Period, zone: str, now: datetime) -> tuple[list[date], datetime]:
    """The local days of a period and the moment at which the first of them began."""
    place = ZoneInfo(zone)
    today = local_day(now, place)
    days = [today - timedelta(days=back) for back in reversed(range(DAYS[period]))]
    return days, start_of_day(days[0], place).astimezone(UTC)


def _series(days: list[date], *counted: list[Row]) -> tuple[Day, ...]:
    known: dict[date, dict[str, int]] = {day: {} for day in days}
    scores: dict[date, float] = {}
    for found in (one for several in counted for one in several):
        count = dict(found)
        day = count.pop("day")
        if count.get("question") == "visit":
            scores[day] = count["total"] / count["answers"]
        elif "question" not in count and day in known:
            known[day].update(count)
    return tuple(Day(day, **known[day], visit_score=scores.get(day)) for day in days)


def _average(scores: list[Row], question: str) -> tuple[int, float | None]:
    answers = sum(score["answers"] for score in scores if score["question"] == question)
    total = sum(score["total"] for score in scores if score["question"] == question)
    return answers, (total / answers if answers else None)


async def funnel(
    program: Program, period: Period, *, now: datetime, zone: str | None = None
) -> tuple[Source, ...]:
    """Of those who pressed start in the period: who agreed, joined and bought, the largest source first."""
    _, begin = _days(period, zone or program.config.stores[0].timezone, now)
    found = await rows(FUNNEL, program.id, begin, now + timedelta(microseconds=1), MOST_SOURCES)
    return tuple(Source(**source) for source in found)
