"""Promo codes, coupons and stamps in a replay: the file in force makes of the past what was recorded."""

from datetime import UTC, datetime, timedelta

from services import programs, promo_batches
from services.database import rows
from services.promo_batches import NewBatch
from services.replay import Report, compare
from tests.factories import joined, program_text
from tests.services.refunds.shop import Shop, open_shop

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
PROMOTIONS = """
[[promo_codes]]
code = "TWICE"
multiply = 2

[[promo_codes]]
code = "OFF"
discount = "10%"

[[coupons]]
code = "first"
title = "First"
discount = "20%"
first_receipt = true

[[coupons]]
code = "big"
title = "Big"
amount = 100
minimum = 600
times = 1

[[stamps]]
code = "third"
title = "Every third"
every = 3
gives = { free_item = true }

[[stamps]]
code = "pair"
title = "Every second"
every = 2
gives = { points = 7 }
per = "receipt"
"""


async def compared(shop: Shop, text: str) -> Report:
    return await compare(await programs.load(shop.program.id), text, now=shop.now)


async def lived(shop: Shop) -> None:
    """Two customers with every kind of promotion, and one receipt that comes back."""
    made = NewBatch("AB", 2, earns="bonus", rate=300)
    batch = await promo_batches.make(shop.program, made, actor="test", now=shop.now)
    codes = [one.code for one in await promo_batches.codes(shop.program, batch.id)]
    for number in range(2):
        customer = await joined(shop.program, shop.now)
        for amount, used in [
            (54_000, ()),
            (70_000, ("HELLO", "TWICE")),
            (20_000, ("OFF",)),
            (90_000, ()),
            (10_000, (codes[number],)),
            (30_000, ()),
        ]:
            shop.now += timedelta(hours=3)
            await shop.sell(customer, amount, promo_codes=used)
    await shop.take_back(await shop.sell(customer, 30_000))


async def test_the_file_in_force_makes_what_was_recorded(database: str) -> None:
    shop = await open_shop(NOW, program_text() + PROMOTIONS)
    await lived(shop)
    total = (await compared(shop, program_text() + PROMOTIONS)).present.total
    [kept] = await rows(
        "select count(*)::int as receipts, sum(earned)::int as earned, sum(gifts)::int as gifts,"
        " sum(discount)::int as discount from receipt where refunded < total"
    )
    assert {name: getattr(total, name) for name in kept} == kept
    assert kept["gifts"] > 2 * 30
    assert total.cost == kept["discount"] + 100 * (kept["earned"] + kept["gifts"])


async def test_what_the_new_file_says_of_them_counts(database: str) -> None:
    shop = await open_shop(NOW, program_text() + PROMOTIONS)
    await lived(shop)
    more = PROMOTIONS.replace("multiply = 2", "multiply = 3").replace("points = 7", "points = 70")
    report = await compared(shop, program_text().replace("points = 30", "points = 300") + more)
    present, new = report.present.total, report.new.total
    assert new.earned > present.earned
    assert new.gifts - present.gifts == 2 * 270 + 4 * 63
    gone = await compared(shop, program_text().replace('[[promo_codes]]\ncode = "HELLO"\npoints = 30\n', ""))
    assert (gone.new.total.gifts, gone.new.total.discount) == (0, 0)


async def test_a_coupon_for_a_segment_counts_while_the_customer_was_in_it(database: str) -> None:
    coupon = '[[coupons]]\ncode = "loyal"\ntitle = "Loyal"\ndiscount = "50%"\nsegment = "loyal"\n'
    shop = await open_shop(NOW, program_text() + coupon)
    customer = await joined(shop.program, NOW)
    await shop.sell(customer, 10_000)
    await rows(
        "insert into membership (program_id, segment, customer_id, entered_at, left_at)"
        " values ($1, 'loyal', $2, $3, $4)",
        shop.program.id,
        customer.id,
        NOW + timedelta(hours=1),
        NOW + timedelta(hours=3),
    )
    for _ in range(2):
        shop.now += timedelta(hours=2)
        await shop.sell(customer, 10_000)
    lifecycle = "\n[lifecycle]\nloyal_receipts = 9\n"
    report = await compared(shop, program_text() + coupon + lifecycle)
    assert report.present.total.discount == 5_000
    assert report.unseen == ("loyal",)
