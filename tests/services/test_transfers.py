"""Points from one customer to another: exactly once, within limits, and nothing learned by guessing."""

import asyncio
from datetime import datetime, timedelta

from services import points, settlement, transfers
from services.customers import Customer
from services.database import rows, transaction
from services.programs import Program
from services.rules.cards import check_digit
from tests.factories import joined, lead, make_program, program_text
from tests.services.coalition import MEMBERS, open_coalition
from tests.services.ledger import assert_sound
from tests.services.refunds.shop import open_shop
from tests.services.test_hold_races import outcome_of
from tests.services.test_settlement import owed
from tests.services.tills import customer_with

DAY = timedelta(days=1)
RULES = """
[transfers]
allowed = true
return_window = "14d"
"""


def text_with(rules: str = RULES, *, expire_after: str = "365d") -> str:
    return program_text(expire_after=expire_after) + rules


async def pair(now: datetime, many: int = 1_000, rules: str = RULES) -> tuple[Program, Customer, Customer]:
    """Somebody with points that are 14 days old, and somebody without."""
    program = await make_program(now, text_with(rules))
    return program, await customer_with(program, now - 14 * DAY, many), await joined(program, now)


async def give(
    program: Program, giver: Customer, card: str, amount: int, now: datetime, key: str = "k"
) -> transfers.Given:
    return await transfers.give(program, giver.id, card, amount, actor="test", key=key, now=now)


async def has(program: Program, customer: Customer, now: datetime) -> int:
    return (await points.balance(program, customer.id, now=now)).available


async def test_points_go_once_for_a_key_and_the_receiver_is_told(database: str, now: datetime) -> None:
    program, ann, bob = await pair(now)
    first = await give(program, ann, bob.card, 100, now)
    again = await give(program, ann, f" {bob.card[:4]} {bob.card[4:]} ", 100, now)
    assert (first.fresh, again.fresh) == (True, False)
    assert (first.transfer, first.receiver) == (again.transfer, again.receiver)
    assert (await has(program, ann, now), await has(program, bob, now)) == (900, 100)
    assert await outcome_of(give(program, ann, bob.card, 101, now)) == "transfer_conflict"
    assert await outcome_of(give(program, bob, ann.card, 100, now)) == "transfer_conflict"
    told = await rows(
        "select customer_id, payload ->> 'from' as initial from outbox where kind = 'points_received'"
    )
    assert told == [{"customer_id": bob.id, "initial": "A"}]
    expiries = await rows(
        "select distinct expires_at, matures_at, graced from lot where issued in (100, 1000)"
    )
    assert len(expiries) == 1
    await assert_sound(program)


async def test_both_give_to_each_other_at_once(database: str, now: datetime) -> None:
    program, ann, bob = await pair(now)
    async with transaction() as connection:
        old = points.Grant(bob.id, 500, "test", "test", "old")
        await points.give(connection, program, [old], now=now - 14 * DAY)
    sides = [(ann, bob, 10), (bob, ann, 20)] * 10
    made = await asyncio.gather(
        *(give(program, a, b.card, many, now, f"k{n}") for n, (a, b, many) in enumerate(sides))
    )
    assert all(one.fresh for one in made)
    assert (await has(program, ann, now), await has(program, bob, now)) == (1_100, 400)
    await assert_sound(program)


async def test_thirty_two_of_a_hundred_from_a_thousand_are_ten(database: str, now: datetime) -> None:
    program, ann, bob = await pair(now)
    asked = [outcome_of(give(program, ann, bob.card, 100, now, f"k{n}")) for n in range(32)]
    outcomes = await asyncio.gather(*asked)
    assert (outcomes.count("done"), outcomes.count("transfer_most")) == (10, 22)
    assert (await has(program, ann, now), await has(program, bob, now)) == (0, 1_000)
    await assert_sound(program)


async def test_the_same_wish_at_once_is_one_transfer(database: str, now: datetime) -> None:
    program, ann, bob = await pair(now)
    made = await asyncio.gather(*(give(program, ann, bob.card, 100, now) for _ in range(16)))
    assert sorted(one.fresh for one in made) == [False] * 15 + [True]
    assert await has(program, bob, now) == 100
    assert len(await rows("select 1 from transfer")) == 1


