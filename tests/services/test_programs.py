"""Versions of a program: what a new one may not change, and that one in force stays readable."""

import asyncio
from datetime import datetime

import pytest

from services import grants, merchants, points, programs
from services.database import rows
from services.errors import Conflict
from services.keyring import Keyring
from services.program_file import ProgramFileError
from services.receipts.recorder import Recorder
from tests.factories import encode, joined, make_program, program_text, receipt


async def test_money_that_was_counted_keeps_its_currency(database: str, now: datetime) -> None:
    await make_program(now, program_text(currency="EUR"))
    program = await make_program(now, program_text(currency="RUB"))  # nothing was counted yet
    till, _ = await merchants.create(program, "Till", actor="test", now=now)
    recorder = Recorder(keyring=Keyring("test"), encode=encode)
    await recorder.record(program.id, till.id, till.name, receipt(issued_at=now), arrived_at=now)
    other = program_text(currency="EUR")
    for refused in (programs.preview(program, other), programs.apply(other, actor="test", now=now)):
        with pytest.raises(Conflict, match="currency_in_use"):
            await refused
    with pytest.raises(Conflict, match="currency_in_use"):
        await programs.undo(program, actor="test", now=now)
    assert (await programs.load(program.id)).version == 2


async def test_points_that_were_given_keep_their_worth(database: str, now: datetime) -> None:
    """As money a point is one smallest coin: only points that paid just that may become money, and back."""
    names = 'name.en = { one = "point", other = "points" }\n'
    dear, cheap = program_text(), program_text().replace("_per_point = 100", "_per_point = 1")
    money = cheap.replace(names, 'kind = "money"\n')
    await make_program(now, money)
    program = await make_program(now, dear)  # nothing was given yet
    customer = await joined(program, now)
    await grants.give(program, customer.id, 50, "test", actor="test", key="1", now=now)
    for refused in (programs.preview(program, money), programs.apply(money, actor="test", now=now)):
        with pytest.raises(Conflict, match="balance_in_use"):
            await refused
    for text in (cheap, money, cheap):
        program = await make_program(now, text)
    await make_program(now, money)
    with pytest.raises(Conflict, match="balance_in_use"):
        await make_program(now, dear)
    assert (await points.balance(program, customer.id, now=now)).available == 50


@pytest.mark.parametrize("name", ["Old\tTown", "Old \\u202eTown", "Old \\u0085Town"])
async def test_a_name_from_before_it_was_refused_stops_nothing(
    database: str, now: datetime, name: str
) -> None:
    """An update of Regulars may refuse what it took before: the version in force is read all the same."""
    program = await make_program(now)
    old = program_text().replace('"Center"', f'"{name}"')
    with pytest.raises(ProgramFileError):
        await programs.apply(old, actor="test", now=now)
    await rows("update program_version set text = $2 where program_id = $1", program.id, old)
    assert "Old" in (await programs.load(program.id)).config.stores[0].name
    assert [one.slug for one in await programs.every()] == ["test"]
    applied = await programs.apply(program_text(), actor="test", now=now)
    assert applied.program.config.stores[0].name == "Center"
    assert [change.key for change in applied.changes] == ["stores[center].name"]


KEYRING = Keyring("a secret of the tests")
TOKENS = ("7000000003:" + "c" * 35, "7000000004:" + "d" * 35)


async def test_two_programs_added_at_once_with_one_bot_are_one(database: str, now: datetime) -> None:
    async def add(slug: str, token: str) -> str:
        text = program_text().replace('slug = "test"', f'slug = "{slug}"')
        try:
            await programs.add(text, token, KEYRING, actor="test", now=now)
        except Conflict as refusal:
            return refusal.code
        return "added"

    first, second = TOKENS
    assert sorted(await asyncio.gather(*(add(f"bot-{n}", first) for n in range(4)))) == [
        "added",
        *["bot_taken"] * 3,
    ]
    assert sorted(await asyncio.gather(*(add("same", second) for _ in range(4)))) == [
        "added",
        *["program_exists"] * 3,
    ]
    assert sorted((await programs.bot_tokens(KEYRING)).values()) == [first, second]
    assert len(await programs.every()) == 2  # the refused ones left nothing


async def test_no_program_takes_the_bot_of_another(database: str, now: datetime) -> None:
    one = await make_program(now)
    other = await make_program(now, program_text().replace('slug = "test"', 'slug = "other"'))
    for token in TOKENS:
        await programs.set_bot_token(one.id, token, KEYRING)  # its own may be changed, and given again
        await programs.set_bot_token(one.id, token, KEYRING)
    with pytest.raises(Conflict, match="bot_taken"):
        await programs.set_bot_token(other.id, TOKENS[1], KEYRING)
    assert await programs.bot_tokens(KEYRING) == {one.id: TOKENS[1]}
