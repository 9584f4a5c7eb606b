"""An admin undoes a transfer, once: what is there moves back, the rest follows the refund policy."""

import asyncio
from datetime import datetime, timedelta

import pytest

from services import ledger, points, settlement, transfers
from services.customers import Customer
from services.database import rows
from services.errors import NotFound
from services.transfers import Undone
from tests.factories import joined
from tests.services.coalition import MEMBERS, open_coalition
from tests.services.ledger import assert_sound
from tests.services.refunds.shop import Shop, open_shop
from tests.services.test_hold_races import outcome_of
from tests.services.test_settlement import owed
from tests.services.test_transfers import DAY, RULES, has, text_with
from tests.services.tills import customer_with

FORGIVING = text_with(RULES).replace("[points]\n", '[points]\nrefunds = "within_balance"\n')


async def scene(
    now: datetime, text: str | None = None, *, age: timedelta = 14 * DAY
) -> tuple[Shop, Customer, Customer, int]:
    """Ann gave Bob 100 of her 150 points."""
    shop = await open_shop(now, text or text_with(RULES))
    ann, bob = await customer_with(shop.program, now - age, 150), await joined(shop.program, now)
    given = await transfers.give(shop.program, ann.id, bob.card, 100, actor="test", key="k", now=now)
    return shop, ann, bob, given.transfer


async def undo(shop: Shop, transfer: int, key: str = "u") -> Undone:
    return await transfers.undo(shop.program, transfer, actor="telegram:7", key=key, now=shop.now)


async def sound(shop: Shop) -> None:
    await assert_sound(shop.program)
    assert [
        one for progress in [p async for p in ledger.verify(shop.program)] for one in progress.differences
    ] == []


async def test_all_of_it_comes_back_once(database: str, now: datetime) -> None:
    shop, ann, bob, transfer = await scene(now)
    done = await asyncio.gather(*(undo(shop, transfer) for _ in range(8)))
    assert sorted(one.fresh for one in done) == [False] * 7 + [True]
    assert {(one.points, one.owed, one.gone) for one in done} == {(100, 0, 0)}
    assert (await has(shop.program, ann, now), await has(shop.program, bob, now)) == (150, 0)
    assert await outcome_of(undo(shop, transfer, "other")) == "transfer_undone"
    [undone] = await rows("select id from transfer where undoes_id = $1", transfer)
    for nothing in (undone["id"], 10**12):
        with pytest.raises(NotFound, match="unknown_transfer"):
            await undo(shop, nothing, "third")
    entries = await rows(
        "select undoes_id is not null as linked from entry where kind like 'transfer%' order by id"
    )
    assert [entry["linked"] for entry in entries] == [False, False, True, True]
    acts = await rows(
        "select actor, target, data ->> 'points' as points from audit where action like '%undo'"
    )
    assert acts == [{"actor": "telegram:7", "target": ann.card, "points": "100"}]
    told = await rows("select customer_id from outbox where kind = 'transfer_undone' order by 1")
    assert [one["customer_id"] for one in told] == sorted([ann.id, bob.id])
    await sound(shop)


async def test_what_was_spent_is_owed(database: str, now: datetime) -> None:
    shop, ann, bob, transfer = await scene(now)
    await shop.sell(bob, 10_000, pay=70)  # and earns 1
    done = await undo(shop, transfer)
    there = 30 + 1
    assert (done.points, done.owed, done.gone) == (there, 100 - there, 0)
    after = await points.balance(shop.program, bob.id, now=now)
    assert (after.available, after.debt) == (0, 69)
    assert await has(shop.program, ann, now) == 150
    quote = await transfers.quote(shop.program, ann.id, now=now)
    assert quote.most == 50 + 69  # the points of the restore are Ann's old ones
    await sound(shop)


async def test_or_stays_spent(database: str, now: datetime) -> None:
    shop, ann, bob, transfer = await scene(now, FORGIVING)
    await shop.sell(bob, 10_000, pay=70)
    done = await undo(shop, transfer)
    assert (done.points, done.owed, done.gone) == (31, 0, 69)
    assert (await points.balance(shop.program, bob.id, now=now)).debt == 0
    assert await has(shop.program, ann, now) == 50 + 31
    await sound(shop)


async def test_nothing_left_is_said(database: str, now: datetime) -> None:
    shop, ann, bob, transfer = await scene(now, FORGIVING)
    await shop._hold(bob, 100)
    assert await outcome_of(undo(shop, transfer)) == "transfer_gone"
    assert await rows("select 1 from transfer where undoes_id is not null") == []
    assert await has(shop.program, ann, now) == 50
    await sound(shop)


