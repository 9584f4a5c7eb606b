"""Commands that meet: two processes at one customer, one code, one phone, one limit."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from services import codes, customers, joining, lookups, merchants, points, programs
from services.customers import Customer, Unregistered
from services.database import row, rows, transaction
from services.errors import Conflict, NotFound, RegularsError, TooMany
from services.joining import Joined, MoveAsked
from services.keyring import Keyring
from services.programs import Program
from services.receipts import batch
from services.receipts.batch import Outcome
from services.receipts.recorder import Recorder, Unavailable
from services.receipts.shapes import CustomerRef, NewReceipt, Recorded
from services.receipts.state import Pending
from tests.factories import card, encode, joined, lead, make_program, program_text, receipt
from tests.services.ledger import assert_sound

KEYRING = Keyring("test secret")
PHONE = "+79001234567"


@asynccontextmanager
async def another(database: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection of another process, in a transaction that ends with the block."""
    connection = await asyncpg.connect(database.replace("asyncpg://", "postgres://"))
    try:
        async with connection.transaction():
            yield connection
    finally:
        await connection.close()


async def waits(task: asyncio.Task[Any]) -> None:
    """Until the task stands at a lock."""
    while not task.done():
        stuck = await row("select count(*) as n from pg_stat_activity where wait_event_type = 'Lock'")
        if stuck and stuck["n"]:
            return
        await asyncio.sleep(0.01)


def started(work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    return asyncio.create_task(work)


async def record(program: Program, merchant_id: int, new: NewReceipt, now: datetime) -> Outcome:
    pending = [Pending(merchant_id, "Till", new, now)]
    return (await batch.record(program.id, pending, keyring=KEYRING, encode=encode))[0]


async def ready_to_join(program: Program, now: datetime, telegram_id: int) -> Customer:
    person = await lead(program, now, telegram_id=telegram_id)
    await joining.accept_terms(program, person.id, "1", now=now)
    return person


async def test_rules_read_while_a_version_comes_into_force(database: str, now: datetime) -> None:
    program = await make_program(now)

    async def loaded() -> Program:
        async with transaction() as connection:
            return await programs.load_in(connection, program.id)

    async with another(database) as rival:
        await rival.execute("update program set version = 2")
        await rival.execute(
            "insert into program_version (program_id, number, text, applied_at, applied_by)"
            " select program_id, 2, text, applied_at, applied_by from program_version"
        )
        reading = started(loaded())
        await waits(reading)
    assert (await reading).version == 2


async def test_two_versions_at_once_are_one_and_a_conflict(database: str, now: datetime) -> None:
    await make_program(now)
    texts = [program_text(welcome=welcome) for welcome in (1, 2, 3)]
    outcomes = await asyncio.gather(
        *(programs.apply(text, actor="test", now=now, expected_version=1) for text in texts),
        return_exceptions=True,
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [str(outcome).partition(":")[0] for outcome in refused] == ["program_changed"] * 2


async def test_a_code_is_used_by_one_receipt_only(database: str, now: datetime) -> None:
    program = await make_program(now)
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    customer = await joined(program, now)
    code = await codes.issue(program.id, customer.id, keyring=KEYRING, now=now)
    ref = CustomerRef("code", code.digits)
    async with another(database) as rival:
        await rival.execute("select 1 from customer for update")
        both = [
            started(record(program, merchant.id, receipt(f"C-{number}", customer=ref, issued_at=now), now))
            for number in (1, 2)
        ]
        await waits(both[0])
        await asyncio.sleep(0.3)
    outcomes = await asyncio.gather(*both)
    assert sorted(getattr(outcome, "code", "recorded") for outcome in outcomes) == [
        "recorded",
        "unknown_code",
    ]
    await assert_sound(program)


async def test_guesses_at_once_are_limited_like_guesses_in_turn(database: str, now: datetime) -> None:
    program = await make_program(now)
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)

    async def guess(number: int) -> str:
        ref = CustomerRef("code", f"{number:06}")
        with pytest.raises(RegularsError) as refused:
            await lookups.lookup(program, merchant.id, "center", ref, keyring=KEYRING, now=now)
        return refused.value.code

    tried = await asyncio.gather(*(guess(number) for number in range(30)))
    assert tried.count("unknown_code") == codes.WRONG_LIMIT


async def test_phones_asked_at_once_are_limited_too(
    database: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "PHONES_A_MINUTE", 3)
    program = await make_program(now)
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)

    async def ask(number: int) -> str:
        ref = CustomerRef("phone", f"+7900123{number:04}")
        with pytest.raises((NotFound, TooMany)) as refused:
            await lookups.lookup(program, merchant.id, None, ref, keyring=KEYRING, now=now)
        return refused.value.code

    asked = await asyncio.gather(*(ask(number) for number in range(20)))
    assert asked.count("unknown_phone") == 3


