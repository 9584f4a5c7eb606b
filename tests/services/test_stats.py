"""The numbers that an owner reads: periods by local days, sums, scores and the join funnel."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from services import stats
from services.database import rows
from services.programs import Program
from services.stats import Source
from tests.services.segments.world import add_customer, add_receipt, make_program, store_id

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)  # 10:00 in Berlin
DAY = timedelta(days=1)
MIDNIGHT = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)  # in Berlin

MONTH_AGO = datetime(2026, 10, 22, 22, 0, tzinfo=UTC)  # Berlin's midnight 29 days before, in summer time


async def test_nothing_yet(database: str) -> None:
    program = await make_program(now=NOW)
    found = await stats.summary(program, "week", now=NOW)
    assert [day.day for day in found.days] == [date(2026, 11, 15) + n * DAY for n in range(7)]
    assert (found.customers, found.receipts, found.revenue, found.currency) == (0, 0, 0, "EUR")
    assert (found.offered_share, found.visit_score, found.employee_score) == (None, None, None)
    assert (found.points_earned, found.points_spent, found.points_expired) == (0, 0, 0)
    assert found.employees == ()
    assert await stats.funnel(program, "month", now=NOW) == ()


async def test_receipts_by_local_day(database: str) -> None:
    program = await make_program(now=NOW)
    customer = await add_customer(program, NOW - 40 * DAY)
    await add_receipt(program, customer, MIDNIGHT, total=1000, discount=100, redeemed=2)
    await add_receipt(program, None, NOW, total=500)
    await add_receipt(program, customer, MIDNIGHT - timedelta(microseconds=1), total=70)
    await add_receipt(program, customer, MONTH_AGO, total=7)
    await add_receipt(program, customer, MONTH_AGO - timedelta(microseconds=1), total=1)
    today = await stats.summary(program, "today", now=NOW)
    assert (today.receipts, today.receipts_with_customer, today.revenue) == (2, 1, 1000 - 100 - 200 + 500)
    assert today.offered_share == 0.5
    assert [day.day for day in today.days] == [date(2026, 11, 21)]
    week = await stats.summary(program, "week", now=NOW)
    assert [(day.receipts, day.revenue) for day in week.days][-2:] == [(1, 70), (2, 1200)]
    month = await stats.summary(program, "month", now=NOW)
    assert (month.receipts, month.revenue, len(month.days)) == (4, 1277, 30)
    assert month.days[0].receipts == 1


async def test_another_zone_has_other_midnights(database: str) -> None:
    program = await make_program(now=NOW)
    await add_receipt(program, None, MIDNIGHT - timedelta(hours=1))
    assert (await stats.summary(program, "today", now=NOW)).receipts == 0
    assert (await stats.summary(program, "today", now=NOW, zone="Europe/Moscow")).receipts == 1


async def test_customers_and_joins(database: str) -> None:
    program = await make_program(now=NOW)
    await add_customer(program, NOW)
    await add_customer(program, NOW - DAY, joined_at=NOW)
    await add_customer(program, NOW, joined_at=None)
    await add_customer(program, NOW - 60 * DAY)
    other = await make_program(slug="other", now=NOW)
    await add_customer(other, NOW)
    found = await stats.summary(program, "week", now=NOW)
    assert (found.customers, found.joined) == (3, 2)
    assert [(day.customers, day.joined) for day in found.days][-2:] == [(1, 0), (2, 2)]


async def test_points(database: str) -> None:
    program = await make_program(now=NOW)
    customer = await add_customer(program, NOW)
    kinds = [("earn", 30), ("grant", 5), ("spend", -12), ("expire", -3), ("restore", 2), ("revoke", -1)]
    for place, (kind, points) in enumerate([*kinds, ("earn", 1000)]):
        at = NOW if place < len(kinds) else NOW - 2 * DAY
        await rows(
            "insert into entry (id, program_id, customer_id, kind, points, actor, at)"
            " values ($1, $2, $3, $4, $5, 'test', $6)",
            place + 1,
            program.id,
            customer,
            kind,
            points,
            at,
        )
    found = await stats.summary(program, "today", now=NOW)
    assert (found.points_earned, found.points_spent, found.points_expired) == (35, 12, 3)


async def rate(program: Program, customer: int, employee: int, visit: int, score: int, at: datetime) -> None:
    receipt = await add_receipt(program, customer, at)
    made = await rows(
        "insert into invitation (id, program_id, customer_id, receipt_id, store_id, employee_id, due_at, expires_at)"
        " values (nextval('row_id'), $1, $2, $3, $4, $5, $6, $6) returning id",
        program.id,
        customer,
        receipt,
        await store_id(program, "center"),
        employee,
        at,
    )
    for question, value in (("visit", visit), ("employee", score)):
        await rows(
            "insert into answer (program_id, invitation_id, question, score, at) values ($1, $2, $3, $4, $5)",
            program.id,
            made[0]["id"],
            question,
            value,
            at,
        )
    await rows(
        "insert into rating (program_id, employee_id, invitation_id, score, at) values ($1, $2, $3, $4, $5)",
        program.id,
        employee,
        made[0]["id"],
        score,
        at,
    )


async def employ(program: Program, code: str) -> int:
    made = await rows(
        "insert into employee (program_id, code, name, role, active) values ($1, $2, $2, 'cashier', true)"
        " returning id",
        program.id,
        code,
    )
    return int(made[0]["id"])


async def test_scores(database: str) -> None:
    program = await make_program(now=NOW)
    customer = await add_customer(program, NOW)
    anna, boris = await employ(program, "anna"), await employ(program, "boris")
    await rate(program, customer, anna, 5, 4, NOW)
    await rate(program, customer, anna, 2, 5, NOW - DAY)
    await rate(program, customer, boris, 5, 1, NOW)
    await rate(program, customer, boris, 1, 1, NOW - 10 * DAY)
    found = await stats.summary(program, "week", now=NOW)
    assert (found.visits_rated, found.visit_score) == (3, 4.0)
    assert (found.employees_rated, found.employee_score) == (3, 10 / 3)
    assert [(one.code, one.ratings, one.average) for one in found.employees] == [
        ("anna", 2, 4.5),
        ("boris", 1, 1.0),
    ]
    assert [day.visit_score for day in found.days][-3:] == [None, 2.0, 5.0]


async def test_the_join_funnel(database: str) -> None:
    program = await make_program(now=NOW)
    agreed = {"terms_accepted_at": NOW}
    await add_customer(program, NOW, source="poster", joined_at=None)
    await add_customer(program, NOW, source="poster", joined_at=None, **agreed)
    await add_customer(program, NOW, source="poster", **agreed)
    await add_customer(program, NOW, source="poster", **agreed, first_purchase_at=NOW)
    await add_customer(program, NOW, source=None, **agreed)
    await add_customer(program, NOW, started_at=None, joined_at=None)  # only seen on receipts
    await add_customer(program, NOW, source="poster", started_at=NOW - 40 * DAY)
    assert await stats.funnel(program, "month", now=NOW) == (
        Source("poster", started=4, consented=3, joined=2, purchased=1),
        Source(None, started=1, consented=1, joined=1, purchased=0),
    )
