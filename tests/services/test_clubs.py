"""Clubs: joined and left by a tap, welcomed once for ever, earned by when one is in."""

import asyncio
from datetime import datetime, timedelta

import pytest

from services import clubs, earning_list, points, programs, replay
from services.clubs import Joined
from services.customers import Customer
from services.database import rows
from services.errors import Conflict, NotFound
from services.programs import Program
from services.rules.earning_list import Way
from services.segments import due
from services.segments.members import is_member
from tests.conftest import NOW
from tests.factories import joined, lead, make_program, program_text
from tests.services.ledger import assert_sound
from tests.services.refunds.shop import open_shop

DAY = timedelta(days=1)
CLUBS = """
[[clubs]]
code = "coffee"
title = "Coffee lovers"
welcome = 20

[[clubs]]
code = "advent"
title = "Advent"
starts = 2026-11-21
ends = 2026-11-22

[[earning]]
code = "club"
title = "Coffee for the club"
bonus = "5%"
clubs = ["coffee"]

[[earning]]
code = "advent"
title = "Advent"
base = "20%"
clubs = ["advent"]

[[segments]]
code = "lovers"
title = "Lovers"
when = { fact = "club", is = "coffee" }

[[segments]]
code = "advent"
title = "Advent"
when = { fact = "club", in = ["advent"] }
"""
TEXT = program_text() + CLUBS
ENDED = datetime.fromisoformat("2026-11-23T00:00:00+03:00")  # at the first store, in Moscow


async def balance(program: Program, customer: Customer) -> int:
    return (await points.balance(program, customer.id, now=NOW + 30 * DAY)).available


async def stays(customer: Customer) -> list[tuple[str, bool]]:
    """The clubs of a customer's stays, oldest first, and whether each goes on."""
    found = await rows(
        "select club, left_at from club_member where customer_id = $1 order by id", customer.id
    )
    return [(stay["club"], stay["left_at"] is None) for stay in found]


async def test_joined_left_and_joined_again_is_welcomed_once(database: str) -> None:
    program = await make_program(NOW, TEXT)
    ann = await joined(program, NOW)
    assert await clubs.join(program, ann.id, "coffee", now=NOW) == Joined(fresh=True, welcome=20)
    assert await clubs.join(program, ann.id, "coffee", now=NOW) == Joined(fresh=False, welcome=0)
    assert await clubs.leave(program, ann.id, "coffee", now=NOW - DAY)  # a clock that is behind
    assert not await clubs.leave(program, ann.id, "coffee", now=NOW)
    [offered, _] = await clubs.offered(program, ann.id, now=NOW + DAY)
    assert (offered.joined_at, offered.welcome) == (None, 0)
    assert await clubs.join(program, ann.id, "coffee", now=NOW + DAY) == Joined(fresh=True, welcome=0)
    assert await stays(ann) == [("coffee", False), ("coffee", True)]
    assert await balance(program, ann) == 20
    without = await programs.apply(program_text(), actor="test", now=NOW)
    assert await clubs.of_customer(without.program, ann.id) == ()
    again = (await programs.apply(TEXT, actor="test", now=NOW)).program
    assert [stay.code for stay in await clubs.of_customer(again, ann.id)] == ["coffee"]
    await clubs.leave(again, ann.id, "coffee", now=NOW + DAY)
    assert (await clubs.join(again, ann.id, "coffee", now=NOW + DAY)).welcome == 0
    await assert_sound(program)


async def test_raced_with_itself_it_is_one_stay_and_one_welcome(database: str) -> None:
    program = await make_program(NOW, TEXT)
    ann, bob = await joined(program, NOW), await joined(program, NOW)
    taps = [clubs.join(program, one.id, "coffee", now=NOW) for one in (ann, bob) for _ in range(6)]
    got = await asyncio.gather(*taps)
    assert sorted((one.fresh, one.welcome) for one in got) == [(False, 0)] * 10 + [(True, 20)] * 2
    left = await asyncio.gather(*(clubs.leave(program, ann.id, "coffee", now=NOW) for _ in range(4)))
    assert sorted(left) == [False, False, False, True]
    mixed = (clubs.join, clubs.leave) * 4
    await asyncio.gather(*(act(program, bob.id, "coffee", now=NOW) for act in mixed))
    assert [await balance(program, one) for one in (ann, bob)] == [20, 20]
    assert sum(going for _, going in await stays(bob)) <= 1
    await assert_sound(program)


async def test_a_club_that_is_not_there(database: str) -> None:
    program = await make_program(NOW, TEXT)
    ann = await joined(program, NOW)
    for code in ("", "tea", "COFFEE", "coffee' or 1=1", "\u0000", "a" * 300):
        with pytest.raises(NotFound, match="unknown_club"):
            await clubs.join(program, ann.id, code, now=NOW)
        with pytest.raises(NotFound, match="unknown_club"):
            await clubs.leave(program, ann.id, code, now=NOW)
    assert await stays(ann) == []