async def test_another_merchants_store_is_unknown_to_a_lookup(database: str, now: datetime) -> None:
    store = '[[stores]]\ncode = "theirs"\nname = "Theirs"\ntimezone = "Europe/Moscow"\nmerchant = "Other"\n\n'
    text = program_text().replace("[[stores]]", store + "[[stores]]", 1)
    program = await make_program(now, text)
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    with pytest.raises(NotFound, match="unknown_store"):
        ref = CustomerRef("code", "123456")
        await lookups.lookup(program, merchant.id, "theirs", ref, keyring=KEYRING, now=now)
    other, _ = await merchants.create(program, "Other", actor="test", now=now)
    with pytest.raises(NotFound, match="unknown_code"):
        await lookups.lookup(program, other.id, "theirs", ref, keyring=KEYRING, now=now)


async def test_joining_while_the_first_receipt_for_the_phone_is_recorded(
    database: str, now: datetime
) -> None:
    program = await make_program(now)
    person = await ready_to_join(program, now, 1)
    asked = asyncio.Event()

    async def join() -> Joined | MoveAsked:
        await asked.wait()
        return await joining.share_contact(program, person.id, PHONE, now=now)

    join_task = started(join())
    async with transaction() as connection:
        [new_id] = await customers.reserve_ids(connection, 1)
        stranger = Unregistered(new_id, PHONE, "4000123457", now)
        assert await customers.add_unregistered(connection, program, [stranger])
        asked.set()
        await asyncio.sleep(0.3)
    outcome = await join_task
    assert isinstance(outcome, Joined)
    assert (outcome.customer.id, outcome.customer.telegram_id) == (new_id, 1)


async def test_joining_while_the_leads_segments_are_looked_at(database: str, now: datetime) -> None:
    program = await make_program(now)
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    phone = CustomerRef("phone", PHONE)
    await record(program, merchant.id, receipt(customer=phone, issued_at=now), now)
    person = await ready_to_join(program, now, 1)
    async with another(database) as segments:
        await segments.execute("delete from change where customer_id = $1", person.id)
        join = started(joining.share_contact(program, person.id, PHONE, now=now))
        await waits(join)
        # one of the two is told of the deadlock; on a slow machine it may be this one, and the join goes on
        with suppress(asyncpg.DeadlockDetectedError):
            await segments.execute("select 1 from customer where id = $1 for no key update", person.id)
    outcome = await join
    assert isinstance(outcome, Joined)
    assert outcome.claimed == 27


async def test_a_walk_over_everybody_passes_nobody_over_when_its_mark_becomes_another(
    database: str, now: datetime
) -> None:
    program = await make_program(now)
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    person = await ready_to_join(program, now, 1)
    between = await joined(program, now)
    phone = CustomerRef("phone", PHONE)
    await record(program, merchant.id, receipt(customer=phone, issued_at=now), now)
    async with transaction() as connection:
        await connection.execute_query_dict(
            "insert into change (program_id, customer_id, kind, at) values ($1, $2, 'walk', $3)",
            [program.id, person.id, now],
        )
    await joining.share_contact(program, person.id, PHONE, now=now)
    mark = await row("select customer_id from change where kind = 'walk'")
    assert mark is not None
    assert mark["customer_id"] <= between.id


