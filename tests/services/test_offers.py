"""Offers on entering a segment: to whom, how often, and what they give."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from services import offers, points
from services.database import rows, transaction
from services.offers import Entered, new_promo_code
from services.programs import Program
from services.segments import due
from services.segments.evaluating import Moves, evaluate
from tests.services.segments.world import (
    add_customer,
    add_receipt,
    make_program,
    segments_of,
    with_rules,
)

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
AGAIN = """
[[segments]]
code = "three"
title = "Three"
when = {{ fact = "receipts", is = 3 }}

[[offers]]
code = "gift"
on_enter = "three"
title = {{ en = "A gift", ru = "Подарок" }}
text = "For you, {{name}}."
again_after_days = {again}
valid_days = 10
{gives}
"""
POINTS = "gives = { points = 50 }"
PROMO = "gives = { promo_code = { points = 70, valid_days = 5 } }"


def rules(gives: str = "", again: int = 90) -> str:
    return AGAIN.format(gives=gives, again=again).replace("{{", "{").replace("}}", "}")


async def enter(program: Program, customer: int, now: datetime) -> Moves:
    """Out of the segment and into it."""
    await rows("update customer set receipts = 2 where id = $1", customer)
    await evaluate(program, [customer], now=now)
    await rows("update customer set receipts = 3 where id = $1", customer)
    return await evaluate(program, [customer], now=now)


async def given(program: Program) -> list[dict[str, Any]]:
    return await rows("select * from given_offer where program_id = $1 order by id", program.id)


async def test_an_offer_on_entering(database: str) -> None:
    program = await make_program(rules(), now=NOW)
    customer = await add_customer(program, NOW, name="Anna <b>")
    assert (await enter(program, customer, NOW)).offers == 1
    offer = (await given(program))[0]
    assert (offer["offer"], offer["customer_id"], offer["points"]) == ("gift", customer, 0)
    assert offer["expires_at"] == NOW + 10 * DAY
    message = (await rows("select * from outbox where program_id = $1", program.id))[0]
    assert (message["kind"], message["message_class"], message["customer_id"]) == (
        "offer",
        "marketing",
        customer,
    )
    assert (message["due_at"], message["expires_at"]) == (NOW, NOW + 10 * DAY)
    assert orjson.loads(message["payload"]) == {
        "offer_id": offer["id"],
        "offer": "gift",
        "points": 0,
        "code": None,
        "until": (NOW + 10 * DAY).isoformat(),
        "customer": "Anna <b>",
    }


@pytest.mark.parametrize(
    "facts",
    [
        {"marketing_since": None},
        {"joined_at": None},
        {"telegram_id": None},
        {"unreachable_since": NOW},
    ],
)
async def test_no_offer_without_consent_or_out_of_reach(database: str, facts: dict[str, Any]) -> None:
    program = await make_program(rules(POINTS), now=NOW)
    customer = await add_customer(program, NOW, **facts)
    moves = await enter(program, customer, NOW)
    assert (customer, "three") in moves.entered
    assert moves.offers == 0
    assert await given(program) == []
    assert await rows("select id from outbox where program_id = $1", program.id) == []
    assert await rows("select id from entry where program_id = $1", program.id) == []


async def test_once_in_again_after_days(database: str) -> None:
    program = await make_program(rules(again=90), now=NOW)
    customer = await add_customer(program, NOW)
    assert (await enter(program, customer, NOW)).offers == 1
    assert (await enter(program, customer, NOW + 90 * DAY - timedelta(seconds=1))).offers == 0
    assert (await enter(program, customer, NOW + 90 * DAY)).offers == 1
    assert (await enter(program, customer, NOW + 91 * DAY)).offers == 0


async def test_once_an_entry(database: str) -> None:
    program = await make_program(rules(again=0), now=NOW)
    customer = await add_customer(program, NOW)
    assert (await enter(program, customer, NOW)).offers == 1
    stay = (await given(program))[0]["membership_id"]
    async with transaction() as connection:
        again = await offers.give(
            connection, program, [Entered(stay, customer, "three")], now=NOW + 200 * DAY
        )
    assert again == 0
    assert len(await given(program)) == 1
    assert (await enter(program, customer, NOW + DAY)).offers == 1


async def test_points_are_given_and_counted_once(database: str) -> None:
    program = await make_program(rules(POINTS), now=NOW)
    customer = await add_customer(program, NOW)
    await enter(program, customer, NOW)
    assert (await points.balance(program, customer, now=NOW)).available == 50
    entry = (await rows("select kind, points, reason, actor from entry where program_id = $1", program.id))[0]
    assert entry == {"kind": "grant", "points": 50, "reason": "offer:gift", "actor": "program"}
    assert (await given(program))[0]["points"] == 50


async def test_points_again_need_a_receipt_that_was_not_refunded(database: str) -> None:
    program = await make_program(rules(POINTS, again=0), now=NOW)
    customer = await add_customer(program, NOW)
    assert (await enter(program, customer, NOW)).offers == 1
    assert (await enter(program, customer, NOW + DAY)).offers == 0  # no receipt since
    await add_receipt(program, customer, NOW - DAY)
    await add_receipt(program, customer, NOW + DAY, total=0)
    refunded = await add_receipt(program, customer, NOW + DAY, earned=5)
    await refund(program, refunded)
    assert (await enter(program, customer, NOW + 2 * DAY)).offers == 0  # before it, worth nothing, refunded
    partly = await add_receipt(program, customer, NOW + 2 * DAY, earned=5)
    await refund(program, partly, share=40)
    assert (await enter(program, customer, NOW + 3 * DAY)).offers == 1
    assert (await enter(program, customer, NOW + 4 * DAY)).offers == 0


async def refund(program: Program, receipt: int, *, share: int = 100) -> None:
    """So many hundredths of the receipt came back."""
    sql = "update receipt set refunded = total * $3 / 100 where program_id = $1 and id = $2"
    await rows(sql, program.id, receipt, share)


async def test_points_may_open_another_segment(database: str) -> None:
    rich = '\n[[segments]]\ncode = "rich"\ntitle = "Rich"\nwhen = { fact = "points", at_least = 50 }\n'
    program = await make_program(rules(POINTS) + rich, now=NOW)
    customer = await add_customer(program, NOW)
    await enter(program, customer, NOW)
    assert await due.consume_changes(program, now=NOW) == 1
    assert "rich" in await segments_of(program, customer)


def codes_of(*codes: str) -> Callable[[], str]:
    following = itertools.chain(codes, (f"FREE{number}" for number in itertools.count()))
    return lambda: next(following)


async def test_a_personal_promo_code(database: str) -> None:
    program = await make_program(rules(PROMO), now=NOW)
    customer = await add_customer(program, NOW)
    await enter(program, customer, NOW)
    code = (await rows("select * from promo_code where program_id = $1", program.id))[0]
    assert (code["customer_id"], code["points"]) == (customer, 70)
    assert code["expires_at"] == NOW + 5 * DAY
    assert (await given(program))[0]["promo_code_id"] == code["id"]
    message = (await rows("select payload from outbox where program_id = $1", program.id))[0]
    assert orjson.loads(message["payload"])["code"] == code["code"]


async def test_a_taken_code_is_made_again(database: str) -> None:
    program = await make_program(rules(PROMO), now=NOW)
    customers = [await add_customer(program, NOW, receipts=3) for _ in range(3)]
    quiet = await with_rules(program, rules(PROMO).split("[[offers]]")[0])
    await evaluate(quiet, customers, now=NOW)
    stays = await rows("select id, customer_id from membership where segment = 'three'")
    entered = [Entered(stay["id"], stay["customer_id"], "three") for stay in stays]
    async with transaction() as connection:
        count = await offers.give(
            connection, program, entered, now=NOW, promo_code=codes_of("SAME", "SAME", "SAME", "SAME")
        )
    assert count == 3
    codes = {row["code"] for row in await rows("select code from promo_code")}
    assert codes == {"SAME", "FREE0", "FREE1"}


async def test_randomness_that_never_ends_is_an_error(database: str) -> None:
    program = await make_program(rules(PROMO), now=NOW)
    customers = [await add_customer(program, NOW, receipts=3) for _ in range(2)]
    quiet = await with_rules(program, rules(PROMO).split("[[offers]]")[0])
    await evaluate(quiet, customers, now=NOW)
    stays = await rows("select id, customer_id from membership where segment = 'three'")
    entered = [Entered(stay["id"], stay["customer_id"], "three") for stay in stays]
    with pytest.raises(RuntimeError):
        async with transaction() as connection:
            await offers.give(connection, program, entered, now=NOW, promo_code=lambda: "SAME")
    assert await given(program) == []


def test_promo_codes_read_well() -> None:
    codes = {new_promo_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert all(len(code) == 10 for code in codes)
    assert not set("".join(codes)) & set("AEIOUBSLVZ012580")


async def test_current_offers(database: str) -> None:
    program = await make_program(rules(PROMO, again=1), now=NOW)
    customer = await add_customer(program, NOW)
    await enter(program, customer, NOW)
    await enter(program, customer, NOW + DAY)
    found = await offers.current(program, customer, now=NOW + DAY)
    assert [offer.given_at for offer in found] == [NOW + DAY, NOW]
    newest = found[0]
    assert (newest.code, newest.promo_points, newest.points) == ("gift", 70, 0)
    assert newest.title.in_language("ru") == "Подарок"
    assert newest.promo_code
    assert [o.given_at for o in await offers.current(program, customer, now=NOW + 5 * DAY)] == [NOW + DAY]
    receipt = await add_receipt(program, customer, NOW + DAY)
    await rows(
        "insert into promo_code_use (program_id, promo_code_id, customer_id, receipt_id, at)"
        " select $1, id, $2, $3, $4 from promo_code where code = $5",
        program.id,
        customer,
        receipt,
        NOW + DAY,
        newest.promo_code,
    )
    assert [offer.given_at for offer in await offers.current(program, customer, now=NOW + DAY)] == [NOW]
    assert await offers.current(program, customer, now=NOW + 6 * DAY) == ()
    assert await offers.current(program, customer + 1, now=NOW) == ()


async def test_an_offer_that_left_the_file_is_not_shown(database: str) -> None:
    program = await make_program(rules(), now=NOW)
    customer = await add_customer(program, NOW)
    await enter(program, customer, NOW)
    assert await offers.current(await with_rules(program, ""), customer, now=NOW) == ()
