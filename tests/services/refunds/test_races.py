"""Refunds that meet: themselves, sales, holds, and the end of the process; and attempts to gain by them."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from services import refunds
from services.database import rows
from services.errors import Invalid, RegularsError
from services.receipts.shapes import Recorded
from services.refunds import Answered
from tests.factories import card, joined, receipt
from tests.services.ledger import assert_sound
from tests.services.refunds.shop import open_shop, words


async def test_the_same_refund_sixteen_times_at_once_is_one(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    sold = await shop.sell(customer)
    asking = shop.asking(sold, 30_000)
    said = await asyncio.gather(*(shop.refund(asking) for _ in range(16)))
    assert len({one.body for one in said}) == 1
    assert [one.replayed for one in said].count(False) == 1
    assert await shop.sums(customer) == (12, 0, 0, 0)
    await assert_sound(shop.program)


async def test_other_refunds_at_once_take_no_more_than_there_is(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    sold = await shop.sell(customer)
    tried = await asyncio.gather(
        *(shop.refund(shop.asking(sold, 10_000)) for _ in range(16)), return_exceptions=True
    )
    assert sum(isinstance(one, Answered) for one in tried) == 5
    assert {one.code for one in tried if isinstance(one, Invalid)} == {"refund_too_much"}
    await shop.take_back(sold)
    assert await shop.sums(customer) == (0, 0, 0, 0)
    await assert_sound(shop.program)


async def test_refunds_sales_and_holds_of_one_customer_at_once(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    await shop.give(customer, 300)
    paid = [await shop.sell(customer, 10_000, pay=50) for _ in range(4)]
    held = [await shop._hold(customer, 10) for _ in range(4)]

    async def spend(token: str) -> object:
        return await shop.record(replace(receipt(customer=card(customer), issued_at=now), hold=token))

    async def back(sold: str, asked: int | None) -> object:
        try:
            return await shop.refund(shop.asking(sold, asked))
        except RegularsError as refusal:
            return refusal.code

    done = await asyncio.gather(
        *(spend(token) for token in held),
        *(back(sold, asked) for sold in paid for asked in (5_000, None)),
    )
    assert all(isinstance(one, Recorded) for one in done[:4])
    for sold in paid:  # the whole may have come before the half
        with pytest.raises(Invalid, match="refund_nothing"):
            await shop.refund(shop.asking(sold))
    assert (await shop.row("select sum(restored)::int as n from receipt"))["n"] == 200
    await assert_sound(shop.program)


async def test_an_end_in_the_middle_leaves_nothing_behind(
    database: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    sold = await shop.sell(customer)
    asking = shop.asking(sold)

    async def end(*args: object, **more: object) -> None:
        raise ConnectionResetError

    for place in ("follow", "tell"):
        with monkeypatch.context() as broken:
            broken.setattr(f"services.refunds.applying.{place}", end)
            with pytest.raises(ConnectionResetError):
                await shop.refund(asking)
        assert await shop.sums(customer) == (27, 0, 0, 0)
        assert await rows("select 1 from refund") == []
    assert not (await refunds.record(shop.program, shop.merchant_id, asking, encode=words, now=now)).replayed
    await assert_sound(shop.program)


async def test_earn_spend_and_refund_gains_nothing(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    for _ in range(3):
        big = await shop.sell(customer, 200_000)
        available = (await shop.sums(customer))[0]
        small = await shop.sell(customer, available * 100, pay=available) if available else None
        await shop.take_back(big, 66_667)
        if small:
            await shop.take_back(small, available * 33)
        await shop.take_back(big)
        if small:
            await shop.take_back(small)
        shop.now += timedelta(days=1)
    assert await shop.sums(customer) == (0, 0, 0, 0)
    assert (await shop.row("select spent, receipts from customer"))["spent"] == 0
    await assert_sound(shop.program)


async def test_a_promo_code_spent_before_its_receipt_comes_back_is_owed(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    bought = await shop.sell(customer, 100, promo_codes=("HELLO",))
    goods = await shop.sell(customer, 3_000, pay=30)
    told = await shop.take_back(bought)
    assert (told["points"]["revoked"], told["points"]["debt"]) == (30, 30)
    assert await shop.sums(customer) == (0, 0, 0, 30)
    again = receipt(customer=card(customer), amounts=(100,), issued_at=now, promo_codes=("HELLO",))
    assert getattr(await shop.record(again), "code", None) == "promo_code_used"
    await shop.take_back(goods)
    assert await shop.sums(customer) == (0, 0, 0, 0)
    await assert_sound(shop.program)


async def test_many_small_refunds_round_nothing_into_the_customers_pocket(
    database: str, now: datetime
) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    await shop.give(customer, 7)
    sold = await shop.sell(customer, 1_999, pay=7)
    before = sum(await shop.sums(customer))
    for _ in range(9):
        told = await shop.take_back(sold, 199)
        points = told["points"]
        assert points["balance"] - points["debt"] <= max(before, 7)
    await shop.take_back(sold)
    assert await shop.sums(customer) == (7, 0, 0, 0)
    await assert_sound(shop.program)
