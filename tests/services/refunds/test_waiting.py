"""Refunds that arrive before their receipt, and those that arrive with it."""

import asyncio
from datetime import datetime, timedelta

import pytest

from services import cleanup
from services.database import rows
from services.errors import Conflict, Invalid
from services.receipts.shapes import Recorded
from tests.factories import card, joined, receipt
from tests.services.ledger import assert_sound
from tests.services.refunds.shop import open_shop


async def test_a_refund_before_its_receipt_is_applied_with_it(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    half, rest = shop.asking("A", 27_000, refund_id="half"), shop.asking("A", {0: None}, refund_id="rest")
    for asking in (half, half, rest):
        assert (await shop.refund(asking)).body is None
    assert await rows("select 1 from receipt") == []
    with pytest.raises(Conflict, match="refund_conflict"):
        await shop.refund(shop.asking("A", 1, refund_id="half"))
    await shop.sell(customer, receipt_id="B")
    assert await shop.sums(customer) == (27, 0, 0, 0)
    await shop.sell(customer, receipt_id="A")
    assert await shop.sums(customer) == (27, 0, 0, 0)
    assert await rows("select 1 from waiting_refund") == []
    told = await shop.refund(half)
    assert told.replayed
    assert told.body is not None
    assert told == await shop.refund(half)
    assert (await shop.take_back("A", {0: None}, refund_id="rest"))["amount"] == 27_000
    await assert_sound(shop.program)


async def test_a_refund_that_the_receipt_does_not_allow_stops_no_sale(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    await shop.refund(shop.asking("A", 54_001))
    with pytest.raises(Invalid, match="currency_mismatch"):
        await shop.refund(shop.asking("A", currency="USD"))
    await shop.refund(shop.asking("A", 1_000))
    await shop.sell(customer, receipt_id="A")
    assert (await shop.row("select refunded from receipt"))["refunded"] == 1_000
    assert await rows("select 1 from waiting_refund") == []
    await assert_sound(shop.program)


async def test_a_refused_receipt_leaves_its_refund_waiting(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    await shop.refund(shop.asking("A"))
    refused = receipt("A", customer=card(customer), issued_at=now, store="nowhere")
    assert not isinstance(await shop.record(refused), Recorded)
    assert len(await rows("select 1 from waiting_refund")) == 1


async def test_an_anonymous_receipt_is_refunded_by_what_waited(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    await shop.refund(shop.asking("A"))
    await shop.sell(None, receipt_id="A")
    assert (await shop.row("select refunded from receipt"))["refunded"] == 54_000
    await assert_sound(shop.program)


async def test_what_waits_in_vain_is_forgotten(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    await shop.refund(shop.asking("A"))
    await cleanup.sweep(now=now + timedelta(days=89))
    assert len(await rows("select 1 from waiting_refund")) == 1
    await cleanup.sweep(now=now + timedelta(days=91))
    assert await rows("select 1 from waiting_refund") == []


async def test_a_refund_that_arrives_with_its_receipt_is_never_lost(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)

    async def both(number: int) -> None:
        sale = receipt(f"S-{number}", customer=card(customer), issued_at=now)
        asking = shop.asking(sale.receipt_id)
        work = [shop.record(sale), shop.refund(asking), shop.refund(asking)]
        await asyncio.gather(*(work if number % 2 else reversed(work)))

    for number in range(12):
        await both(number)
    assert await rows("select 1 from waiting_refund") == []
    assert await shop.sums(customer) == (0, 0, 0, 0)
    assert (await shop.row("select count(*) as n from refund"))["n"] == 12
    await assert_sound(shop.program)