async def test_only_points_that_are_old_free_and_not_owed(database: str, now: datetime) -> None:
    program, ann, bob = await pair(now, 100)
    async with transaction() as connection:
        young = points.Grant(ann.id, 50, "test", "test", "young")
        await points.give(connection, program, [young], now=now)
    quote = await transfers.quote(program, ann.id, now=now)
    assert (quote.most, quote.available, quote.suggested) == (100, 150, (100,))
    assert (
        await transfers.quote(program, ann.id, now=now - timedelta(seconds=1))
    ).held_back == "transfer_young"
    await give(program, ann, bob.card, 100, now)
    assert await outcome_of(give(program, ann, bob.card, 1, now, "k2")) == "transfer_most"
    # what was received is young again, for as long as anything else
    assert (await transfers.quote(program, bob.id, now=now)).held_back == "transfer_young"
    later = now + 14 * DAY
    assert (await transfers.quote(program, bob.id, now=later)).most == 100
    assert (await transfers.quote(program, ann.id, now=later)).most == 50
    await assert_sound(program)


async def test_who_owes_gives_nothing_and_what_comes_pays_the_debt(database: str, now: datetime) -> None:
    shop = await open_shop(now, text_with())
    ann, bob = await customer_with(shop.program, now - 14 * DAY, 100), await joined(shop.program, now)
    sold = await shop.sell(bob)  # 27 points
    await shop.sell(bob, 10_000, pay=27)
    await shop.take_back(sold)
    owed = (await points.balance(shop.program, bob.id, now=shop.now)).debt
    assert owed > 0
    assert (await transfers.quote(shop.program, bob.id, now=shop.now)).held_back == "transfer_debt"
    assert await outcome_of(give(shop.program, bob, ann.card, 1, shop.now)) == "transfer_debt"
    await give(shop.program, ann, bob.card, 40, shop.now)
    after = await points.balance(shop.program, bob.id, now=shop.now)
    assert (after.available, after.debt) == (40 - owed, 0)
    await assert_sound(shop.program)


async def test_a_hold_at_the_till_is_not_given_away(database: str, now: datetime) -> None:
    shop = await open_shop(now, text_with())
    ann, bob = await customer_with(shop.program, now - 14 * DAY, 100), await joined(shop.program, now)
    await shop._hold(ann, 60)
    assert (await transfers.quote(shop.program, ann.id, now=shop.now)).most == 40
    assert await outcome_of(give(shop.program, ann, bob.card, 41, shop.now)) == "transfer_most"
    await give(shop.program, ann, bob.card, 40, shop.now, "k2")
    await assert_sound(shop.program)


LIMITED = RULES + "minimum = 20\nstep = 10\nmost_a_day = 100\nmost_a_month = 150\n"


async def test_a_day_and_a_month_end_at_midnight_of_the_first_store(database: str, now: datetime) -> None:
    program, ann, bob = await pair(now, rules=LIMITED)
    assert (await transfers.quote(program, ann.id, now=now)).suggested == (100,)
    for amount, code in (
        (5, "transfer_points"),
        (25, "transfer_points"),
        (110, "transfer_most"),
        (80, "done"),
    ):
        assert await outcome_of(give(program, ann, bob.card, amount, now, f"k{amount}")) == code
    assert await outcome_of(give(program, ann, bob.card, 30, now, "more")) == "transfer_most"
    await give(program, ann, bob.card, 20, now, "rest")
    assert (await transfers.quote(program, ann.id, now=now)).held_back == "transfer_day"
    midnight = datetime.fromisoformat("2026-11-22T00:00+03:00")  # in Moscow
    assert (await transfers.quote(program, ann.id, now=midnight - timedelta(seconds=1))).most == 0
    assert (await transfers.quote(program, ann.id, now=midnight)).most == 50
    await give(program, ann, bob.card, 50, midnight, "month")
    assert (await transfers.quote(program, ann.id, now=midnight)).held_back == "transfer_month"
    assert (
        await transfers.quote(program, ann.id, now=midnight + 9 * DAY)
    ).most == 100  # the first of December
    made = await asyncio.gather(
        *(outcome_of(give(program, ann, bob.card, 30, midnight + 9 * DAY, f"d{n}")) for n in range(8))
    )
    assert made.count("done") == 3  # limits hold in a crowd
    await assert_sound(program)


