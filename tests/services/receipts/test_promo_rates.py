"""Promo codes that raise what a receipt earns: once a customer, as often as they may be used, and no more."""

import asyncio
from datetime import datetime, timedelta

import pytest

from services import promo_batches, quotes
from services.database import rows
from services.errors import Invalid, RegularsError
from services.program_file import parse
from services.promo_batches import NewBatch
from services.receipts.shapes import Recorded
from tests.factories import card, joined, make_program, program_text, receipt
from tests.services.ledger import assert_sound
from tests.services.receipts.test_recording import answered
from tests.services.tills import Till, open_till

CODES = """
[[promo_codes]]
code = "TWICE"
multiply = 2
most_uses = 3

[[promo_codes]]
code = "TEN"
base = "10%"

[[earning]]
code = "happy"
title = "Happy hours"
multiply = 3
from = "18:00"
until = "20:00"
"""


async def opened(now: datetime) -> Till:
    return await open_till(await make_program(now, program_text() + CODES), now)


async def sold(till: Till, now: datetime, *codes: str, who: object = None, hours: int = 0) -> dict[str, int]:
    """What gave the points of a sale of 540."""
    customer = who or await joined(till.program, now)
    at = now + timedelta(hours=hours)
    item = receipt(customer=card(customer), issued_at=at, promo_codes=codes)  # type: ignore[arg-type]  # a customer
    outcome = await till.ring_up(item, at)
    if isinstance(outcome, RegularsError):
        return {outcome.code: 0}
    return {part["code"]: part["points"] for part in answered(outcome)["points"]["rules"]}  # type: ignore[attr-defined]  # a list


async def test_a_receipt_with_the_code_earns_more_once(database: str, now: datetime) -> None:
    till = await opened(now)
    customer = await joined(till.program, now)
    assert await sold(till, now, "TWICE", who=customer) == {"base": 27, "promo:TWICE": 27}
    assert await sold(till, now, "TWICE", who=customer) == {"promo_code_used": 0}
    assert await sold(till, now, "TEN", who=customer) == {"promo:TEN": 54}
    await assert_sound(till.program)


async def test_a_code_that_gave_nothing_is_kept_for_another_time(database: str, now: datetime) -> None:
    till = await opened(now)  # noon in Moscow
    customer = await joined(till.program, now)
    assert await sold(till, now, "TWICE", who=customer, hours=6) == {"base": 27, "happy": 54}
    assert await rows("select 1 from promo_code_use") == []
    assert await sold(till, now, "TWICE", who=customer, hours=12) == {"base": 27, "promo:TWICE": 27}


async def test_a_quote_shows_it_and_uses_nothing_up(database: str, now: datetime) -> None:
    till = await opened(now)
    item = receipt(customer=card(await joined(till.program, now)), issued_at=now, promo_codes=("TEN",))
    for _ in range(2):
        found = (await quotes.quote(till.pricer, till.caller, item, now=now)).answer.points
        assert found and [(part.code, part.points) for part in found.rules] == [("promo:TEN", 54)]
    assert await rows("select 1 from promo_code_use") == []


async def test_a_code_for_three_is_for_three_of_sixteen_at_once(database: str, now: datetime) -> None:
    till = await opened(now)
    people = [await joined(till.program, now) for _ in range(16)]
    found = await asyncio.gather(*(sold(till, now, "TWICE", who=who) for who in people))
    assert found.count({"base": 27, "promo:TWICE": 27}) == 3
    assert found.count({"promo_code_used_up": 0}) == 13
    await assert_sound(till.program)


async def test_a_batch_may_multiply(database: str, now: datetime) -> None:
    till = await opened(now)
    new = promo_batches.read("spring x1.5 2", till.program.config, now=now)
    assert (new.earns, new.rate, new.points, new.discount) == ("multiply", 15_000, 0, 0)
    batch = await promo_batches.make(till.program, new, actor="test", now=now)
    assert (batch.earns, batch.rate) == ("multiply", 15_000)
    one, other = await promo_batches.codes(till.program, batch.id)
    assert await sold(till, now, one.code) == {"base": 27, f"promo:{one.code}": 13}
    assert await sold(till, now, one.code) == {"promo_code_used_up": 0}
    await promo_batches.stop(till.program, batch.id, actor="test", now=now)
    assert await sold(till, now, other.code) == {"promo_code_expired": 0}


@pytest.mark.parametrize(
    "text", ["A x1 5", "AB x1 5", "AB x101 5", "AB x0 5", "AB +0% 5", "AB +101% 5", "AB x2% 5"]
)
def test_what_no_batch_can_be(text: str, now: datetime) -> None:
    with pytest.raises(Invalid):
        promo_batches.read(text, parse(program_text()), now=now)


def test_a_batch_does_one_thing(now: datetime) -> None:
    for new in (
        NewBatch("AB", 1, points=5, earns="bonus", rate=300),
        NewBatch("AB", 1, discount=500, earns="multiply", rate=20_000),
        NewBatch("AB", 1, rate=300),
        NewBatch("AB", 1, earns="base", rate=300),
    ):
        with pytest.raises(Invalid, match="promo_batch_gift"):
            promo_batches.check(new)


async def test_a_code_brings_no_points_to_nobody(database: str, now: datetime) -> None:
    till = await opened(now)
    outcome = await till.ring_up(receipt(issued_at=now, promo_codes=("TWICE",)), now)
    assert isinstance(outcome, Invalid) and outcome.code == "promo_code_needs_customer"
    assert isinstance(await till.ring_up(receipt(issued_at=now), now), Recorded)
