"""Transfers among everything else that happens at once, and transfers that break half-way."""

import asyncio
from datetime import datetime
from random import Random
from typing import Any

import pytest

from services import ledger, points, transfers
from services.customers import Customer
from services.database import rows
from services.programs import Program
from services.transfers import giving, undoing, writing
from tests.conftest import EXAMPLES
from tests.factories import make_program
from tests.services.ledger import assert_sound
from tests.services.refunds.shop import open_shop
from tests.services.test_engine import refusals
from tests.services.test_transfers import DAY, RULES, give, has, pair, text_with
from tests.services.tills import customer_with


async def test_transfers_undos_sales_refunds_and_the_watch_at_once(database: str, now: datetime) -> None:
    shop, chance = await open_shop(now, text_with(RULES, expire_after="20d")), Random(7)
    people = [await customer_with(shop.program, now - 14 * DAY, 300) for _ in range(4)]
    sold = [await shop.sell(person) for person in people]
    given: list[int] = []
    for _ in range(2):
        work: list[Any] = [_anything(shop.program, chance, people, given, now) for _ in range(18)]
        work += [shop.sell(chance.choice(people), 20_000) for _ in range(4)]
        work += [shop.take_back(sold[chance.randrange(4)], 1_000) for _ in range(4)]
        await asyncio.gather(*work, points.settle_due(shop.program, now=now))
    assert len(given) > 10
    await assert_sound(shop.program)
    assert [one async for progress in ledger.verify(shop.program) for one in progress.differences] == []


async def _anything(
    program: Program, chance: Random, people: list[Customer], given: list[int], now: datetime
) -> None:
    """A transfer of somebody to somebody, or an undo of an earlier one; a refusal is a fair answer."""
    key = f"k{chance.random()}"
    giver, receiver = chance.sample(people, 2)
    with refusals():
        if given and chance.random() < 0.3:
            await transfers.undo(program, chance.choice(given), actor="test", key=key, now=now)
        else:
            made = await give(program, giver, receiver.card, chance.randint(1, 90), now, key)
            given.append(made.transfer)


@pytest.mark.parametrize("step", ["give", "undo"])
async def test_a_transfer_that_breaks_half_way_leaves_nothing(
    database: str, now: datetime, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    program, ann, bob = await pair(now)
    made = await give(program, ann, bob.card, 100, now)
    before = await state()

    async def write_and_break(*args: Any) -> None:
        await writing.write(*args)
        raise ConnectionError("the server went away")

    monkeypatch.setattr(giving if step == "give" else undoing, "write", write_and_break)

    async def act() -> None:
        if step == "give":
            await give(program, ann, bob.card, 50, now, "second")
        else:
            await transfers.undo(program, made.transfer, actor="test", key="u", now=now)

    with pytest.raises(ConnectionError):
        await act()
    assert await state() == before
    monkeypatch.undo()
    await act()
    assert await has(program, bob, now) == (150 if step == "give" else 0)
    await assert_sound(program)


async def state() -> list[dict[str, Any]]:
    return await rows(
        "select (select count(*) from entry) as entries, (select count(*) from transfer) as transfers,"
        " (select count(*) from outbox) as messages, (select count(*) from audit) as acts,"
        " (select sum(available) from balance) as points"
    )


async def test_a_balance_of_money_suggests_whole_sums(database: str, now: datetime) -> None:
    text = (EXAMPLES / "cashback.toml").read_text(
        "utf-8"
    ) + '\n[transfers]\nallowed = true\nminimum = "50.50"\n'
    program = await make_program(now, text)
    giver = await customer_with(program, now - 14 * DAY, 123_456)  # and 200 for joining
    quote = await transfers.quote(program, giver.id, now=now)
    assert (quote.least, quote.most) == (5_050, 143_456)
    assert quote.suggested == (10_000, 50_000, 100_000, 143_456)
