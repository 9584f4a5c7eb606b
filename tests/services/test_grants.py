"""Points by hand: once for a key, bounded, with a reason, to people who may have points."""

import asyncio
from datetime import datetime

import pytest

from services import customers, grants, points
from services.database import rows
from services.errors import Conflict, Invalid, NotFound, RegularsError
from services.programs import Program
from tests.factories import joined, lead, make_program
from tests.services.ledger import assert_sound


async def give(program: Program, customer_id: int, now: datetime, key: str = "grant:1") -> grants.Granted:
    return await grants.give(program, customer_id, 50, "  so\nsorry ", actor="telegram:7", key=key, now=now)


async def test_the_same_key_at_once_gives_once(database: str, now: datetime) -> None:
    program = await make_program(now)
    customer = await joined(program, now)
    given = await asyncio.gather(*(give(program, customer.id, now) for _ in range(8)))
    assert sorted(one.fresh for one in given) == [False] * 7 + [True]
    assert {one.available for one in given} == {50}
    acts = await rows("select actor, target, data ->> 'reason' as reason from audit where action = 'grant'")
    assert acts == [{"actor": "telegram:7", "target": customer.card, "reason": "so sorry"}]
    assert len(await rows("select id from outbox where kind = 'points_granted'")) == 1
    await give(program, customer.id, now, "grant:2")
    assert (await points.balance(program, customer.id, now=now)).available == 100
    await assert_sound(program)


@pytest.mark.parametrize(
    ("amount", "reason", "code"),
    [
        (0, "x", "grant_points"),
        (-5, "x", "grant_points"),
        (100_001, "x", "grant_points"),
        (5, " \n ", "grant_reason"),
        (5, "x" * 201, "grant_reason"),
    ],
)
async def test_bounds(database: str, now: datetime, amount: int, reason: str, code: str) -> None:
    program = await make_program(now)
    customer = await joined(program, now)
    with pytest.raises(Invalid) as refused:
        await grants.give(program, customer.id, amount, reason, actor="a", key="k", now=now)
    assert refused.value.code == code
    assert await rows("select id from audit where action = 'grant'") == []


async def test_a_lead_and_nobody_get_nothing(database: str, now: datetime) -> None:
    program = await make_program(now)
    for customer_id, kind in (((await lead(program, now)).id, Conflict), (10**12, NotFound)):
        with pytest.raises(kind):
            await give(program, customer_id, now)
    assert await rows("select id from entry") == []


async def test_another_programs_customer_is_nobody(database: str, now: datetime) -> None:
    program = await make_program(now)
    customer = await joined(program, now)
    stranger = Program(program.id + 1, "other", 1, program.config)
    with pytest.raises(RegularsError) as refused:
        await give(stranger, customer.id, now)
    assert refused.value.code == "unknown_customer"
    assert (await customers.get(program.id, customer.id)).id == customer.id
