"""What follows from a refund beside the points: tier, stamps, coupons."""

from datetime import datetime, timedelta

import pytest

from services import ledger, stats
from services.database import rows
from tests.factories import joined, program_text
from tests.services.ledger import assert_sound
from tests.services.refunds.shop import open_shop

STAMPS = """
[[stamps]]
code = "coffee"
title = "Every 7th coffee"
every = 3
gives = { points = 100 }
categories = ["coffee"]
"""
COUPON = """
[[coupons]]
code = "hello"
title = "Ten off"
discount = "10%"
times = 1
"""


async def test_an_upgrade_goes_with_its_reason_at_once(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    small = await shop.sell(customer, 30_000)
    big = await shop.sell(customer, 90_000)
    tier = "select tier from customer where joined_at is not null"
    assert (await shop.row(tier))["tier"] == "silver"
    kept = await shop.take_back(big, 20_000)
    assert (kept["tier"]["name"], kept["tier"]["changed"]) == ("silver", False)
    told = await shop.take_back(small, 10_000)
    assert (told["tier"]["name"], told["tier"]["changed"]) == ("bronze", True)
    assert told["tier"]["to_next"] == 10_000
    assert (await shop.row(tier))["tier"] == "bronze"
    await assert_sound(shop.program)


async def test_stamps_and_what_they_gave_go_with_the_receipt(database: str, now: datetime) -> None:
    shop = await open_shop(now, program_text() + STAMPS)
    customer = await joined(shop.program, now)
    for _ in range(2):
        await shop.sell(customer, 20_000)
    full = await shop.sell(customer, 20_000)
    assert await shop.sums(customer) == (130, 0, 0, 0)
    await shop.take_back(full, 10_000)
    assert await shop.sums(customer) == (75, 0, 0, 0)
    await shop.take_back(full)
    assert await shop.sums(customer) == (20, 0, 0, 0)
    assert (await shop.row("select sum(stamps)::int as n from stamp"))["n"] == 2
    await assert_sound(shop.program)


async def test_a_coupon_comes_back_with_the_whole_receipt(database: str, now: datetime) -> None:
    shop = await open_shop(now, program_text() + COUPON)
    customer = await joined(shop.program, now)
    sold = await shop.sell(customer, 20_000)
    first = await shop.take_back(sold, 10_000)
    assert first["payable"] == 9_000
    uses = "select coalesce(sum(uses), 0)::int as n from coupon_use"
    assert (await shop.row(uses))["n"] == 1
    assert (await shop.take_back(sold))["payable"] == 9_000
    assert (await shop.row(uses))["n"] == 0
    again = await shop.sell(customer, 20_000)
    assert (await shop.row("select discount from receipt where receipt_id = $1", again))["discount"] == 2_000
    await assert_sound(shop.program)


@pytest.mark.parametrize("policy", ["debt", "within_balance"])
async def test_the_ledger_verifies_after_all_of_it(database: str, now: datetime, policy: str) -> None:
    text = program_text().replace("[[tiers]]", f'refunds = "{policy}"\n\n[[tiers]]', 1)
    shop = await open_shop(now, text + STAMPS + COUPON)
    customer = await joined(shop.program, now)
    sold = [await shop.sell(customer, 20_000, promo_codes=("HELLO",) * (n == 0)) for n in range(3)]
    await shop.sell(customer, 15_000, pay=100)
    for one in sold:
        await shop.take_back(one, 3_333)
        await shop.take_back(one)
    found = [found async for progress in ledger.verify(shop.program) for found in progress.differences]
    assert found == []
    assert await rows("select 1 from receipt where refunded = total") != []
    await assert_sound(shop.program)


async def test_the_turnover_is_what_stayed_in_the_till(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    await shop.give(customer, 50)
    sold = await shop.sell(customer, 20_000, pay=50)
    shop.now += timedelta(days=1)
    await shop.sell(None, 1_000)
    await shop.take_back(sold, 10_000)
    today = await stats.summary(shop.program, "today", now=shop.now)
    week = await stats.summary(shop.program, "week", now=shop.now)
    assert (today.receipts, today.revenue) == (1, 1_000 - 7_500)
    assert (week.receipts, week.receipts_with_customer, week.revenue) == (2, 1, 1_000 + 7_500)
