"""Stamp cards after refunds: nobody gets stamps back that were never bought, or that have burned."""

from datetime import datetime, timedelta

from services import stamps
from services.customers import Customer
from tests.factories import joined, program_text
from tests.services.ledger import assert_sound
from tests.services.refunds.shop import Shop, open_shop

CARD = """
[[stamps]]
code = "coffee"
title = "Every 3rd coffee"
every = 3
gives = { points = 100 }
categories = ["coffee"]
expire_after = "30d"
"""


async def _stamps(shop: Shop, customer: Customer) -> int:
    [card] = await stamps.cards(shop.program, customer.id, now=shop.now)
    return card.stamps


async def test_a_reward_undone_after_its_card_burned_leaves_nothing(database: str, now: datetime) -> None:
    shop = await open_shop(now, program_text() + CARD)
    customer = await joined(shop.program, now)
    full = await shop.sell(customer, 10_000, 10_000, 10_000)
    await shop.sell(customer, 10_000)
    shop.now += timedelta(days=31)
    await shop.sell(customer, 10_000)
    assert await _stamps(shop, customer) == 1
    await shop.take_back(full)
    assert await _stamps(shop, customer) == 1
    await assert_sound(shop.program)


async def test_a_reward_undone_does_not_wake_burned_stamps(database: str, now: datetime) -> None:
    shop = await open_shop(now, program_text() + CARD)
    customer = await joined(shop.program, now)
    full = await shop.sell(customer, 10_000, 10_000, 10_000)
    await shop.sell(customer, 10_000, 10_000)
    shop.now += timedelta(days=31)
    assert await _stamps(shop, customer) == 0
    await shop.take_back(full)
    assert await _stamps(shop, customer) == 0
    await assert_sound(shop.program)


async def test_stamps_that_became_points_are_owed_after_others_burned(database: str, now: datetime) -> None:
    shop = await open_shop(now, program_text() + CARD)
    customer = await joined(shop.program, now)
    first = await shop.sell(customer, 10_000, 10_000)
    await shop.sell(customer, 10_000, 10_000)
    shop.now += timedelta(days=31)
    await shop.take_back(first)
    owed = await shop.row("select sum(stamps)::int as n from stamp")
    assert owed["n"] == -2
    await assert_sound(shop.program)
