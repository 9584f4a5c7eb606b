"""Stamp cards, coupons and limited promo codes with real receipts."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import orjson
import pytest

from services import coupons, merchants, programs, stamps
from services.customers import Customer
from services.database import row, rows, transaction
from services.errors import RegularsError
from services.keyring import Keyring
from services.merchants import Merchant
from services.programs import Program
from services.receipts import batch
from services.receipts.shapes import Line, NewReceipt, Recorded
from services.receipts.state import Pending
from services.refunds import StampsBack, promoting
from services.rules.stamps import LineBack
from tests.factories import card, encode, joined, program_text, receipt
from tests.services.ledger import assert_sound

KEYRING = Keyring("test secret")
SEVENTH = """
[[stamps]]
code = "coffee"
title = "Every 7th coffee"
every = 7
gives = { free_item = true }
categories = ["coffee"]
expire_after = "30d"
"""
POINTS = SEVENTH.replace("{ free_item = true }", "{ points = 100 }")


class Shop:
    """A program with a till and a customer."""

    def __init__(self, program: Program, merchant: Merchant, customer: Customer, now: datetime) -> None:
        self.program, self.merchant, self.customer, self.now = program, merchant, customer, now

    async def sell(self, item: NewReceipt, *, after: timedelta = timedelta(0)) -> dict[str, object]:
        pending = Pending(self.merchant.id, self.merchant.name, item, self.now + after)
        [outcome] = await batch.record(self.program.id, [pending], keyring=KEYRING, encode=encode)
        if isinstance(outcome, RegularsError):
            raise outcome
        assert isinstance(outcome, Recorded)
        answer: dict[str, object] = orjson.loads(outcome.body)
        return answer

    async def coffee(
        self, *amounts: int, after: timedelta = timedelta(0), **more: object
    ) -> dict[str, object]:
        item = receipt(
            customer=card(self.customer),
            amounts=amounts or (20_000,),
            issued_at=self.now,
            **more,  # type: ignore[arg-type]  # the factory's own keywords
        )
        return await self.sell(item, after=after)

    async def stamps(self, *, after: timedelta = timedelta(0)) -> int:
        [found] = await stamps.cards(self.program, self.customer.id, now=self.now + after)
        return found.stamps


async def opened(now: datetime, text: str) -> Shop:
    program = (await programs.apply(program_text() + text, actor="test", now=now)).program
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    return Shop(program, merchant, await joined(program, now), now)


async def test_every_seventh_coffee_is_free(database: str, now: datetime) -> None:
    shop = await opened(now, SEVENTH)
    for number in range(1, 7):
        answer = await shop.coffee()
        assert answer["stamps"] == [{"card": "coffee", "stamps": number, "full": 6, "rewarded": False}]
        assert answer["payable"] == 20_000
    answer = await shop.coffee(30_000, 20_000)
    assert (answer["discount"], answer["payable"]) == (20_000, 30_000)
    assert answer["offs"] == [{"source": "stamps", "code": "coffee", "amount": 20_000}]
    assert await shop.stamps() == 1
    lines = await rows("select number, discount, paid from receipt_line where discount > 0")
    assert lines == [{"number": 1, "discount": 20_000, "paid": 0}]
    await assert_sound(shop.program)


async def test_the_seventh_stamp_brings_points(database: str, now: datetime) -> None:
    shop = await opened(now, POINTS)
    for _ in range(6):
        answer = await shop.coffee()
    answer = await shop.coffee()
    points = answer["points"]
    assert isinstance(points, dict) and points["earned"] == 14 + 100
    assert (await row("select gifts, earned from receipt order by id desc limit 1")) == {
        "gifts": 100,
        "earned": 14,
    }
    assert await shop.stamps() == 0
    await assert_sound(shop.program)


async def test_what_is_not_coffee_and_what_is_excluded_is_not_stamped(database: str, now: datetime) -> None:
    shop = await opened(now, SEVENTH.replace('categories = ["coffee"]\n', ""))
    await shop.coffee(category="tobacco")
    await shop.coffee(0)
    assert await shop.stamps() == 0
    await shop.coffee(category=None)
    assert await shop.stamps() == 1


async def test_stamps_burn_without_a_new_one(database: str, now: datetime) -> None:
    shop = await opened(now, SEVENTH)
    await shop.coffee()
    await shop.coffee(after=timedelta(days=29))
    assert await shop.stamps(after=timedelta(days=58)) == 2
    assert await shop.stamps(after=timedelta(days=59)) == 0
    await shop.coffee(after=timedelta(days=60))
    assert await shop.stamps(after=timedelta(days=60)) == 1
    assert [one.kind for one in await stamps.history(shop.program, shop.customer.id)] == [
        "purchase",
        "expire",
        "purchase",
        "purchase",
    ]


async def test_quantities_are_stamped_whole(database: str, now: datetime) -> None:
    shop = await opened(now, SEVENTH)
    plain = receipt(customer=card(shop.customer), issued_at=now)
    line = Line("latte", "Latte", "coffee", Decimal("2.9"), plain.total)
    await shop.sell(replace(plain, lines=(line,)))
    assert await shop.stamps() == 2


async def _take_back(shop: Shop, lines: list[LineBack], *, whole: bool) -> list[int]:
    found = await row("select id from receipt order by id desc limit 1")
    assert found
    async with transaction() as connection:
        marks = await stamps.take_back(
            connection, shop.program, found["id"], lines, whole=whole, now=shop.now
        )
    return [mark.stamps for mark in marks]


async def test_a_refund_takes_its_stamps_once(database: str, now: datetime) -> None:
    shop = await opened(now, SEVENTH)
    await shop.coffee(20_000, 20_000)
    half = [LineBack(20_000, 20_000), LineBack(20_000, 0)]
    assert await _take_back(shop, half, whole=False) == [-1]
    assert await _take_back(shop, half, whole=False) == []
    assert await _take_back(shop, [LineBack(20_000, 20_000)] * 2, whole=True) == [-1]
    assert await _take_back(shop, [LineBack(20_000, 20_000)] * 2, whole=True) == []
    assert await shop.stamps() == 0


async def test_a_refund_of_the_reward_fills_the_card_again(database: str, now: datetime) -> None:
    shop = await opened(now, POINTS)
    for _ in range(7):
        await shop.coffee()
    assert sorted(await _take_back(shop, [LineBack(20_000, 20_000)], whole=True)) == [-1, 7]
    assert await shop.stamps() == 6


async def test_stamps_that_a_reward_used_are_owed_after_a_refund(database: str, now: datetime) -> None:
    shop = await opened(now, SEVENTH)
    await shop.coffee(*[20_000] * 6)
    first = await row("select id from receipt")
    await shop.coffee()
    assert first
    async with transaction() as connection:
        await stamps.take_back(
            connection, shop.program, first["id"], [LineBack(20_000, 20_000)] * 6, whole=True, now=now
        )
    assert await shop.stamps() == 0
    await shop.coffee(*[20_000] * 7)
    assert await shop.stamps() == 1


async def test_stamps_that_burned_are_not_taken_twice(database: str, now: datetime) -> None:
    shop = await opened(now, SEVENTH)
    await shop.coffee()
    first = await row("select id from receipt")
    await shop.coffee(after=timedelta(days=40))
    assert first
    async with transaction() as connection:
        taken = await stamps.take_back(
            connection, shop.program, first["id"], [LineBack(20_000, 20_000)], whole=True, now=now
        )
    assert taken == []


COUPON = """
[[coupons]]
code = "ten"
title = "10% off"
discount = "10%"
categories = ["coffee"]
minimum = 100
times = 2

