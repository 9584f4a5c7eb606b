"""Promo codes made many at a time."""

import random
from datetime import datetime, timedelta

import pytest

from services import merchants, promo_batches
from services.database import row, rows
from services.errors import Invalid, NotFound, RegularsError
from services.keyring import Keyring
from services.program_file import parse
from services.programs import Program
from services.promo_batches import NewBatch, read
from services.receipts import batch
from services.receipts.shapes import Recorded
from services.receipts.state import Pending
from services.rules.check_characters import fits
from services.rules.promo_codes import ALPHABET, mistyped
from tests.conftest import EXAMPLES
from tests.factories import card, encode, joined, make_program, program_text, receipt

SPRING = NewBatch("SPRING", 200, points=100)


async def test_codes_are_unguessable_and_checked(database: str, now: datetime) -> None:
    program = await make_program(now)
    made = await promo_batches.make(program, SPRING, actor="test", now=now)
    codes = [one.code for one in await promo_batches.codes(program, made.id)]
    assert len(set(codes)) == 200
    for code in codes:
        prefix, _, rest = code.partition("-")
        assert (prefix, len(rest), set(rest) <= set(ALPHABET)) == ("SPRING", 11, True)
        assert fits(code)
    assert [act["action"] for act in await rows("select action from audit where action like 'promo%'")] == [
        "promo.make"
    ]


async def test_the_same_command_twice_makes_one_batch(database: str, now: datetime) -> None:
    program = await make_program(now)
    first = await promo_batches.make(program, SPRING, actor="test", key="k", now=now)
    assert await promo_batches.make(program, SPRING, actor="test", key="k", now=now) == first
    assert await row("select count(*)::int as n from promo_code where batch_id is not null") == {"n": 200}


async def test_codes_that_are_there_are_drawn_again(database: str, now: datetime) -> None:
    """The same source of randomness twice: every first draw meets a code that is there."""
    program = await make_program(now)
    new = NewBatch("AB", 3, points=1)
    await promo_batches.make(program, new, actor="test", now=now, choose=random.Random(1).choice)
    await promo_batches.make(program, new, actor="test", now=now, choose=random.Random(1).choice)
    assert await row("select count(distinct code)::int as n from promo_code where batch_id is not null") == {
        "n": 6
    }


async def _use(program: Program, code: str, now: datetime) -> object:
    customer = await joined(program, now)
    merchant = (await merchants.every(program))[0]
    item = receipt(customer=card(customer), issued_at=now, promo_codes=(code,))
    pending = Pending(merchant.id, merchant.name, item, now)
    [outcome] = await batch.record(program.id, [pending], keyring=Keyring("test secret"), encode=encode)
    return outcome


async def test_a_code_is_for_the_first_and_a_mistake_is_told_from_an_unknown_one(
    database: str, now: datetime
) -> None:
    program = await make_program(now)
    await merchants.create(program, "Till", actor="test", now=now)
    made = await promo_batches.make(
        program, NewBatch("TEN", 2, discount=1_000, expires_at=now + timedelta(days=1)), actor="test", now=now
    )
    first, second = [one.code for one in await promo_batches.codes(program, made.id)]
    assert isinstance(await _use(program, first, now), Recorded)
    wrong = first[:-1] + ("C" if first[-1] != "C" else "D")
    refused = {code: await _use(program, code, now) for code in (first, wrong, "NOBODYS")}
    assert {code: one.code for code, one in refused.items() if isinstance(one, RegularsError)} == {
        first: "promo_code_used_up",
        wrong: "promo_code_mistyped",
        "NOBODYS": "promo_code_unknown",
    }
    late = await _use(program, second, now + timedelta(days=1))
    assert isinstance(late, RegularsError) and late.code == "promo_code_expired"
    assert (await promo_batches.get(program, made.id)).used == 1


async def test_a_stopped_batch_works_no_more_and_is_stopped_once(database: str, now: datetime) -> None:
    program = await make_program(now)
    await merchants.create(program, "Till", actor="test", now=now)
    made = await promo_batches.make(program, NewBatch("AB", 1, points=5), actor="test", now=now)
    stopped = await promo_batches.stop(program, made.id, actor="test", now=now)
    assert stopped.stopped_at == now
    again = await promo_batches.stop(program, made.id, actor="test", now=now + timedelta(days=1))
    assert again == stopped
    [code] = await promo_batches.codes(program, made.id)
    refused = await _use(program, code.code, now)
    assert isinstance(refused, RegularsError) and refused.code == "promo_code_expired"
    assert promo_batches.csv((code,)) == f"code,used\r\n{code.code},0\r\n".encode()


async def test_another_programs_batch_is_unknown(database: str, now: datetime) -> None:
    program = await make_program(now)
    with pytest.raises(NotFound, match="unknown_promo_batch"):
        await promo_batches.codes(program, 999)


def test_a_line_is_read(now: datetime) -> None:
    config = parse(program_text())
    assert read("spring 100 500 30", config, now=now) == NewBatch(
        "SPRING", 500, points=100, expires_at=now + timedelta(days=30)
    )
    assert read(" FRIEND  10%  200 ", config, now=now) == NewBatch("FRIEND", 200, discount=1_000)


def test_a_line_names_an_amount_where_the_balance_is_money(now: datetime) -> None:
    config = parse((EXAMPLES / "cashback.toml").read_text("utf-8"))
    for typed in ("SPRING 2.50 5", "spring 2,5 5"):
        assert read(typed, config, now=now) == NewBatch("SPRING", 5, points=250)
    assert read("SPRING 100 5", config, now=now).points == 10_000
    with pytest.raises(Invalid, match="promo_batch_gift"):
        read("SPRING 2.505 5", config, now=now)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "promo_batch_typed"),
        ("SPRING 100", "promo_batch_typed"),
        ("SPRING -100 5", "promo_batch_typed"),
        ("SPRING 100 5 30 7", "promo_batch_typed"),
        ("S 100 5", "promo_batch_prefix"),
        ("ВЕСНА 100 5", "promo_batch_prefix"),
        ("SPRING 0 5", "promo_batch_gift"),
        ("SPRING 101% 5", "promo_batch_gift"),
        ("SPRING 9999999999 5", "promo_batch_gift"),
        ("SPRING 2.50 5", "promo_batch_gift"),
        ("SPRING 100 0", "promo_batch_count"),
        ("SPRING 100 100001", "promo_batch_count"),
    ],
)
def test_a_line_that_says_something_else_is_refused(text: str, code: str, now: datetime) -> None:
    with pytest.raises(Invalid, match=code):
        read(text, parse(program_text()), now=now)


def test_only_codes_written_like_those_of_a_batch_can_be_mistyped() -> None:
    assert not mistyped("HELLO")
    assert not mistyped("WELCOME-BACK")
    assert mistyped("SPRING-CDFGHJKMNPC") or mistyped("SPRING-CDFGHJKMNPD")
