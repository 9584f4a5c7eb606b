"""Returning purchases brings nobody to the same number twice."""

from datetime import datetime, timedelta

from tests.factories import joined, program_text
from tests.services.ledger import assert_sound
from tests.services.refunds.shop import Shop, open_shop

NUMBERS = """
[[earning]]
code = "{code}"
title = "A number"
points_per_visit = 50
{key} = {number}
"""


async def given(shop: Shop, receipt_id: str) -> int:
    row = await shop.row("select earned from receipt where receipt_id = $1", receipt_id)
    return int(row["earned"]) - 5


async def test_a_second_purchase_is_the_second_once(database: str, now: datetime) -> None:
    shop = await open_shop(now, program_text() + NUMBERS.format(code="second", key="nth_purchase", number=2))
    customer = await joined(shop.program, now)
    sales: list[str] = []
    for _ in range(4):
        shop.now += timedelta(hours=1)
        sales.append(await shop.sell(customer, 10_000))
        if len(sales) > 1:
            await shop.take_back(sales[-2])
    # the fourth is the second one again, since the second came back with its points
    assert [await given(shop, sale) for sale in sales] == [0, 50, 0, 50]
    assert await shop.sums(customer) == (50 + 5, 0, 0, 0)
    await assert_sound(shop.program)


async def test_a_purchase_that_came_back_leaves_its_number_to_the_next(database: str, now: datetime) -> None:
    shop = await open_shop(now, program_text() + NUMBERS.format(code="first", key="nth_purchase", number=1))
    customer = await joined(shop.program, now)
    await shop.take_back(await shop.sell(customer, 10_000))
    again = await shop.sell(customer, 10_000)
    assert await given(shop, again) == 50
    assert await given(shop, await shop.sell(customer, 10_000)) == 0
    assert await shop.sums(customer) == (50 + 5 + 5, 0, 0, 0)


async def test_every_third_purchase_needs_three_that_stay(database: str, now: datetime) -> None:
    shop = await open_shop(
        now, program_text() + NUMBERS.format(code="third", key="every_nth_purchase", number=3)
    )
    customer = await joined(shop.program, now)
    found = []
    for turn in range(4):
        sales = [await shop.sell(customer, 10_000) for _ in range(3)]
        found.append([await given(shop, sale) for sale in sales])
        if turn < 3:
            for sale in sales[:2]:
                await shop.take_back(sale)
    # five stay at most, so the sixth comes once
    assert found == [[0, 0, 50], [0, 0, 0], [0, 0, 0], [0, 0, 50]]