async def test_a_program_without_transfers_has_none(database: str, now: datetime) -> None:
    program, ann, bob = await pair(now, rules="")
    assert await outcome_of(give(program, ann, bob.card, 1, now)) == "transfers_off"
    assert await outcome_of(transfers.find(program, ann.id, bob.card, now=now)) == "transfers_off"
    assert await rows("select 1 from entry where kind like 'transfer%'") == []


async def test_bad_input(database: str, now: datetime) -> None:
    program, ann, bob = await pair(now)
    wrong_digit = bob.card[:-1] + str((int(bob.card[-1]) + 1) % 10)
    for typed in ("", "x", wrong_digit, "1" * 200, "\0", bob.card + "1", "０" * 10):
        assert await outcome_of(give(program, ann, typed, 10, now)) == "card_mistyped", typed
    for amount in (0, -5, 10**9 + 1, 2**70):
        assert await outcome_of(give(program, ann, bob.card, amount, now)) == "transfer_points", amount
    assert await outcome_of(give(program, ann, ann.card, 10, now)) == "transfer_self"
    hers = await lead(program, now)
    assert await outcome_of(give(program, ann, hers.card, 10, now)) == "unknown_card"
    assert await outcome_of(give(program, hers, bob.card, 10, now)) == "customer_not_joined"
    stranger = Program(program.id + 1, "other", 1, program.config)
    assert await outcome_of(give(stranger, ann, bob.card, 10, now)) == "customer_not_joined"
    assert await rows("select 1 from transfer") == []
    in_arabic = bob.card.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert (await transfers.find(program, ann.id, in_arabic, now=now)).card == bob.card


def nobodys() -> list[str]:
    """Well-formed card numbers of nobody."""
    bodies = [f"9{number:08}" for number in range(20)]
    return [body + check_digit(body) for body in bodies]


async def test_five_wrong_cards_a_minute_and_then_nothing_is_told(database: str, now: datetime) -> None:
    program, ann, bob = await pair(now)
    tried = [outcome_of(transfers.find(program, ann.id, card, now=now)) for card in nobodys()]
    outcomes = await asyncio.gather(*tried)
    assert (outcomes.count("unknown_card"), outcomes.count("too_many_cards")) == (5, 15)
    hers = await lead(program, now)
    for card in (bob.card, hers.card, nobodys()[0]):
        assert await outcome_of(transfers.find(program, ann.id, card, now=now)) == "too_many_cards"
        assert await outcome_of(give(program, ann, card, 10, now)) == "too_many_cards"
    assert (await transfers.find(program, bob.id, ann.card, now=now)).initial == "A"  # others may still
    later = now + timedelta(minutes=1, seconds=1)
    assert await outcome_of(give(program, ann, nobodys()[1], 10, later)) == "unknown_card"
    assert len(await rows("select 1 from wrong_card")) == 6  # a guess in a command counts as well
    assert (await give(program, ann, bob.card, 10, later)).fresh


async def test_every_point_keeps_its_issuer(database: str, now: datetime) -> None:
    """Points of two merchants, given and spent: each issuer owes the acceptor for its own."""
    program, shops = await open_coalition(now, text_with(MEMBERS + RULES))
    ann, bob = await joined(program, now), await joined(program, now)
    await shops["Coffee"].sell(ann, 200_000)
    await shops["Bakery"].sell(ann, 10_000)
    before = await rows("select merchant_id, sum(remaining)::int as points from lot group by 1 order by 1")
    later = now + 14 * DAY
    most = (await transfers.quote(program, ann.id, now=later)).most
    await give(program, ann, bob.card, most, later)
    there = await rows(
        "select merchant_id, sum(remaining)::int as points from lot where customer_id = $1 group by 1 order by 1",
        bob.id,
    )
    assert there == before
    shops["Books"].now = later
    await shops["Books"].sell(bob, 20_000, pay=100)
    month = settlement.month(program, later)
    found = await settlement.settle(program, month, now=later)
    assert owed(found) == [("Coffee", "Books", 100 * 50)]
    assert sum(position.closing for position in found.cleared.positions.values()) == sum(
        lot["remaining"] for lot in await rows("select remaining from lot")
    )
    await assert_sound(program)
