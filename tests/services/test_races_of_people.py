"""Invites opened at once, and programs made at once: as if one came after the other."""

import asyncio
from datetime import datetime

import pytest

from services import employees, programs
from services.database import rows
from services.employees import Employee
from services.errors import Conflict, Invalid
from services.keyring import Keyring
from services.programs import Applied, Program
from tests.factories import make_program, program_text
from tests.services.test_races import another, started, waits

KEYRING = Keyring("test secret")
BORIS = '\n[[employees]]\ncode = "boris"\nname = "Boris"\nrole = "cashier"\nstore = "center"\n'
FIRST, SECOND = 7001, 7002


async def staffed(now: datetime) -> tuple[Program, list[Employee]]:
    program = await make_program(now, program_text() + BORIS)
    return program, list(await employees.every(program.id))


async def invited(program: Program, employee: Employee, now: datetime) -> str:
    return await employees.invite(program.id, employee.id, actor="test", keyring=KEYRING, now=now)


async def accept(program: Program, secret: str, telegram_id: int, now: datetime) -> Employee:
    return await employees.accept(program.id, secret, telegram_id, language="en", keyring=KEYRING, now=now)


async def seats(program: Program) -> dict[str, int | None]:
    return {one.code: one.telegram_id for one in await employees.every(program.id)}


async def test_one_account_opens_two_invites_at_once(database: str, now: datetime) -> None:
    program, people = await staffed(now)
    secrets = [await invited(program, person, now) for person in people]
    async with another(database) as rival:
        await rival.execute("select 1 from employee for update")
        both = [started(accept(program, secret, FIRST, now)) for secret in secrets]
        await waits(both[1])
        await asyncio.sleep(0.2)
    outcomes = await asyncio.gather(*both)
    assert {one.code for one in outcomes} == {"anna", "boris"}
    assert sorted(map(str, (await seats(program)).values())) == ["7001", "None"]


async def test_two_accounts_change_places_at_once(database: str, now: datetime) -> None:
    program, people = await staffed(now)
    for person, telegram_id in zip(people, (FIRST, SECOND), strict=True):
        await accept(program, await invited(program, person, now), telegram_id, now)
    for _ in range(5):
        before = await seats(program)
        secrets = [await invited(program, person, now) for person in people]
        await asyncio.gather(
            accept(program, secrets[0], before["boris"] or 0, now),
            accept(program, secrets[1], before["anna"] or 0, now),
        )
        assert await seats(program) == {"anna": before["boris"], "boris": before["anna"]}


async def test_one_invite_opened_by_two_accounts_seats_one(database: str, now: datetime) -> None:
    program, people = await staffed(now)
    secret = await invited(program, people[0], now)
    outcomes = await asyncio.gather(
        accept(program, secret, FIRST, now), accept(program, secret, SECOND, now), return_exceptions=True
    )
    [refused] = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert isinstance(refused, Invalid)
    assert refused.code == "invite_invalid"
    [seated] = [outcome for outcome in outcomes if isinstance(outcome, Employee)]
    assert (await seats(program))["anna"] == seated.telegram_id


async def applied(text: str, now: datetime, **options: int) -> Applied:
    return await programs.apply(text, actor="test", now=now, **options)


async def test_a_program_made_by_two_at_once_is_one_with_two_versions(database: str, now: datetime) -> None:
    texts = [program_text(welcome=welcome) for welcome in (1, 2)]
    async with another(database) as rival:
        await rival.execute("lock table program in exclusive mode")
        both = [started(applied(text, now)) for text in texts]
        await waits(both[1])
        await asyncio.sleep(0.2)
    outcomes = await asyncio.gather(*both)
    assert sorted(outcome.program.version for outcome in outcomes) == [1, 2]
    last = max(outcomes, key=lambda outcome: outcome.program.version)
    assert [change.key for change in last.changes] == ["points.welcome"]
    assert (await programs.every())[0].version == 2


async def test_the_same_file_applied_by_two_at_once_is_one_version(database: str, now: datetime) -> None:
    outcomes = await asyncio.gather(*(applied(program_text(), now) for _ in range(4)))
    assert {outcome.program.version for outcome in outcomes} == {1}
    assert len(await rows("select 1 from program_version")) == 1


@pytest.mark.parametrize("texts", [(1, 1), (1, 2)])
async def test_a_new_program_is_added_once(database: str, now: datetime, texts: tuple[int, int]) -> None:
    adding = (applied(program_text(welcome=welcome), now, expected_version=0) for welcome in texts)
    outcomes = await asyncio.gather(*adding, return_exceptions=True)
    [refused] = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert isinstance(refused, Conflict)
    assert refused.code == "program_exists"