async def test_an_account_that_was_left_gives_nothing_away(database: str, now: datetime) -> None:
    program = await make_program(now)
    owner = await joined(program, now, telegram_id=1, phone=PHONE)
    moves = []
    for telegram_id in (2, 3):
        person = await ready_to_join(program, now, telegram_id)
        asked = await joining.share_contact(program, person.id, PHONE, now=now)
        assert isinstance(asked, MoveAsked)
        moves.append(asked.move_id)
    await joining.decide_move(program, moves[0], yes=True, telegram_id=1, actor="telegram:1", now=now)
    with pytest.raises(Conflict, match="already_decided"):
        await joining.decide_move(program, moves[1], yes=True, telegram_id=1, actor="telegram:1", now=now)
    assert (await customers.get(program.id, owner.id)).telegram_id == 2


async def test_wishes_of_a_lead_that_became_another_row_are_no_fault(database: str, now: datetime) -> None:
    program = await make_program(now)
    person = await lead(program, now)
    async with another(database) as rival:
        await rival.execute("delete from change")
        await rival.execute("delete from customer where id = $1", person.id)
        wish = started(customers.set_marketing(program.id, person.id, True, now=now))
        await waits(wish)
    await wish


async def test_a_number_that_the_database_cannot_hold_stops_its_own_receipt_only(
    database: str, now: datetime
) -> None:
    program = await make_program(now)
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    rich, other = await joined(program, now), await joined(program, now)
    await rows("update customer set spent = $2 where id = $1", rich.id, 2**63 - 1)
    recorder = Recorder(keyring=KEYRING, encode=encode)

    async def take(customer: Customer) -> object:
        new = receipt(customer=card(customer), issued_at=now)
        try:
            return await recorder.record(program.id, merchant.id, "Till", new, arrived_at=now)
        except Exception as error:
            return error

    outcomes = await asyncio.gather(*(take(c) for c in (other, rich, other, rich)))
    assert [isinstance(outcome, Recorded) for outcome in outcomes] == [True, False, True, False]
    assert not any(isinstance(outcome, Unavailable) for outcome in outcomes)


async def test_ids_taken_from_a_database_that_crashed_are_forgotten(
    database: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sequence falls back over numbers whose transaction never reached the disk: others get them again."""
    program = await make_program(now)
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    customer = await joined(program, now)
    before = await row("select last_value, is_called from row_id")
    assert before is not None
    crashed = asyncio.Event()

    async def crash(*args: Any) -> None:
        monkeypatch.undo()
        crashed.set()
        raise ConnectionResetError

    async def recover() -> None:
        await rows("select setval('row_id', $1, $2)", before["last_value"], before["is_called"])
        grants = [points.Grant(customer.id, 5, "test", "test", f"test:{number}") for number in range(10)]
        async with transaction() as connection:
            await points.give(connection, program, grants, now=now)

    monkeypatch.setattr("services.receipts.batch.write", crash)
    recorder = Recorder(keyring=KEYRING, encode=encode)
    new = receipt(customer=card(customer), issued_at=now)
    recording = started(recorder.record(program.id, merchant.id, "Till", new, arrived_at=now))
    await crashed.wait()
    await recover()
    assert isinstance(await recording, Recorded)
    twice = "select id from (select id from entry union all select id from lot union all select id from receipt) t"
    assert await rows(f"{twice} group by id having count(*) > 1") == []
    await assert_sound(program)


async def test_a_name_with_a_zero_character_is_a_name(database: str, now: datetime) -> None:
    program = await make_program(now)
    for _ in range(2):
        origin = customers.Origin()
        person = await customers.start(program, 7, name="A\0nn", language="en", origin=origin, now=now)
        assert person.name == "Ann"


async def test_a_balance_is_of_one_moment(
    database: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = await make_program(now, program_text(pending="1d"))
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    customer = await joined(program, now)
    await record(program, merchant.id, receipt(customer=card(customer), issued_at=now), now)
    later = now + timedelta(days=2)

    async def slow(sql: str, *values: object) -> list[dict[str, Any]]:
        found = await rows(sql, *values)
        await points.settle_due(program, now=later)  # another process, between two statements
        return found

    monkeypatch.setattr(points, "rows", slow)
    balance = await points.balance(program, customer.id, now=later)
    assert replace(balance, maturing=(), expiring=()) == points.Balance(27, 0, 0, 0, (), ())
