"""Joining, and moving a customer to another account."""

from datetime import datetime, timedelta

import orjson
import pytest

from services import codes, customers, joining, points
from services.database import rows
from services.errors import Conflict, Forbidden
from services.joining import Joined, MoveAsked
from services.keyring import Keyring
from services.programs import Program
from tests.factories import joined, lead, make_program, program_text
from tests.services.ledger import assert_sound

ADMIN = 99
PHONE = "+79001234567"


async def asked(program: Program, now: datetime) -> tuple[customers.Customer, customers.Customer, int]:
    """An owner of points, somebody with the same contact on another account, and the open ask."""
    owner = await joined(program, now, telegram_id=1, phone=PHONE)
    other = await lead(program, now, telegram_id=2)
    await joining.accept_terms(program, other.id, "1", now=now)
    outcome = await joining.share_contact(program, other.id, PHONE, admin_ids=[ADMIN], now=now)
    assert isinstance(outcome, MoveAsked)
    return owner, other, outcome.move_id


async def test_the_contact_needs_the_terms_first(database: str, now: datetime) -> None:
    program = await make_program(now)
    person = await lead(program, now)
    with pytest.raises(Conflict, match="terms_needed"):
        await joining.share_contact(program, person.id, PHONE, now=now)


async def test_welcome_points_once(database: str, now: datetime) -> None:
    program = await make_program(now, program_text(welcome=100))
    customer = await joined(program, now, phone=PHONE)
    again = await joining.share_contact(program, customer.id, PHONE, now=now)
    assert again == Joined(customer, 0, 0, again=True)
    assert (await points.balance(program, customer.id, now=now)).available == 100
    with pytest.raises(Conflict, match="already_joined"):
        await joining.share_contact(program, customer.id, "+79007654321", now=now)


async def test_the_old_account_and_the_managers_are_asked_once(database: str, now: datetime) -> None:
    program = await make_program(now)
    _, other, move = await asked(program, now)
    assert await joining.share_contact(program, other.id, PHONE, admin_ids=[ADMIN], now=now) == MoveAsked(
        move
    )
    told = await rows("select kind, customer_id, telegram_id, payload from outbox order by id")
    assert [message["kind"] for message in told] == ["contact_move", "contact_move_manager"]
    assert told[1]["telegram_id"] == ADMIN
    assert orjson.loads(told[1]["payload"])["move"] == move


async def test_yes_moves_the_card_and_its_points(database: str, now: datetime) -> None:
    program = await make_program(now, program_text(welcome=100))
    owner, other, move = await asked(program, now)
    await joining.decide_move(program, move, yes=True, telegram_id=1, actor="telegram:1", now=now)
    moved = await customers.by_telegram(program.id, 2)
    assert moved is not None
    assert (moved.id, moved.card, moved.phone) == (owner.id, owner.card, PHONE)
    assert await customers.by_telegram(program.id, 1) is None
    assert (await points.balance(program, owner.id, now=now)).available == 100
    assert await rows("select id from customer where id = $1", other.id) == []
    with pytest.raises(Conflict, match="already_decided"):
        await joining.decide_move(program, move, yes=False, telegram_id=1, actor="telegram:1", now=now)
    await assert_sound(program)


async def test_a_code_of_the_old_phone_dies_with_the_move(database: str, now: datetime) -> None:
    program = await make_program(now)
    owner, _, move = await asked(program, now)
    await codes.issue(program.id, owner.id, keyring=Keyring("test secret"), now=now)
    await joining.decide_move(program, move, yes=True, telegram_id=1, actor="telegram:1", now=now)
    assert await rows("select id from code where program_id = $1", program.id) == []


async def test_no_and_strangers_move_nothing(database: str, now: datetime) -> None:
    program = await make_program(now)
    owner, _, move = await asked(program, now)
    with pytest.raises(Forbidden, match="not_yours"):
        await joining.decide_move(program, move, yes=True, telegram_id=2, actor="telegram:2", now=now)
    await joining.decide_move(program, move, yes=False, telegram_id=1, actor="telegram:1", now=now)
    assert (await customers.get(program.id, owner.id)).telegram_id == 1


async def test_a_manager_decides_where_the_old_account_is_silent(database: str, now: datetime) -> None:
    program = await make_program(now)
    owner, _, move = await asked(program, now)
    await joining.decide_move(program, move, yes=True, telegram_id=None, actor="telegram:99", now=now)
    assert (await customers.get(program.id, owner.id)).telegram_id == 2


async def test_an_old_ask_is_closed(database: str, now: datetime) -> None:
    program = await make_program(now)
    _, _, move = await asked(program, now)
    late = now + timedelta(days=8)
    with pytest.raises(Conflict, match="already_decided"):
        await joining.decide_move(program, move, yes=True, telegram_id=1, actor="telegram:1", now=late)


async def test_the_first_origin_stays(database: str, now: datetime) -> None:
    program = await make_program(now)
    origin = customers.Origin(source="poster", store="center", employee="anna")
    first = await customers.start(program, 7, name="Ann", language="xx", origin=origin, now=now)
    again = await customers.start(
        program, 7, name="Ann & <b>", language="en", origin=customers.Origin(source="ad"), now=now
    )
    assert (again.id, again.source, again.name, again.language) == (first.id, "poster", "Ann & <b>", "en")
    assert again.home_store_id is not None