[[coupons]]
code = "gone"
title = "For the lost"
discount = "50%"
segment = "lost"
"""


async def test_a_coupon_applies_itself_as_often_as_it_may(database: str, now: datetime) -> None:
    shop = await opened(now, COUPON)
    assert (await shop.coffee(9_999))["discount"] == 0
    assert [(await shop.coffee())["discount"] for _ in range(3)] == [2_000, 2_000, 0]
    assert len(await rows("select from coupon_use where coupon = 'ten'")) == 2
    await assert_sound(shop.program)


async def test_the_discount_is_paid_by_nobody_and_earns_nothing(database: str, now: datetime) -> None:
    shop = await opened(now, COUPON.replace('"10%"', '"100%"', 1))
    answer = await shop.coffee()
    assert (answer["payable"], answer["discount"]) == (0, 20_000)
    points = answer["points"]
    assert isinstance(points, dict) and points["earned"] == 0


LIMITED = """
[[promo_codes]]
code = "ONCE"
discount = "25%"
most_uses = 1
"""


async def test_64_at_once_on_a_code_for_one_use_is_exactly_one(database: str, now: datetime) -> None:
    shop = await opened(now, LIMITED)
    people = [await joined(shop.program, now) for _ in range(64)]

    async def use(customer: Customer) -> object:
        item = receipt(customer=card(customer), amounts=(20_000,), issued_at=now, promo_codes=("ONCE",))
        return await shop.sell(item)

    outcomes = await asyncio.gather(*(use(one) for one in people), return_exceptions=True)
    won = [outcome for outcome in outcomes if isinstance(outcome, dict)]
    lost = [outcome.code for outcome in outcomes if isinstance(outcome, RegularsError)]
    assert [outcome["discount"] for outcome in won] == [5_000]
    assert lost == ["promo_code_used_up"] * 63
    assert await row("select used from promo_code where code = 'ONCE'") == {"used": 1}


async def test_a_limit_that_comes_later_counts_what_was(database: str, now: datetime) -> None:
    shop = await opened(now, LIMITED.replace("most_uses = 1\n", ""))
    await shop.coffee(promo_codes=("ONCE",))
    limited = program_text() + LIMITED
    shop.program = (await programs.apply(limited, actor="test", now=now)).program
    other = await joined(shop.program, now)
    item = receipt(customer=card(other), issued_at=now, promo_codes=("ONCE",))
    with pytest.raises(RegularsError, match="promo_code_used_up"):
        await shop.sell(item)


async def test_a_customer_sees_the_coupons_that_are_open_to_them(database: str, now: datetime) -> None:
    shop = await opened(now, COUPON)
    assert [one.code for one in await coupons.current(shop.program, shop.customer, now=now)] == ["ten"]
    for _ in range(2):
        await shop.coffee()
    assert await coupons.current(shop.program, shop.customer, now=now) == ()


async def test_a_whole_refund_gives_stamps_and_the_coupon_back(database: str, now: datetime) -> None:
    shop = await opened(now, COUPON + SEVENTH)
    await shop.coffee(20_000, 20_000)
    found = await row("select id from receipt")
    assert found
    told: list[object] = []
    for second, whole in ((0, False), (20_000, True), (20_000, True)):
        lines = [LineBack(20_000, 20_000), LineBack(20_000, second)]
        async with transaction() as connection:
            told += await promoting.take_back(
                connection, shop.program, shop.customer.id, found["id"], lines, whole=whole, now=now
            )
    assert told == [StampsBack("coffee", 1, 0, 1), StampsBack("coffee", 1, 0, 0)]
    assert await shop.stamps() == 0
    uses = await rows("select uses, discount from coupon_use order by id")
    assert uses == [{"uses": 1, "discount": 4_000}, {"uses": -1, "discount": -4_000}]


async def test_points_of_a_full_card_burn_by_the_clock_of_the_store(database: str, now: datetime) -> None:
    east = '[[stores]]\ncode = "east"\nname = "East"\ntimezone = "Asia/Vladivostok"\n'
    text = program_text().replace('expire_after = "365d"', "expiry = { days = 1 }")
    program = (await programs.apply(text + east + POINTS.replace("7", "2"), actor="test", now=now)).program
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    shop = Shop(program, merchant, await joined(program, now), now)
    await shop.coffee(20_000, 20_000, store="east", employee=None)
    burns = {lot["expires_at"] for lot in await rows("select expires_at from lot")}
    assert burns == {datetime(2026, 11, 22, 14, tzinfo=UTC)}  # midnight in Vladivostok
