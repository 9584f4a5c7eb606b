"""A refund while the tier that it carried is not in the program file."""

from datetime import datetime, timedelta

from services import programs
from tests.factories import joined, program_text
from tests.services.refunds.shop import open_shop


async def test_a_refunded_tier_does_not_come_back_with_the_file(database: str, now: datetime) -> None:
    text = program_text()
    without = (
        text[: text.index('[[tiers]]\ncode = "silver"')] + text[text.index('[[tiers]]\ncode = "gold"') :]
    )
    shop = await open_shop(now, text)
    customer = await joined(shop.program, now)
    big = await shop.sell(customer, 120_000)
    shop.program = (await programs.apply(without, actor="test", now=now)).program
    shop.now += timedelta(minutes=1)
    told = await shop.take_back(big)
    assert told["tier"]["name"] == "bronze"
    shop.program = (await programs.apply(text, actor="test", now=shop.now)).program
    await shop.sell(customer, 100)
    assert (await shop.row("select tier from customer where joined_at is not null"))["tier"] == "bronze"
