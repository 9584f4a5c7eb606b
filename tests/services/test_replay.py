"""What another file would have made of the past: the same receipts, in the order in which they were made."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from services import programs
from services.database import rows
from services.errors import Conflict
from services.program_file import ProgramFileError
from services.replay import Line, Report, compare, comparing, reading
from tests.factories import joined, program_text
from tests.services.coalition import coalition_text, open_coalition
from tests.services.refunds.shop import Shop, open_shop

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


async def compared(shop: Shop, text: str, **options: object) -> Report:
    program = await programs.load(shop.program.id)
    return await compare(program, text, now=shop.now, **options)  # type: ignore[arg-type]  # passed on


def rate(percent: str) -> str:
    return program_text().replace('base_rate = "5%"', f'base_rate = "{percent}"')


async def test_nothing_yet(database: str) -> None:
    shop = await open_shop(NOW)
    told: list[tuple[int, int]] = []
    report = await compared(shop, rate("7%"), progress=lambda done, total: told.append((done, total)))
    assert report.receipts == 0
    assert report.new.total == Line(0, 0, 0, 0, 0, 0)
    assert report.new.total.share == 0
    assert told == [(0, 0)]


async def test_another_rate(database: str) -> None:
    shop = await open_shop(NOW)
    ann, bob = await joined(shop.program, NOW), await joined(shop.program, NOW)
    await shop.sell(ann, 50_000)  # 25 points
    await shop.sell(bob, 20_000, 10_000)  # 15
    await shop.sell(None, 90_000)
    await shop.sell(ann, 10_000, pay=20)  # 80.00 in money: 4
    report = await compared(shop, rate("10%"))
    assert report.present.total == Line(3, 90_000, 44, 20, 0, 4_400)
    assert report.new.total == Line(3, 90_000, 88, 20, 0, 8_800)
    assert report.new.by_tier == {"bronze": report.new.total}
    assert report.new.by_store == {"center": report.new.total}


async def test_the_file_in_force_makes_what_was_recorded(database: str) -> None:
    shop = await open_shop(NOW - 40 * DAY)
    people = [await joined(shop.program, shop.now) for _ in range(3)]
    for step in range(30):
        shop.now += DAY
        customer = people[step % 3]
        pay = (await shop.sums(customer))[0] // 2
        category = "tobacco" if step % 7 == 0 else "coffee"
        await shop.sell(customer, 3_000 * step + 5_000, 7_100, pay=pay, category=category)
    report = await compared(shop, program_text())
    [recorded] = await rows(
        "select count(*) as receipts, sum(total)::bigint as turnover, sum(earned)::bigint as earned,"
        " sum(redeemed)::bigint as redeemed from receipt where customer_id is not null"
    )
    total = report.present.total
    assert {name: getattr(total, name) for name in recorded} == recorded
    assert report.present == report.new
    tiers = await rows("select tier, count(*) as receipts from receipt group by tier")
    assert {tier: line.receipts for tier, line in report.present.by_tier.items()} == {
        row["tier"]: row["receipts"] for row in tiers
    }


async def test_tiers_are_those_that_the_new_file_would_have_given(database: str) -> None:
    shop = await open_shop(NOW)
    ann = await joined(shop.program, NOW)
    for _ in range(3):
        await shop.sell(ann, 60_000)
        shop.now += DAY
    report = await compared(shop, program_text().replace("from = 1000", "from = 500"))
    assert {tier: line.receipts for tier, line in report.present.by_tier.items()} == {
        "bronze": 2,
        "silver": 1,
    }
    assert {tier: line.receipts for tier, line in report.new.by_tier.items()} == {"bronze": 1, "silver": 2}
    monthly = program_text().replace("[[tiers]]", '[tier_rules]\nwindow = "1d"\n\n[[tiers]]', 1)
    report = await compared(shop, monthly)
    assert list(report.new.by_tier) == ["bronze"]  # a day's purchases never reach silver


async def test_a_period_is_counted_but_the_past_before_it_is_not_forgotten(database: str) -> None:
    shop = await open_shop(NOW)
    ann = await joined(shop.program, NOW)
    await shop.sell(ann, 200_000)
    shop.now += 10 * DAY
    await shop.sell(ann, 10_000)
    shop.now += 10 * DAY
    await shop.sell(ann, 10_000)
    report = await compared(shop, program_text(), begin=NOW + DAY, end=NOW + 15 * DAY)
    assert report.present.by_tier == {"silver": Line(1, 10_000, 7, 0, 0, 700)}


async def test_what_came_back_is_left_out(database: str) -> None:
    shop = await open_shop(NOW)
    ann = await joined(shop.program, NOW)
    whole = await shop.sell(ann, 50_000)
    part = await shop.sell(ann, 20_000, 30_000, pay=10)
    await shop.take_back(whole)
    await shop.take_back(part, {1: None})
    report = await compared(shop, rate("10%"))
    assert (report.receipts, report.present.total.turnover) == (1, 20_000)
    assert report.present.total.redeemed == 4  # 6 of 10 went back with the second line
    assert report.present.total.earned == 9
    assert report.new.total.earned == 19


async def test_merchants_and_their_rates(database: str) -> None:
    program, shops = await open_coalition(NOW)
    ann = await joined(program, NOW)
    for shop in shops.values():
        await shop.sell(ann, 10_000)
    text = coalition_text().replace('base_rate = "10%"', 'base_rate = "20%"')
    report = await compared(shops["Books"], text)
    assert (report.present.total.earned, report.new.total.earned) == (5 + 10 + 5, 5 + 20 + 5)


async def test_discounts_cost(database: str) -> None:
    shop = await open_shop(NOW)
    ann = await joined(shop.program, NOW)
    await shop.sell(ann, 100_000)
    text = program_text().replace(
        'title = "Bronze"\nfrom = 0', 'title = "Bronze"\nfrom = 0\ndiscount = "10%"'
    )
    report = await compared(shop, text)
    assert report.new.total == Line(1, 100_000, 45, 0, 10_000, 10_000 + 4_500)
    assert round(report.new.total.share, 3) == 0.145


async def test_birthdays_and_favourites_count_as_customers_told(database: str) -> None:
    rules = """
