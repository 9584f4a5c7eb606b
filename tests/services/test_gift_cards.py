"""Gift cards: issued once, turned into points once."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from services import gift_cards, merchants, points, programs
from services.database import row, rows
from services.errors import Conflict, Invalid, NotFound, RegularsError, TooMany
from services.gift_cards import NewGiftCard, Offered, Redeemed
from services.keyring import Keyring
from services.programs import Program
from tests.conftest import NOW
from tests.factories import joined, make_program, program_text
from tests.services.ledger import assert_sound

KEYRING = Keyring("test secret")
NEW = NewGiftCard("G-1", 50_050, "RUB", None, b"hash")


async def _issued(program: Program, now: datetime, new: NewGiftCard = NEW) -> str:
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    return (await gift_cards.issue(program, merchant.id, new, keyring=KEYRING, now=now)).code


async def _checked(program: Program, code: str, now: datetime) -> Offered:
    return await gift_cards.checked(program, "telegram:1", code, keyring=KEYRING, now=now)


async def _redeem(program: Program, customer_id: int, code: str, now: datetime, key: str = "1") -> Redeemed:
    card = (await _checked(program, code, now)).card
    return await gift_cards.redeem(program, customer_id, card.id, key=key, now=now)


async def test_a_repeated_sale_is_one_card_and_another_content_a_conflict(
    database: str, now: datetime
) -> None:
    program = await make_program(now)
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    first = await gift_cards.issue(program, merchant.id, NEW, keyring=KEYRING, now=now)
    again = await gift_cards.issue(program, merchant.id, NEW, keyring=KEYRING, now=now)
    assert again == replace(first, fresh=False)
    with pytest.raises(Conflict, match="gift_card_conflict"):
        await gift_cards.issue(
            program, merchant.id, replace(NEW, input_hash=b"other"), keyring=KEYRING, now=now
        )
    assert await rows("select kind, amount from gift_card_use") == [{"kind": "issue", "amount": 50_050}]


async def test_the_code_is_stored_nowhere_in_the_clear(database: str, now: datetime) -> None:
    program = await make_program(now)
    code = await _issued(program, now)
    card = await row("select * from gift_card")
    assert card and code.encode() not in bytes(card["sealed"]) + bytes(card["digest"])
    assert (card["hint"], len(code)) == (code[-4:], 16)


async def test_it_becomes_points_and_what_is_less_than_one_stays(database: str, now: datetime) -> None:
    program = await make_program(now)
    customer = await joined(program, now)
    code = await _issued(program, now)
    assert (await _checked(program, code, now)).points == 500
    got = await _redeem(program, customer.id, f" {code.lower()} ", now)
    assert got == Redeemed(500, 50, 500)
    assert await _redeem(program, customer.id, code, now) == got
    with pytest.raises(Conflict, match="gift_card_empty"):
        await _redeem(program, customer.id, code, now, key="2")
    assert await row("select sum(amount)::int as left from gift_card_use") == {"left": 50}
    assert await row("select remaining from gift_card") == {"remaining": 50}
    await assert_sound(program)


async def test_64_at_once_on_one_card_are_one(database: str, now: datetime) -> None:
    program = await make_program(now)
    people = [await joined(program, now) for _ in range(16)]
    code = await _issued(program, now)
    calls = [_redeem(program, people[number % 16].id, code, now, key=str(number)) for number in range(64)]
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert [one.points for one in outcomes if isinstance(one, Redeemed)] == [500]
    assert [one.code for one in outcomes if isinstance(one, Conflict)] == ["gift_card_empty"] * 63
    balances = [await points.balance(program, person.id, now=now) for person in people]
    assert sum(balance.available for balance in balances) == 500


@pytest.mark.parametrize(
    ("spoiled", "code"),
    [("", "gift_card_unknown"), ("GIFT-CDFGHJKMNP", "gift_card_unknown"), ("wrong", "gift_card_mistyped")],
)
async def test_a_wrong_code_is_refused(database: str, now: datetime, spoiled: str, code: str) -> None:
    program = await make_program(now)
    customer = await joined(program, now)
    real = await _issued(program, now)
    typed = real[:-1] + ("C" if real[-1] != "C" else "D") if spoiled == "wrong" else spoiled
    with pytest.raises(RegularsError, match=code):
        await _redeem(program, customer.id, typed, now)


async def test_a_card_past_its_date_is_worth_nothing(database: str, now: datetime) -> None:
    program = await make_program(now)
    customer = await joined(program, now)
    code = await _issued(program, now, replace(NEW, expires_at=now + timedelta(days=1)))
    assert (await _checked(program, code, now + timedelta(days=1))).points == 0
    with pytest.raises(Conflict, match="gift_card_expired"):
        await _redeem(program, customer.id, code, now + timedelta(days=1))


async def test_a_person_who_guesses_waits_and_a_typing_mistake_is_no_guess(
    database: str, now: datetime
) -> None:
    program = await make_program(now)
    code = await _issued(program, now)
    for number in range(5):
        with pytest.raises(NotFound, match="gift_card_unknown"):
            await _checked(program, f"GUESS {number}", now)
        with pytest.raises(Invalid, match="gift_card_mistyped"):
            await _checked(program, code[:-1] + ("C" if code[-1] != "C" else "D"), now)
    with pytest.raises(TooMany, match="too_many_codes"):
        await _checked(program, code, now)
    await gift_cards.checked(program, "telegram:2", code, keyring=KEYRING, now=now)
    assert (await _checked(program, code, now + timedelta(minutes=1))).points == 500
    acts = await rows("select actor, target, data::text from audit where action = 'gift_card.wrong_code'")
    assert (
        acts == [{"actor": "telegram:1", "target": None, "data": "{}"}] * 5
    )  # what was typed is kept nowhere


async def test_a_sale_is_answered_again_after_the_cards_date(database: str, now: datetime) -> None:
    program = await make_program(now)
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    dated = replace(NEW, expires_at=now + timedelta(days=1))
    first = await gift_cards.issue(program, merchant.id, dated, keyring=KEYRING, now=now)
    later = now + timedelta(days=2)
    again = await gift_cards.issue(program, merchant.id, dated, keyring=KEYRING, now=later)
    assert again == replace(first, fresh=False)
    with pytest.raises(Invalid, match="gift_card_date"):
        await gift_cards.issue(program, merchant.id, replace(dated, key="G-2"), keyring=KEYRING, now=later)


async def test_a_program_that_sold_cards_keeps_its_currency(database: str, now: datetime) -> None:
    program = await make_program(now)
    await programs.apply(program_text(currency="EUR"), actor="test", now=now)
    await _issued(await programs.load(program.id), now, replace(NEW, currency="EUR"))
    with pytest.raises(Conflict, match="currency_in_use"):
        await programs.apply(program_text(currency="RUB"), actor="test", now=now)


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (replace(NEW, currency="EUR"), "currency_mismatch"),
        (replace(NEW, amount=0), "gift_card_amount"),
        (replace(NEW, amount=10**13), "gift_card_amount"),
        (replace(NEW, expires_at=NOW), "gift_card_date"),
    ],
)
async def test_a_sale_that_cannot_be_is_refused(
    database: str, now: datetime, new: NewGiftCard, code: str
) -> None:
    program = await make_program(now)
    with pytest.raises(Invalid, match=code):
        await _issued(program, now, new)
