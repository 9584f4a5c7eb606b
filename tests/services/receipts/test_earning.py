"""Earning rules through the till: hours of the store, days and caps across batches, favourites, once and again."""

from datetime import UTC, date, datetime, timedelta

import pytest_asyncio

from services import birthdays, favourites
from services.customers import Customer
from services.database import rows
from services.merchants import Merchant
from services.programs import Program
from services.receipts.shapes import NewReceipt
from tests.factories import card, joined, make_program, receipt
from tests.services.ledger import assert_sound
from tests.services.program_file.files import SMALL
from tests.services.receipts.test_recording import answered, record, till

WEDNESDAY = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)  # half past four in Berlin
RULES = """
[points.caps]
receipt = 400
day = 500
month = 700

[[earning]]
code = "happy"
title = "Happy hours"
multiply = 2
categories = ["coffee"]
weekdays = ["wed"]
from = "16:00"
until = "18:00"

[[earning]]
code = "first"
title = "First"
points_per_visit = 50
nth_purchase = 1

[[earning]]
code = "hello"
title = "Hello"
points_per_visit = 10
first_of_day = true

[[earning]]
code = "birthday"
title = "Birthday"
multiply = 3
birthday = {}

[favourites]
choose = 1
base = "20%"

[[favourite_categories]]
code = "sweet"
title = "Sweet"
categories = ["cake"]
"""


@pytest_asyncio.fixture
async def program(database: str, now: datetime) -> Program:
    return await make_program(now, f"{SMALL}\n{RULES}")


@pytest_asyncio.fixture
async def at_till(program: Program) -> Merchant:
    return await till(program)


@pytest_asyncio.fixture
async def customer(program: Program, now: datetime) -> Customer:
    return await joined(program, now)


def bought(customer: Customer, amount: int, at: datetime, category: str = "coffee") -> NewReceipt:
    return receipt(
        customer=card(customer),
        amounts=(amount,),
        issued_at=at,
        store="main",
        employee=None,
        category=category,
        currency="EUR",
    )


async def earned(
    program: Program, merchant: Merchant, *receipts: NewReceipt, at: datetime, one_by_one: bool = False
) -> list[object]:
    """The points of each receipt."""
    batches = [(one,) for one in receipts] if one_by_one else [receipts]
    found = [answer for some in batches for answer in await record(program, merchant, *some, at=at)]
    await assert_sound(program)
    return [answered(answer)["points"]["earned"] for answer in found]


async def test_hours_are_those_of_the_sale_at_its_store(
    program: Program, at_till: Merchant, customer: Customer
) -> None:
    friday = WEDNESDAY + timedelta(days=2)
    happy = bought(customer, 10_000, WEDNESDAY)  # the till was offline for two days
    early = bought(customer, 10_000, WEDNESDAY - timedelta(minutes=31))
    assert await earned(program, at_till, happy, early, at=friday) == [10 + 50, 5]


async def test_first_is_given_once_in_a_batch_as_in_many(
    program: Program, at_till: Merchant, now: datetime
) -> None:
    found = []
    for one_by_one in (False, True):
        person = await joined(program, now)
        sales = [bought(person, 10_000, now + timedelta(hours=hours)) for hours in (0, 1, 24)]
        found.append(
            await earned(program, at_till, *sales, at=now + timedelta(days=2), one_by_one=one_by_one)
        )
    assert found == [[55, 5, 15], [55, 5, 15]]


async def test_caps_count_what_the_day_and_the_month_have(
    program: Program, at_till: Merchant, now: datetime
) -> None:
    found = []
    for one_by_one in (False, True):
        person = await joined(program, now)
        days = (0, 0, 0, 1, 1, 12)
        sales = [bought(person, 900_000, now + timedelta(days=day), "tea") for day in days]
        found.append(
            await earned(program, at_till, *sales, at=now + timedelta(days=13), one_by_one=one_by_one)
        )
    assert found == [[400, 100, 0, 200, 0, 400], [400, 100, 0, 200, 0, 400]]


async def test_favourites_earn_in_their_month(
    program: Program, at_till: Merchant, customer: Customer, now: datetime
) -> None:
    await favourites.choose(program, customer.id, date(2026, 11, 1), ["sweet"], now=now)
    december = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # in Berlin
    sales = [
        bought(customer, 10_000, now, "cake"),
        bought(customer, 10_000, now, "tea"),
        bought(customer, 10_000, december, "cake"),
    ]
    assert await earned(program, at_till, *sales, at=december + timedelta(hours=1)) == [70, 5, 15]
    assert (await favourites.current(program, customer.id, now=now)).final


async def test_a_birthday_is_not_told_at_the_till(
    program: Program, at_till: Merchant, customer: Customer, now: datetime
) -> None:
    today, next_week = now.date(), now + timedelta(days=8)
    await birthdays.tell(program.id, customer.id, today, now=now)
    assert await earned(program, at_till, bought(customer, 10_000, now, "tea"), at=now) == [55]
    await birthdays.tell(program.id, customer.id, next_week.date(), now=now + timedelta(minutes=1))
    sale = bought(customer, 10_000, next_week, "tea")
    assert await earned(program, at_till, sale, at=next_week) == [15 + 10]


async def test_lines_sum_to_their_receipt(program: Program, at_till: Merchant, customer: Customer) -> None:
    await earned(program, at_till, bought(customer, 900_000, WEDNESDAY), at=WEDNESDAY)
    assert await rows(
        "select r.earned, sum(l.earned)::int as lines from receipt r"
        " join receipt_line l on l.program_id = r.program_id and l.receipt_id = r.id group by r.earned"
    ) == [{"earned": 400, "lines": 400}]