[favourites]
choose = 1
bonus = "5%"

[[favourite_categories]]
code = "drinks"
title = "Drinks"
categories = ["coffee"]

[[earning]]
code = "birthday"
title = "Birthday"
points_per_visit = 7
birthday = { days_before = 1, days_after = 1 }
"""
    shop = await open_shop(NOW)
    ann, bob = await joined(shop.program, NOW), await joined(shop.program, NOW)
    await rows("update customer set birthday = '1990-11-22' where id = $1", ann.id)
    await rows(
        "insert into favourite (program_id, customer_id, month, codes, receipts, chosen_at)"
        " values ($1, $2, '2026-11-01', '[\"drinks\", \"gone\"]', 0, $3)",
        shop.program.id,
        bob.id,
        NOW,
    )
    for customer in (ann, bob):
        await shop.sell(customer, 10_000)
        await shop.sell(customer, 10_000, category="cake")
    report = await compared(shop, program_text() + rules)
    assert report.present.total.earned == 4 * 5
    assert report.new.total.earned == 2 * (5 + 7) + (10 + 5)


@pytest.fixture
def little_pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(reading, "PAGE", 3)
    monkeypatch.setattr(reading.customers, "__defaults__", (3,))
    monkeypatch.setattr(comparing, "CHUNK", 5)
    yield


async def test_pages_chunks_and_processes_change_nothing(
    database: str, little_pages: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = await open_shop(NOW)
    people = [await joined(shop.program, NOW) for _ in range(4)]
    for step in range(24):
        shop.now += timedelta(hours=step % 3)  # several at the same moment
        await shop.sell(people[step * step % 4], 9_000 + step * 10_000)
    here = await compared(shop, rate("9%"))
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(comparing, "FEW", 0)
    apart = await compared(shop, rate("9%"), progress=lambda done, total: told.append((done, total)))
    assert apart == here
    assert here.receipts == 24
    assert told[0] == (0, 24)
    assert told[-1] == (24, 24)
    assert len(told) > 2


async def test_only_a_right_file_of_the_same_program(database: str) -> None:
    shop = await open_shop(NOW)
    with pytest.raises(ProgramFileError):
        await compared(shop, "[program]")
    with pytest.raises(Conflict):
        await compared(shop, program_text().replace('"test"', '"other"', 1))
    with pytest.raises(ProgramFileError):
        await compared(shop, rate("lots"))