async def test_only_who_has_joined_the_program_joins_a_club_and_only_while_it_is_open(database: str) -> None:
    program = await make_program(NOW, TEXT)
    ann, eve = await joined(program, NOW), await lead(program, NOW)
    with pytest.raises(Conflict, match="not_joined"):
        await clubs.join(program, eve.id, "coffee", now=NOW)
    with pytest.raises(NotFound, match="unknown_customer"):
        await clubs.join(program, 10**12, "coffee", now=NOW)
    for moment in (NOW - DAY, ENDED):
        assert [one.rules.code for one in await clubs.offered(program, ann.id, now=moment)] == ["coffee"]
        with pytest.raises(NotFound, match="unknown_club"):
            await clubs.join(program, ann.id, "advent", now=moment)
    assert (await clubs.join(program, ann.id, "advent", now=ENDED - timedelta(seconds=1))).fresh
    assert await clubs.leave(program, ann.id, "advent", now=ENDED)  # the way out is always open
    assert [(club.code, club.members) for club in await clubs.counts(program)] == [
        ("coffee", 0),
        ("advent", 0),
    ]


async def test_members_earn_and_a_replay_knows_who_was_one(database: str) -> None:
    shop = await open_shop(NOW, TEXT)
    ann, bob = await joined(shop.program, NOW), await joined(shop.program, NOW)

    async def sell(amount: int) -> list[int]:
        sold = [await shop.sell(one, amount) for one in (ann, bob)]
        found = await rows("select receipt_id, earned from receipt where receipt_id = any($1::text[])", sold)
        by_id = {one["receipt_id"]: one["earned"] for one in found}
        return [by_id[one] for one in sold]

    assert await sell(10_000) == [5, 5]
    shop.now += timedelta(hours=1)
    await clubs.join(shop.program, ann.id, "coffee", now=shop.now)
    await clubs.join(shop.program, bob.id, "advent", now=shop.now)
    assert await sell(10_000) == [10, 20]
    shop.now += 2 * DAY  # advent is over
    assert await sell(10_000) == [10, 5]
    await clubs.leave(shop.program, ann.id, "coffee", now=shop.now + timedelta(hours=1))
    shop.now += DAY
    assert await sell(10_000) == [5, 5]
    report = await replay.compare(shop.program, TEXT.replace('bonus = "5%"', 'bonus = "15%"'), now=shop.now)
    assert report.present.total.earned == 65
    assert report.new.total.earned == 65 + 2 * 10


async def test_segments_know_members_and_the_days_of_a_club(database: str) -> None:
    program = await make_program(NOW, TEXT)
    ann = await joined(program, NOW)
    await clubs.join(program, ann.id, "coffee", now=NOW)
    await clubs.join(program, ann.id, "advent", now=NOW)

    async def seen(at: datetime) -> set[str]:
        while await due.consume_changes(program, now=at) or await due.evaluate_due(program, now=at):
            pass
        return {code for code in ("lovers", "advent") if await is_member(program, ann.id, code)}

    assert await seen(NOW) == {"lovers", "advent"}
    assert await due.next_due(program) is not None
    assert await seen(ENDED - timedelta(seconds=1)) == {"lovers", "advent"}
    assert await seen(ENDED) == {"lovers"}  # by time alone
    longer = await programs.apply(
        TEXT.replace("ends = 2026-11-22", "ends = 2026-12-22"), actor="test", now=ENDED
    )
    program = longer.program
    assert await seen(ENDED) == {"lovers", "advent"}  # who was in it is in it again
    await clubs.leave(program, ann.id, "coffee", now=ENDED)
    assert await seen(ENDED) == {"advent"}


async def test_the_list_of_what_brings_more_is_this_customers_own(database: str) -> None:
    shop = await open_shop(NOW, TEXT)
    ann, bob = await joined(shop.program, NOW), await joined(shop.program, NOW)
    await clubs.join(shop.program, ann.id, "coffee", now=NOW)
    await shop.sell(bob, 120_000)  # silver

    async def ways(customer: Customer) -> list[tuple[str, str]]:
        found: tuple[Way, ...] = (
            await earning_list.of_customer(shop.program, customer.id, now=shop.now)
        ).ways
        return [(way.rule.code, way.state) for way in found]

    assert await ways(ann) == [("club", "now"), ("advent", "join")]
    assert await ways(bob) == [("advent", "join"), ("club", "join")]
    found = await earning_list.of_customer(shop.program, bob.id, now=shop.now)
    assert (found.base_rate, found.tier_bonus) == (500, 200)
    shop.now = ENDED
    assert await ways(ann) == [("club", "now")]
    with pytest.raises(NotFound, match="unknown_customer"):
        await earning_list.of_customer(shop.program, 10**12, now=NOW)
