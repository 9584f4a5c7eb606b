"""The ledger is checked: what is right passes, and each kind of damage is found and named."""

from datetime import datetime, timedelta

import pytest

from services import ledger
from services.database import rows
from services.ledger import Difference
from services.programs import Program
from tests.factories import joined, program_text
from tests.services.refunds.shop import Shop, open_shop


async def differences(program: Program, chunk: int = 2) -> list[Difference]:
    return [found async for progress in ledger.verify(program, chunk=chunk) for found in progress.differences]


async def busy(now: datetime) -> Shop:
    """Customers who earned, paid, hold, owe, lost points and got some back."""
    text = program_text(expire_after="30d")
    shop = await open_shop(now, text)
    for _ in range(3):
        customer = await joined(shop.program, shop.now)
        await shop.give(customer, 40)
        first = await shop.sell(customer, promo_codes=("HELLO",))
        second = await shop.sell(customer, 20_000, pay=50)
        await shop.take_back(first, 30_000)
        await shop.take_back(second, 5_000)
        await shop._hold(customer, 1)
    indebted = await joined(shop.program, shop.now)
    sold = await shop.sell(indebted)
    await shop.sell(indebted, 10_000, pay=27)
    await shop.take_back(sold)
    card = await shop.sell_card(1_000)
    await shop.give_card_back(await shop.take_card(card.code, 400), 100)
    shop.now += timedelta(days=31)
    await shop.give(indebted, 5)
    await shop.sell(None)
    return shop


async def test_what_is_right_passes_in_chunks_of_any_size(database: str, now: datetime) -> None:
    shop = await busy(now)
    for chunk in (1, 3, 1000):
        seen = [progress async for progress in ledger.verify(shop.program, chunk=chunk)]
        assert [difference for progress in seen for difference in progress.differences] == []
        assert (seen[-1].done, seen[-1].total) == (4, 4)


async def test_an_empty_program_is_right(database: str, now: datetime) -> None:
    assert await differences((await open_shop(now)).program) == []


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        ("update balance set available = available + 1 where debt = 0", "the entries sum to the balance"),
        ("update balance set pending = pending + 1", "the lots sum to the balance"),
        ("update entry set points = points + 1 where kind = 'grant'", "each lot is whole"),
        (
            "update allocation set points = points + 1 where use = 'commit'",
            "each lot is what was taken from it",
        ),
        ("update hold set state = 'cancelled' where state = 'live'", "live holds have what is held"),
        ("delete from allocation where use = 'restore'", "what left came from lots or became a debt"),
        ("update debt set paid = paid - 1 where paid > 0", "each debt is what was paid"),
        ("update debt set forgiven = forgiven + 1 where paid + forgiven < points", "the debts sum to"),
        ("update receipt set earned = earned + 1 where customer_id is not null", "each receipt earned"),
        ("update receipt set refunded = refunded - 1 where refunded > 0", "each receipt was refunded"),
        ("delete from refund", "each receipt was refunded"),
        (
            "update entry set kind = 'transfer_in' where id = (select min(id) from entry where kind = 'grant')",
            "transfers sum to zero",
        ),
        ("update gift_card set remaining = remaining - 1", "what is left on a gift card is the sum"),
        (
            "update gift_card set amount = amount + 1",
            "a gift card begins with what it was sold for",
        ),
        (
            "insert into gift_card_use (program_id, gift_card_id, kind, amount, merchant_id, undoes_id, refund_id,"
            " answer, at) select program_id, gift_card_id, 'refund', 500, merchant_id, id, 'R-2', answer, at"
            " from gift_card_use where kind = 'spend'",
            "no more comes back to a gift card than was taken",
        ),
    ],
)
async def test_damage_is_found_and_named(database: str, now: datetime, damage: str, check: str) -> None:
    shop = await busy(now)
    await rows(damage)
    found = await differences(shop.program)
    named = [difference for difference in found if difference.check.startswith(check)]
    assert named, found
    cards = {customer["card"] for customer in await rows("select card from customer")}
    assert {difference.card for difference in named} <= cards | {None}