async def test_held_points_are_owed_until_they_are_released(database: str, now: datetime) -> None:
    shop, ann, bob, transfer = await scene(now)
    await shop._hold(bob, 100)
    done = await undo(shop, transfer)
    assert (done.points, done.owed) == (0, 100)
    shop.now += timedelta(hours=1)
    after = await points.balance(shop.program, bob.id, now=shop.now)
    assert (after.available, after.held, after.debt) == (0, 0, 0)
    assert await has(shop.program, ann, shop.now) == 150
    await sound(shop)


async def test_what_burned_does_not_come_back(database: str, now: datetime) -> None:
    """The points would have burned at home too: nobody owes them."""
    shop, ann, bob, transfer = await scene(now, text_with(RULES, expire_after="30d"))
    await shop.sell(bob, 10_000, pay=40)  # and earns 3
    shop.now += 17 * DAY
    done = await undo(shop, transfer)
    assert done.gone == 60
    assert done.points + done.owed == 40
    restored = await points.balance(shop.program, ann.id, now=shop.now)
    assert restored.available == 40
    await sound(shop)


async def test_what_went_on_to_another_is_owed(database: str, now: datetime) -> None:
    shop, ann, bob, transfer = await scene(now)
    shop.now += 14 * DAY
    await transfers.give(shop.program, bob.id, ann.card, 100, actor="test", key="back", now=shop.now)
    done = await undo(shop, transfer)
    assert (done.points, done.owed) == (0, 100)
    assert await has(shop.program, ann, shop.now) == 250
    assert (await points.balance(shop.program, bob.id, now=shop.now)).debt == 100
    await sound(shop)


async def test_a_refund_after_a_transfer_is_a_debt_of_the_giver(database: str, now: datetime) -> None:
    """The window protects for so long; what comes back later follows the policy for refunds."""
    shop = await open_shop(now, text_with(RULES))
    ann, bob = await joined(shop.program, now), await joined(shop.program, now)
    sold = await shop.sell(ann)
    earned = await has(shop.program, ann, now)
    shop.now += 14 * DAY
    await transfers.give(shop.program, ann.id, bob.card, earned, actor="test", key="k", now=shop.now)
    await shop.take_back(sold)
    assert (await points.balance(shop.program, ann.id, now=shop.now)).debt == earned
    assert await has(shop.program, bob, shop.now) == earned
    await sound(shop)


async def test_an_undo_is_settled_at_what_a_point_pays(database: str, now: datetime) -> None:
    """Coffee's points were spent by Bob; Books' points, which he earns next, pay for giving them back to Ann."""
    program, shops = await open_coalition(now, text_with(MEMBERS + RULES))
    ann, bob = await joined(program, now), await joined(program, now)
    await shops["Coffee"].sell(ann, 200_000)  # 100 points
    later = now + 14 * DAY
    for shop in shops.values():
        shop.now = later
    given = await transfers.give(program, ann.id, bob.card, 100, actor="test", key="k", now=later)
    await shops["Bakery"].sell(bob, 10_000, pay=100)
    done = await undo(shops["Coffee"], given.transfer)
    assert (done.points, done.owed) == (0, 100)
    await shops["Books"].sell(bob, 300_000)  # 150 points
    found = await settlement.settle(program, settlement.month(program, later), now=later)
    assert set(owed(found)) == {
        ("Books", None, 100 * 100),
        (None, "Coffee", 100 * 100),
        ("Coffee", "Bakery", 100 * 80),
    }
    assert sum(one.closing for one in found.cleared.positions.values()) == 100 + 50
    await sound(shops["Coffee"])


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        ("update transfer set points = points - 1", "each transfer is two entries"),
        ("update entry set customer_id = (select max(id) from customer) where kind = 'transfer_out'",
         "each transfer is two entries"),
        ("update lot set merchant_id = (select min(id) from merchant)"
         " where entry_id = (select in_entry_id from transfer)", "each transfer brought the lots"),
        ("delete from transfer", "each entry of a transfer has its other side"),
    ],
)  # fmt: skip
async def test_verify_finds_damage(database: str, now: datetime, damage: str, check: str) -> None:
    shop, *_ = await scene(now)
    await rows(damage)
    found = [
        one for progress in [p async for p in ledger.verify(shop.program)] for one in progress.differences
    ]
    assert [one for one in found if one.check.startswith(check)], found
