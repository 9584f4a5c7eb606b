"""The customer's own rhythm is kept up to date by receipts."""

from datetime import datetime, timedelta

import pytest

from services import merchants
from services.database import rows
from services.keyring import Keyring
from services.receipts import batch
from services.receipts.state import Pending
from services.segments import due
from tests.factories import card, encode, joined, make_program, receipt

KEYRING = Keyring("test secret")


@pytest.mark.parametrize(
    ("days", "rhythm"),
    [
        ([0], None),
        ([0, 7], None),
        ([0, 7, 14], 7),
        ([0, 0, 7, 9, 16], 7),  # two receipts at once are one visit
        ([*range(0, 40, 10), *range(40, 61)], 1),  # an old habit is forgotten
    ],
)
async def test_the_median_pause_between_visits(
    database: str, now: datetime, days: list[int], rhythm: int | None
) -> None:
    program = await make_program(now)
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    customer = await joined(program, now)
    for day in days:
        moment = now + timedelta(days=day)
        item = Pending(merchant.id, "Till", receipt(customer=card(customer), issued_at=moment), moment)
        await batch.record(program.id, [item], keyring=KEYRING, encode=encode)
    while await due.consume_changes(program, now=now + timedelta(days=max(days))):
        pass
    found = await rows("select rhythm_seconds from customer where id = $1", customer.id)
    assert found[0]["rhythm_seconds"] == (None if rhythm is None else rhythm * 86_400)
