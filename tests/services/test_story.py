"""The story of a balance: every step in order, and its sum is the balance."""

import random
from datetime import datetime, timedelta

import pytest

from services import story
from services.customers import Customer
from services.errors import Invalid
from services.story import Step
from tests.factories import joined, program_text
from tests.services.ledger import assert_sound
from tests.services.refunds.shop import Shop, open_shop


async def whole(shop: Shop, customer: Customer, size: int = 1000) -> list[Step]:
    """All pages, put together; oldest first."""
    first = await story.tell(shop.program, customer.id, 1, now=shop.now, size=size)
    steps = list(first.page.items)
    for number in range(2, first.page.pages + 1):
        steps += (await story.tell(shop.program, customer.id, number, now=shop.now, size=size)).page.items
    return steps[::-1]


async def live(shop: Shop, customer: Customer, chance: random.Random) -> None:
    """One thing that happens to a customer."""
    available = (await shop.sums(customer))[0]
    match chance.randrange(5):
        case 0:
            shop.now += timedelta(days=chance.randrange(1, 20))
        case 1:
            await shop.give(customer, chance.randrange(1, 50))
        case 2:
            sold = await shop.sell(customer, chance.randrange(50_000), chance.randrange(50_000))
            shop.sales.append(sold)
        case 3 if available:
            pay = chance.randrange(1, available + 1)
            shop.sales.append(await shop.sell(customer, pay * 100 + chance.randrange(10_000), pay=pay))
        case _ if shop.sales:
            asked = chance.choice([None, chance.randrange(1, 20_000), {0: None}])
            try:
                await shop.take_back(chance.choice(shop.sales), asked)
            except Invalid:
                return


@pytest.mark.parametrize(("seed", "policy"), [(1, "debt"), (2, "debt"), (3, "within_balance")])
async def test_the_story_sums_to_the_balance(database: str, now: datetime, seed: int, policy: str) -> None:
    text = program_text(expire_after="40d", pending="3d")
    shop = await open_shop(now, text.replace("[[tiers]]", f'refunds = "{policy}"\n\n[[tiers]]', 1))
    customer, chance = await joined(shop.program, now), random.Random(seed)
    for _ in range(25):
        await live(shop, customer, chance)
        available, pending, held, debt = await shop.sums(customer)
        steps = await whole(shop, customer)
        assert sum(step.points for step in steps) == available + pending + held - debt
    running = 0
    for step in steps:
        running += step.points
        assert step.balance == running
        parts = step.earned + step.given + step.restored + step.forgiven - step.spent - step.revoked
        assert step.kind not in ("purchase", "refund") or parts == step.points
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert await whole(shop, customer, size=3) == steps
    await assert_sound(shop.program)


async def test_a_debt_is_told_where_it_came_from_and_what_paid_it(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    first = await shop.sell(customer)
    shop.now += timedelta(hours=1)
    await shop.sell(customer, 10_000, pay=27, promo_codes=())
    shop.now += timedelta(hours=1)
    await shop.take_back(first)
    shop.now += timedelta(hours=1)
    await shop.sell(customer, 10_000)
    told = [
        (step.kind, step.points, step.balance, step.total, step.owed, step.paid)
        for step in await whole(shop, customer)
    ]
    assert told == [
        ("purchase", 27, 27, 54_000, 0, 0),
        ("purchase", -24, 3, 10_000, 0, 0),
        ("refund", -27, -24, 54_000, 24, 0),
        ("purchase", 5, -19, 10_000, 0, 0),
        ("debt_paid", 0, -19, None, 0, 5),
    ]


async def test_what_burned_since_is_told_at_its_moment(database: str, now: datetime) -> None:
    shop = await open_shop(now, expire_after="30d")
    customer = await joined(shop.program, now)
    await shop.give(customer, 10)
    await shop.give(customer, 5)
    shop.now += timedelta(days=60)
    found = await story.tell(shop.program, customer.id, 1, now=shop.now)
    burned = found.page.items[0]
    assert (burned.kind, burned.points, burned.balance, burned.at) == (
        "expire",
        -15,
        0,
        now + timedelta(days=30),
    )
    assert found.balance.available == 0


async def test_a_customer_without_a_story(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    found = await story.tell(shop.program, customer.id, 7, now=now)
    assert (found.page.items, found.page.number, found.page.pages) == ((), 1, 1)
