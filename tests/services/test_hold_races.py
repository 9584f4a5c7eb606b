"""Calls of tills that meet, are repeated, or are cut off half-way: each has one effect and one answer."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from services import holds, points
from services.database import rows
from services.errors import Conflict, RegularsError
from services.receipts.shapes import CustomerRef, Recorded
from tests.factories import card, make_program, receipt
from tests.services.ledger import assert_sound
from tests.services.test_races import another, started, waits
from tests.services.tills import code_of, customer_with, new_hold, open_till

MINUTE = timedelta(minutes=1)


async def outcome_of(work: object) -> str:
    """The code of a refusal, else "done"."""
    try:
        await work  # type: ignore[misc]  # any coroutine of these tests
    except RegularsError as refusal:
        return refusal.code
    return "done"


ROUNDS = 8  # a hundred of them were run by hand


async def test_sixty_four_holds_of_a_hundred_on_a_thousand_are_ten(database: str, now: datetime) -> None:
    program = await make_program(now)
    till = await open_till(program, now)
    for _ in range(ROUNDS):
        customer = await customer_with(program, now, 1_000)
        asked = [new_hold(card(customer), 100, now) for _ in range(64)]
        outcomes = await asyncio.gather(*(outcome_of(till.recorded(new, now)) for new in asked))
        assert outcomes.count("done") == 10
        assert outcomes.count("not_enough_points") == 54
        balance = await points.balance(program, customer.id, now=now)
        assert (balance.available, balance.held) == (0, 1_000)
    assert len(await rows("select 1 from outbox where kind = 'hold_confirm'")) == 10 * ROUNDS
    await assert_sound(program)


@pytest.mark.parametrize("by", ["card", "code"])
async def test_the_same_call_at_once_is_one_hold_and_one_answer(
    database: str, now: datetime, by: str
) -> None:
    program = await make_program(now)
    till, customer = await open_till(program, now), await customer_with(program, now, 150)
    ref = card(customer) if by == "card" else await code_of(program, customer, now)
    new = new_hold(ref, 100, now)
    made = await asyncio.gather(*(till.recorded(new, now) for _ in range(16)))
    assert len({one.body for one in made}) == 1
    assert sorted(one.replayed for one in made) == [False] + [True] * 15
    assert (await points.balance(program, customer.id, now=now)).held == 100
    assert await rows("select 1 from wrong_code") == []  # a replay is no guess
    await assert_sound(program)


async def test_one_id_for_two_customers_at_once_is_a_hold_and_a_conflict(
    database: str, now: datetime
) -> None:
    program = await make_program(now)
    till = await open_till(program, now)
    people = [await customer_with(program, now, 100) for _ in range(8)]
    asked = [new_hold(card(one), 100, now, hold_id="H") for one in people]
    outcomes = await asyncio.gather(*(outcome_of(till.recorded(new, now)) for new in asked))
    assert sorted(outcomes) == ["done"] + ["hold_conflict"] * 7
    assert len(await rows("select 1 from hold")) == 1
    await assert_sound(program)


async def test_one_code_is_one_proof(database: str, now: datetime) -> None:
    program = await make_program(now)
    till, customer = await open_till(program, now), await customer_with(program, now, 1_000)
    code = await code_of(program, customer, now)
    sale = receipt("R-1", customer=code, issued_at=now)
    asked = [outcome_of(till.recorded(new_hold(code, 10, now), now)) for _ in range(4)]
    *held, recorded = await asyncio.gather(*asked, till.ring_up(sale, now))
    proven = held.count("done") + isinstance(recorded, Recorded)
    assert proven == 1
    assert await rows("select 1 from code") == []
    await assert_sound(program)


async def test_a_yes_a_no_and_a_cancel_at_once_agree(database: str, now: datetime) -> None:
    program = await make_program(now)
    till = await open_till(program, now)
    for _ in range(6):
        customer = await customer_with(program, now, 100)
        made = await till.hold(new_hold(card(customer), 100, now), now)
        token = str(made["hold"])
        [found] = await rows("select id from hold where token = $1", token)
        taps = [
            holds.decide(program, found["id"], customer_id=customer.id, yes=yes, now=now + MINUTE)
            for yes in (True, False)
        ]
        yes, no, taken = await asyncio.gather(
            taps[0], taps[1], holds.cancel(program, till.merchant.id, token, now=now + MINUTE)
        )
        ended = await holds.get(program, till.merchant.id, token, now=now + MINUTE)
        assert taken.state == ended.state
        assert ended.state in ("cancelled", "refused")
        assert {yes.state, no.state} <= {"live", ended.state}
        assert ended.balance == 100
    await assert_sound(program)


async def test_a_receipt_and_a_cancel_at_once_agree(database: str, now: datetime) -> None:
    program = await make_program(now)
    till = await open_till(program, now)
    for number in range(6):
        customer = await customer_with(program, now, 100)
        made = await till.hold(new_hold(await code_of(program, customer, now), 100, now), now)
        sale = replace(receipt(f"R-{number}", customer=card(customer), issued_at=now), hold=str(made["hold"]))
        cancelled, recorded = await asyncio.gather(
            outcome_of(holds.cancel(program, till.merchant.id, str(made["hold"]), now=now)),
            till.ring_up(sale, now),
        )
        spent = isinstance(recorded, Recorded)
        assert (cancelled == "done") != spent
        assert spent or (isinstance(recorded, RegularsError) and recorded.code == "hold_ended")
    await assert_sound(program)


async def test_two_receipts_with_one_hold_at_once_are_one(database: str, now: datetime) -> None:
    program = await make_program(now)
    till, customer = await open_till(program, now), await customer_with(program, now, 100)
    made = await till.hold(new_hold(await code_of(program, customer, now), 100, now), now)
    sales = [
        replace(receipt(f"R-{n}", customer=card(customer), issued_at=now), hold=str(made["hold"]))
        for n in range(8)
    ]
    outcomes = await asyncio.gather(*(till.ring_up(sale, now) for sale in sales))
    assert sum(isinstance(outcome, Recorded) for outcome in outcomes) == 1
    assert {getattr(outcome, "code", "recorded") for outcome in outcomes} == {"recorded", "hold_ended"}
    await assert_sound(program)


async def test_holds_receipts_and_the_watch_at_once_stay_exact(database: str, now: datetime) -> None:
    program = await make_program(now)
    till = await open_till(program, now)
    people = [await customer_with(program, now, 300) for _ in range(3)]
    calls = []
    for number in range(32):
        who = people[number % 3]
        sale = receipt(customer=card(who), issued_at=now)
        calls += [
            outcome_of(till.recorded(new_hold(card(who), 50, now), now)),
            till.ring_up(sale, now),
            points.settle_due(program, now=now + timedelta(minutes=number)),
        ]
    await asyncio.gather(*calls)
    await assert_sound(program)


@pytest.mark.parametrize("after", ["write", "use_up", "enqueue"])
@pytest.mark.parametrize("by", ["card", "code"])
async def test_a_call_that_breaks_half_way_leaves_nothing(
    database: str, now: datetime, monkeypatch: pytest.MonkeyPatch, after: str, by: str
) -> None:
    program = await make_program(now)
    till, customer = await open_till(program, now), await customer_with(program, now, 150)
    ref = card(customer) if by == "card" else await code_of(program, customer, now)
    new = new_hold(ref, 100, now)
    module = {"write": "points", "use_up": "codes", "enqueue": "outbox"}[after]
    if (after, by) in {("use_up", "card"), ("enqueue", "code")}:
        return  # this call does not come there

    async def breaks(*args: object, **kwargs: object) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as broken:
        broken.setattr(f"services.{module}.{after}", breaks)
        with pytest.raises(ConnectionResetError):
            await till.recorded(new, now)
    for table in ("hold", "outbox where kind = 'hold_confirm'"):
        assert await rows(f"select 1 from {table}") == []
    assert (await points.balance(program, customer.id, now=now)).available == 150
    assert (await till.recorded(new, now)).replayed is False
    await assert_sound(program)


async def test_a_till_that_hangs_up_while_it_waits_changes_nothing(database: str, now: datetime) -> None:
    program = await make_program(now)
    till, customer = await open_till(program, now), await customer_with(program, now, 150)
    new = new_hold(await code_of(program, customer, now), 100, now)
    async with another(database) as rival:
        await rival.execute("select 1 from customer for update")
        call = started(till.recorded(new, now))
        await waits(call)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
    assert await rows("select 1 from hold") == []
    assert (await till.recorded(new, now)).replayed is False
    await assert_sound(program)


async def test_a_hold_whose_answer_was_lost_is_answered_again(database: str, now: datetime) -> None:
    """The connection went away after the commit: the till does not know, and asks again much later."""
    program = await make_program(now)
    till, customer = await open_till(program, now), await customer_with(program, now, 100)
    new = new_hold(card(customer), 100, now)
    first = await till.recorded(new, now)
    later = now + timedelta(hours=1)
    again = await till.recorded(new, later)
    assert (again.body, again.replayed) == (first.body, True)
    assert (await points.balance(program, customer.id, now=later)).available == 100


async def test_guesses_at_once_are_limited_like_guesses_in_turn(database: str, now: datetime) -> None:
    program = await make_program(now)
    till = await open_till(program, now)
    guesses = [new_hold(CustomerRef("code", f"{n:06}"), 1, now) for n in range(30)]
    tried = await asyncio.gather(*(outcome_of(till.recorded(new, now)) for new in guesses))
    assert (tried.count("unknown_code"), tried.count("too_many_codes")) == (5, 25)


async def test_a_deadlock_is_run_again(database: str, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncpg

    program = await make_program(now)
    till, customer = await open_till(program, now), await customer_with(program, now, 100)
    broken: list[bool] = []
    real = points.write

    async def once(*args: object, **kwargs: object) -> None:
        if not broken:
            broken.append(True)
            raise asyncpg.DeadlockDetectedError
        await real(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(points, "write", once)
    assert (await till.hold(new_hold(card(customer), 100, now), now))["balance"] == 0
    assert broken
    await assert_sound(program)


async def test_another_hold_of_the_same_till_needs_an_id_of_its_own(database: str, now: datetime) -> None:
    program = await make_program(now)
    till, customer = await open_till(program, now), await customer_with(program, now, 100)
    asked = [new_hold(card(customer), n, now, hold_id="H") for n in (10, 20)]
    outcomes = await asyncio.gather(*(outcome_of(till.recorded(new, now)) for new in asked))
    assert sorted(outcomes) == ["done", "hold_conflict"]
    with pytest.raises(Conflict):
        await till.recorded(new_hold(card(customer), 30, now, hold_id="H"), now)
