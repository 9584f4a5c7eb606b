"""A receipt keeps which rules gave its points, and tells it: to the till, to a repeat, and in the story."""

from datetime import datetime, timedelta

import orjson

from services import programs, story
from services.database import rows
from services.receipts import applied
from services.rules.earning import Applied
from tests.factories import card, joined, program_text, receipt
from tests.services.ledger import assert_sound
from tests.services.receipts.test_recording import answered
from tests.services.refunds.shop import open_shop

HAPPY = """
[[earning]]
code = "happy"
title = { en = "Happy hours", ru = "Счастливые часы" }
multiply = 2

[points.caps]
receipt = 100

[[stamps]]
code = "pair"
title = "Every second"
every = 2
gives = { points = 7 }
"""


async def test_what_gave_the_points_is_kept_and_answered(database: str, now: datetime) -> None:
    shop = await open_shop(now, program_text() + HAPPY)
    customer = await joined(shop.program, now)
    sold = [
        receipt(customer=card(customer), amounts=(amount,), issued_at=now, promo_codes=codes, category=kind)
        for amount, codes, kind in [(54_000, ("HELLO",), "coffee"), (100_000, (), "coffee"), (5, (), None)]
    ]
    first, second, third = [await shop.record(one) for one in sold]
    points = answered(first)["points"]
    assert (points["earned"], points["capped"]) == (84, 0)
    assert points["rules"] == [
        {"code": "base", "points": 27},
        {"code": "happy", "points": 27},
        {"code": "promo:HELLO", "points": 30},
    ]
    capped = answered(second)["points"]
    assert (capped["earned"], capped["capped"]) == (107, 0)
    assert {"code": "stamps:pair", "points": 7} in capped["rules"]  # type: ignore[operator]  # a list
    kept = await rows("select earned, applied, capped from receipt order by id")
    assert [applied.read(row["earned"], row["applied"]) for row in kept] == [
        (Applied("base", 27), Applied("happy", 27)),
        (Applied("base", 50), Applied("happy", 50)),
        (),
    ]
    assert answered(third)["points"]["rules"] == []
    shop.now += timedelta(days=1)
    assert answered(await shop.record(sold[0])) == answered(first)
    await assert_sound(shop.program)


async def test_a_receipt_of_the_base_rate_alone_keeps_nothing(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    await shop.sell(await joined(shop.program, now))
    assert await shop.row("select applied, capped from receipt") == {"applied": None, "capped": None}


async def test_what_caps_took_is_kept(database: str, now: datetime) -> None:
    shop = await open_shop(now, program_text() + HAPPY)
    await shop.sell(await joined(shop.program, now), 200_000)
    kept = await shop.row("select earned, applied, capped from receipt")
    assert orjson.loads(kept["applied"]) == ["base", 50, "happy", 50]
    assert (kept["earned"], kept["capped"]) == (100, 100)


async def test_the_story_has_the_titles_of_the_file_that_priced(database: str, now: datetime) -> None:
    shop = await open_shop(now, program_text() + HAPPY)
    customer = await joined(shop.program, now)
    await shop.sell(customer, 54_000)
    renamed = (program_text() + HAPPY).replace("Happy hours", "Merry hours")
    await programs.apply(renamed, actor="test", now=now)
    shop.now += timedelta(hours=1)
    await shop.sell(customer, 200_000)
    program = await programs.load(shop.program.id)
    told = (await story.tell(program, customer.id, 1, now=shop.now)).page.items
    named = [
        [(part.title.in_language("en") if part.title else part.code, part.points) for part in step.rules]
        for step in told
    ]
    assert named == [[("base", 50), ("Merry hours", 50)], [("base", 27), ("Happy hours", 27)]]
    assert [step.capped for step in told] == [100, 0]
