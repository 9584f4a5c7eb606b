"""Points set aside at a till: with what proof, within which limits, and how they come back."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest

from services import codes, holds, lookups, points
from services.database import rows
from services.errors import Conflict, Invalid, NotFound, RegularsError, TooMany
from services.receipts.shapes import CustomerRef, Recorded
from tests.factories import card, joined, lead, make_program, program_text, receipt
from tests.services.ledger import assert_sound
from tests.services.tills import code_of, customer_with, new_hold, open_till

MINUTE = timedelta(minutes=1)
LIMITS = """
[redemption]
max_share = "30%"
minimum_balance = 50
minimum = 20
step = 10
excluded_categories = ["gifts"]
"""


async def states() -> list[str]:
    return [found["state"] for found in await rows("select state from hold order by id")]


async def test_a_code_makes_it_live_and_is_used_up(database: str, now: datetime) -> None:
    program = await make_program(now)
    till, customer = await open_till(program, now), await customer_with(program, now, 127)
    code = await code_of(program, customer, now)
    made = await till.hold(new_hold(code, 100, now), now)
    assert (made["state"], made["points"], made["balance"]) == ("live", 100, 27)
    assert made["expires_at"] == (now + 15 * MINUTE).isoformat()
    balance = await points.balance(program, customer.id, now=now)
    assert (balance.available, balance.held) == (27, 100)
    with pytest.raises(NotFound, match="unknown_code"):
        await till.hold(new_hold(code, 1, now), now)
    assert await rows("select kind from outbox where kind = 'hold_confirm'") == []
    await assert_sound(program)


async def test_a_receipt_that_names_it_spends_it(database: str, now: datetime) -> None:
    program = await make_program(now)
    till, customer = await open_till(program, now), await customer_with(program, now, 127)
    made = await till.hold(new_hold(await code_of(program, customer, now), 100, now), now)
    sale = replace(receipt("R-1", customer=card(customer), issued_at=now), hold=str(made["hold"]))
    outcome = await till.ring_up(sale, now + MINUTE)
    assert isinstance(outcome, Recorded), outcome
    answer = orjson.loads(outcome.body)
    assert (answer["points"]["redeemed"], answer["payable"]) == (100, 44_000)
    assert answer["points"]["earned"] == 22  # what points paid for earns nothing
    assert await states() == ["committed"]
    with pytest.raises(Conflict, match="hold_ended"):
        await holds.cancel(program, till.merchant.id, str(made["hold"]), now=now + 2 * MINUTE)
    again = await till.ring_up(replace(sale, receipt_id="R-2", input_hash=b"2"), now + MINUTE)
    assert isinstance(again, RegularsError)
    assert again.code == "hold_ended"
    await assert_sound(program)


async def test_a_card_waits_for_the_tap(database: str, now: datetime) -> None:
    program = await make_program(now)
    till, customer = await open_till(program, now), await customer_with(program, now, 127)
    made = await till.hold(new_hold(card(customer), 100, now), now)
    assert (made["state"], made["expires_at"]) == ("waiting", (now + 3 * MINUTE).isoformat())
    [asked] = await rows("select message_class, expires_at, payload from outbox where kind = 'hold_confirm'")
    assert (asked["message_class"], asked["expires_at"]) == ("transactional", now + 3 * MINUTE)
    facts = asked["payload"] if isinstance(asked["payload"], dict) else orjson.loads(asked["payload"])
    assert {key: facts[key] for key in ("points", "worth", "total", "store", "minutes")} == {
        "points": 100,
        "worth": 10_000,
        "total": 54_000,
        "store": "Center",
        "minutes": 3,
    }
    sale = replace(receipt("R-1", customer=card(customer), issued_at=now), hold=str(made["hold"]))
    early = await till.ring_up(sale, now)
    assert isinstance(early, RegularsError)
    assert early.code == "hold_not_confirmed"
    tapped = now + 2 * MINUTE
    for _ in range(2):
        decided = await holds.decide(program, facts["hold"], customer_id=customer.id, yes=True, now=tapped)
        assert (decided.state, decided.points) == ("live", 100)
    seen = await holds.get(program, till.merchant.id, str(made["hold"]), now=now + 16 * MINUTE)
    assert (seen.state, seen.expires_at, seen.balance) == ("live", now + 17 * MINUTE, 27)
    assert isinstance(await till.ring_up(sale, now + 16 * MINUTE), Recorded)
    await assert_sound(program)


async def test_a_no_gives_the_points_back_for_good(database: str, now: datetime) -> None:
    program = await make_program(now)
    till, customer = await open_till(program, now), await customer_with(program, now, 127)
    made = await till.hold(new_hold(card(customer), 100, now), now)
    hold_id = (await rows("select id from hold"))[0]["id"]
    for yes in (False, True, False):
        decided = await holds.decide(program, hold_id, customer_id=customer.id, yes=yes, now=now + MINUTE)
        assert decided.state == "refused"
    seen = await holds.get(program, till.merchant.id, str(made["hold"]), now=now + MINUTE)
    assert (seen.state, seen.balance) == ("refused", 127)
    await assert_sound(program)


async def test_a_tap_that_comes_too_late_changes_nothing(database: str, now: datetime) -> None:
    program = await make_program(now)
    till, customer = await open_till(program, now), await customer_with(program, now, 127)
    made = await till.hold(new_hold(card(customer), 100, now), now)
    hold_id = (await rows("select id from hold"))[0]["id"]
    late = now + 3 * MINUTE
    seen = await holds.get(program, till.merchant.id, str(made["hold"]), now=late)
    assert (seen.state, seen.balance) == ("timed_out", 127)
    assert await states() == ["waiting"]  # looking writes nothing
    decided = await holds.decide(program, hold_id, customer_id=customer.id, yes=True, now=late)
    assert decided.state == "timed_out"
    assert await states() == ["timed_out"]
    await assert_sound(program)


async def test_a_hold_that_nobody_uses_ends_by_the_points_watch(database: str, now: datetime) -> None:
    program = await make_program(now)
    till, customer = await open_till(program, now), await customer_with(program, now, 127)
    await till.hold(new_hold(await code_of(program, customer, now), 100, now), now)
    assert await points.settle_due(program, now=now + 14 * MINUTE) == 0
    assert await points.settle_due(program, now=now + 15 * MINUTE) == 1
    assert await states() == ["timed_out"]
    assert (await points.balance(program, customer.id, now=now + 15 * MINUTE)).available == 127
    await assert_sound(program)


async def test_a_hold_that_is_over_is_ended_by_whatever_comes_next(database: str, now: datetime) -> None:
    program = await make_program(now)
    till, customer = await open_till(program, now), await customer_with(program, now, 100)
    await till.hold(new_hold(card(customer), 100, now), now)
    again = await till.hold(new_hold(card(customer), 100, now), now + 3 * MINUTE)
    assert again["balance"] == 0
    assert await states() == ["timed_out", "waiting"]
    await assert_sound(program)


async def test_a_till_takes_back_what_it_held(database: str, now: datetime) -> None:
    program = await make_program(now)
    till, customer = await open_till(program, now), await customer_with(program, now, 127)
    made = await till.hold(new_hold(card(customer), 100, now), now)
    for _ in range(2):
        ended = await holds.cancel(program, till.merchant.id, str(made["hold"]), now=now + MINUTE)
        assert (ended.state, ended.balance) == ("cancelled", 127)
    decided = await holds.decide(
        program,
        (await rows("select id from hold"))[0]["id"],
        customer_id=customer.id,
        yes=True,
        now=now + MINUTE,
    )
    assert decided.state == "cancelled"
    await assert_sound(program)


async def test_points_come_back_to_the_lots_they_came_from(database: str, now: datetime) -> None:
    program = await make_program(now, program_text(expire_after="30d"))
    till, customer = await open_till(program, now), await customer_with(program, now, 60)
    later = now + timedelta(days=10)
    await till.ring_up(receipt(customer=card(customer), amounts=(100_000,), issued_at=later), later)
    before = await rows("select id, remaining, expires_at from lot order by id")
    made = await till.hold(new_hold(card(customer), 100, later, amount=60_000), later)
    await holds.cancel(program, till.merchant.id, str(made["hold"]), now=later)
    assert await rows("select id, remaining, expires_at from lot order by id") == before
    await assert_sound(program)


async def test_a_repeat_is_the_first_answer_and_other_content_a_conflict(
    database: str, now: datetime
) -> None:
    program = await make_program(now)
    till, customer = await open_till(program, now), await customer_with(program, now, 127)
    new = new_hold(await code_of(program, customer, now), 100, now, hold_id="H")
    first = await till.recorded(new, now)
    later = now + timedelta(days=400)
    assert await till.recorded(new, later) == Recorded(first.body, replayed=True)
    with pytest.raises(Conflict, match="hold_conflict"):
        await till.recorded(new_hold(card(customer), 99, now, hold_id="H"), now)
    other = await open_till(program, now, "Other")
    assert (await other.hold(new_hold(card(customer), 10, now, hold_id="H"), now))["state"] == "waiting"
    await assert_sound(program)


async def test_holds_of_others_are_unknown(database: str, now: datetime) -> None:
    program = await make_program(now)
    till, other = await open_till(program, now), await open_till(program, now, "Other")
    customer, stranger = await customer_with(program, now, 127), await customer_with(program, now, 500)
    made = await till.hold(new_hold(card(customer), 100, now), now)
    token, hold_id = str(made["hold"]), (await rows("select id from hold"))[0]["id"]
    for call in (holds.get, holds.cancel):
        with pytest.raises(NotFound, match="unknown_hold"):
            await call(program, other.merchant.id, token, now=now)
    for yes in (True, False):
        with pytest.raises(NotFound, match="unknown_hold"):
            await holds.decide(program, hold_id, customer_id=stranger.id, yes=yes, now=now)
    await holds.decide(program, hold_id, customer_id=customer.id, yes=True, now=now)
    sale = replace(receipt(customer=card(customer), issued_at=now), hold=token)
    stolen = await other.ring_up(sale, now)
    assert isinstance(stolen, RegularsError)
    assert stolen.code == "unknown_hold"
    assert await states() == ["live"]
    await assert_sound(program)


@pytest.mark.parametrize(
    ("asked", "amount", "code", "fact"),
    [
        (110, 54_000, "not_enough_points", {"available": 100}),
        (10, 54_000, "points_below_minimum", {"minimum": 20}),
        (25, 54_000, "points_not_step", {"step": 10}),
        (80, 25_000, "points_above_share", {"most": 70}),
    ],
)
async def test_the_limits_of_the_program(
    database: str, now: datetime, asked: int, amount: int, code: str, fact: dict[str, Any]
) -> None:
    program = await make_program(now, program_text() + LIMITS)
    till, customer = await open_till(program, now), await customer_with(program, now, 100)
    proof = await code_of(program, customer, now)
    with pytest.raises(RegularsError) as refused:
        await till.hold(new_hold(proof, asked, now, amount=amount), now)
    assert (refused.value.code, refused.value.field, refused.value.facts) == (code, "points", fact)
    assert await rows("select id from hold") == []
    assert (await till.hold(new_hold(proof, 50, now), now))["state"] == "live"  # the code is still good
    await assert_sound(program)


async def test_few_points_cannot_pay_yet(database: str, now: datetime) -> None:
    program = await make_program(now, program_text() + LIMITS)
    till, customer = await open_till(program, now), await customer_with(program, now, 49)
    with pytest.raises(Conflict, match="not_enough_points"):
        await till.hold(new_hold(card(customer), 20, now), now)


async def test_points_do_not_pay_for_what_is_excluded(database: str, now: datetime) -> None:
    program = await make_program(now, program_text() + LIMITS)
    till, customer = await open_till(program, now), await customer_with(program, now, 100)
    new = new_hold(card(customer), 20, now)
    basket = receipt("", customer=card(customer), category="gifts", issued_at=now)
    with pytest.raises(Invalid, match="points_above_share"):
        await till.hold(replace(new, basket=basket), now)


@pytest.mark.parametrize("kind", ["unregistered", "left"])
async def test_nobody_is_there_to_tap(database: str, now: datetime, kind: str) -> None:
    program = await make_program(now)
    till = await open_till(program, now)
    customer = await joined(program, now, phone="+79001234567")
    if kind == "unregistered":
        phone = CustomerRef("phone", "+79007654321")
        await till.ring_up(receipt(customer=phone, amounts=(1_000_000,), issued_at=now), now)
    else:
        phone = CustomerRef("phone", "+79001234567")
        await rows("update customer set unreachable_since = $2 where id = $1", customer.id, now)
    with pytest.raises(Conflict) as refused:
        await till.hold(new_hold(phone, 10, now), now)
    assert (refused.value.code, refused.value.field) == ("customer_cannot_be_reached", "phone")


async def test_a_lead_is_not_a_customer(database: str, now: datetime) -> None:
    program = await make_program(now)
    till, person = await open_till(program, now), await lead(program, now)
    with pytest.raises(NotFound, match="unknown_card"):
        await till.hold(new_hold(card(person), 10, now), now)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"store": "nowhere"}, "unknown_store"),
        ({"employee": "nobody"}, "unknown_employee"),
        ({"currency": "USD"}, "currency_mismatch"),
        ({"promo_codes": ("NO",)}, "promo_code_unknown"),
    ],
)
async def test_a_sale_that_would_be_refused_needs_no_points(
    database: str, now: datetime, change: dict[str, Any], code: str
) -> None:
    program = await make_program(now)
    till, customer = await open_till(program, now), await customer_with(program, now, 127)
    new = new_hold(card(customer), 100, now)
    with pytest.raises(Invalid, match=code):
        await till.hold(replace(new, basket=replace(new.basket, **change)), now)
    assert await rows("select id from hold") == []


async def test_guessing_codes_is_stopped(database: str, now: datetime) -> None:
    program = await make_program(now)
    till, customer = await open_till(program, now), await customer_with(program, now, 127)
    for number in range(codes.WRONG_LIMIT):
        with pytest.raises(NotFound, match="unknown_code"):
            await till.hold(new_hold(CustomerRef("code", f"x{number}"), 1, now), now)
    right = await code_of(program, customer, now)
    with pytest.raises(TooMany, match="too_many_codes"):
        await till.hold(new_hold(right, 1, now), now)
    assert (await till.hold(new_hold(right, 1, now), now + MINUTE))["state"] == "live"


async def test_phones_count_as_lookups_even_when_refused(
    database: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "PHONES_A_MINUTE", 2)
    program = await make_program(now)
    till = await open_till(program, now)
    await joined(program, now, phone="+79001234567")
    phone = CustomerRef("phone", "+79001234567")
    with pytest.raises(Conflict, match="not_enough_points"):
        await till.hold(new_hold(phone, 10, now), now)
    with pytest.raises(NotFound, match="unknown_phone"):
        await till.hold(new_hold(CustomerRef("phone", "+79000000000"), 10, now), now)
    with pytest.raises(TooMany, match="too_many_lookups"):
        await till.hold(new_hold(phone, 10, now), now)
    assert len(await rows("select 1 from lookup where kind = 'phone'")) == 2
