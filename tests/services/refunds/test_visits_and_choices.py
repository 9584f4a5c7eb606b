"""What a refund must not open again, and what is no visit."""

from datetime import date, datetime, timedelta

import pytest

from services import favourites
from services.errors import Conflict
from tests.factories import joined, program_text
from tests.services.ledger import assert_sound
from tests.services.refunds.shop import open_shop

VISITS = """
[tier_rules]
measured_by = "visits"
"""
CHOICE = """
[favourites]
choose = 1

[[favourite_categories]]
code = "coffee"
title = "Coffee"
categories = ["coffee"]

[[favourite_categories]]
code = "pastry"
title = "Pastry"
categories = ["pastry"]
"""


async def test_a_used_choice_stays_when_an_older_receipt_comes_back(database: str, now: datetime) -> None:
    shop = await open_shop(now, program_text() + CHOICE)
    customer = await joined(shop.program, now)
    older = await shop.sell(customer, 100)
    shop.now += timedelta(minutes=1)
    month = date(now.year, now.month, 1)
    await favourites.choose(shop.program, customer.id, month, ["coffee"], now=shop.now)
    shop.now += timedelta(minutes=1)
    await shop.sell(customer, 54_000)
    await shop.take_back(older)
    with pytest.raises(Conflict, match="favourites_final"):
        await favourites.choose(shop.program, customer.id, month, ["pastry"], now=shop.now)
    await assert_sound(shop.program)


async def test_a_receipt_of_nothing_is_no_visit(database: str, now: datetime) -> None:
    text = program_text().replace("from = 1000\n", "from = 2\n").replace("from = 5000\n", "from = 3\n")
    shop = await open_shop(now, text + VISITS)
    customer = await joined(shop.program, now)
    await shop.sell(customer)
    for _ in range(3):
        await shop.sell(customer, 0)
    assert (await shop.row("select tier from customer where joined_at is not null"))["tier"] == "bronze"


async def test_a_choice_is_open_again_when_its_only_use_comes_back(database: str, now: datetime) -> None:
    shop = await open_shop(now, program_text() + CHOICE)
    customer = await joined(shop.program, now)
    month = date(now.year, now.month, 1)
    await favourites.choose(shop.program, customer.id, month, ["coffee"], now=shop.now)
    shop.now += timedelta(minutes=1)
    await shop.take_back(await shop.sell(customer, 54_000))
    changed = await favourites.choose(shop.program, customer.id, month, ["pastry"], now=shop.now)
    assert changed.codes == ("pastry",)
