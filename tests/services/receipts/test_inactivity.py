"""Points that burn when their owner stays away: a purchase keeps all of them, in a batch as one by one."""

from datetime import UTC, datetime, timedelta

import pytest

from services import merchants, points
from services.customers import Customer
from services.database import rows, transaction
from services.keyring import Keyring
from services.points import Balance
from services.programs import Program
from services.receipts import batch
from services.receipts.state import Pending
from tests.factories import card, encode, joined, make_program, program_text, receipt
from tests.services.ledger import assert_sound

KEYRING = Keyring("test secret")
DAY = timedelta(days=1)
NOON = datetime(2026, 11, 21, 9, tzinfo=UTC)  # in Moscow
SILENCE = 'expiry = { inactivity = "30d" }'


async def _program(now: datetime) -> tuple[Program, Customer, int]:
    text = program_text().replace('expire_after = "365d"', SILENCE)
    program = await make_program(now, text)
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    return program, await joined(program, now), merchant.id


async def _buy(program: Program, customer: Customer, merchant: int, *days: int) -> None:
    """Purchases so many days after the first noon, in one batch."""
    items = [
        Pending(merchant, "Till", receipt(customer=card(customer), issued_at=at, amounts=(2_000,)), at)
        for at in (NOON + day * DAY for day in days)
    ]
    await batch.record(program.id, items, keyring=KEYRING, encode=encode)


def _midnight(day: int) -> datetime:
    """The end, in Moscow, of the day that is so many after the first."""
    return datetime(2026, 11, 21, 21, tzinfo=UTC) + day * DAY


async def _balance(program: Program, customer: Customer, at: datetime) -> Balance:
    return await points.balance(program, customer.id, now=at)


async def test_a_purchase_keeps_all_points(database: str) -> None:
    program, customer, merchant = await _program(NOON)
    for day in (0, 10, 29):
        await _buy(program, customer, merchant, day)
    (before, after) = [
        await _balance(program, customer, _midnight(59) + timedelta(seconds=seconds)) for seconds in (-1, 0)
    ]
    assert before.expiring == ((_midnight(59), 3),)
    assert (before.available, after.available) == (3, 0)
    await assert_sound(program)


async def test_what_has_burned_does_not_come_back(database: str) -> None:
    program, customer, merchant = await _program(NOON)
    await _buy(program, customer, merchant, 0)
    await _buy(program, customer, merchant, 31)
    balance = await _balance(program, customer, NOON + 31 * DAY)
    assert balance.expiring == ((_midnight(61), 1),)
    expired = await rows("select points, at from entry where kind = 'expire'")
    assert expired == [{"points": -1, "at": _midnight(30)}]
    await assert_sound(program)


async def test_gifts_are_kept_too_and_keep_nothing(database: str) -> None:
    program, customer, merchant = await _program(NOON)
    await _buy(program, customer, merchant, 0)
    async with transaction() as connection:
        grant = points.Grant(customer.id, 10, "gift", "test", "test:gift")
        await points.give(connection, program, [grant], now=NOON + 5 * DAY)
    assert (await _balance(program, customer, NOON + 6 * DAY)).expiring == (
        (_midnight(30), 1),
        (_midnight(35), 10),
    )
    await _buy(program, customer, merchant, 8)
    assert (await _balance(program, customer, NOON + 9 * DAY)).expiring == ((_midnight(38), 12),)


@pytest.mark.parametrize("together", [False, True])
async def test_a_batch_keeps_what_its_receipts_keep_one_by_one(database: str, together: bool) -> None:
    program, customer, merchant = await _program(NOON)
    days = (0, 20, 45, 90, 95)
    for group in [days] if together else [(day,) for day in days]:
        await _buy(program, customer, merchant, *group)
    entries = await rows("select kind, points, at from entry order by at, kind")
    burned = [(-entry["points"], entry["at"]) for entry in entries if entry["kind"] == "expire"]
    assert burned == [(1, _midnight(75))] * 3
    assert (await _balance(program, customer, NOON + 95 * DAY)).expiring == ((_midnight(125), 2),)
    await assert_sound(program)
