"""A batch in which a refund waits for one of its receipts is as good as its receipts one by one."""

from datetime import datetime

import orjson

from services.receipts import batch
from services.receipts.shapes import Recorded
from services.receipts.state import Pending
from tests.factories import card, encode, joined, receipt
from tests.services.ledger import assert_sound
from tests.services.refunds.shop import KEYRING, open_shop


async def test_nothing_is_priced_with_a_tier_that_came_back(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    await shop.refund(shop.asking("big"))
    sales = [
        receipt("big", customer=card(customer), amounts=(120_000,), issued_at=now),
        receipt("small", customer=card(customer), amounts=(50_000,), issued_at=now),
    ]
    pending = [Pending(shop.merchant_id, shop.merchant, sale, now) for sale in sales]
    big, small = await batch.record(shop.program.id, pending, keyring=KEYRING, encode=encode)
    assert isinstance(big, Recorded) and isinstance(small, Recorded)
    assert orjson.loads(big.body)["tier"]["name"] == "silver"
    assert orjson.loads(small.body)["tier"]["name"] == "bronze"
    assert orjson.loads(small.body)["points"]["earned"] == 25
    assert await shop.sums(customer) == (25, 0, 0, 0)
    await assert_sound(shop.program)
