"""What a till learns of a customer."""

from datetime import timedelta

import pytest

from services import codes, lookups
from services.database import rows
from services.keyring import Keyring
from services.programs import Program
from tests.webhooks.conftest import Till, receipt
from tests.webhooks.test_bad_input import is_problem

PATH = "/v1/customers/lookup"


async def known(till: Till) -> str:
    """A customer with points; returns the card."""
    return str((await till.post("/v1/receipts", receipt())).json["customer"]["card"])


async def test_by_phone_and_by_card_it_is_the_same_customer(till: Till) -> None:
    card = await known(till)
    by_phone = await till.post(PATH, {"phone": "+79161234567", "store": "center"})
    by_card = await till.post(PATH, {"card": f" {card[:5]} {card[5:]}"})
    assert (by_phone.status, by_phone.json) == (200, by_card.json)
    expected = {"card": card, "registered": False, "tier": "silver", "balance": 27, "pending": 0}
    assert {key: by_card.json[key] for key in expected} == expected
    assert set(by_card.json) == {*expected, "initial"}  # and nothing that a till does not need


async def test_code_is_not_used_up_until_the_receipt(till: Till, program: Program, keyring: Keyring) -> None:
    card = await known(till)
    customer_id = (await rows("select id from customer"))[0]["id"]
    issued = await codes.issue(program.id, customer_id, keyring=keyring, now=till.clock.at)
    for _ in range(2):
        assert (await till.post(PATH, {"code": issued.digits})).json["card"] == card
    sold = await till.post("/v1/receipts", receipt(receipt_id="A-2", customer={"code": issued.digits}))
    assert sold.json["customer"]["card"] == card
    is_problem(await till.post(PATH, {"code": issued.digits}), 404, "unknown_code")


async def test_code_dies(till: Till, program: Program, keyring: Keyring) -> None:
    await known(till)
    customer_id = (await rows("select id from customer"))[0]["id"]
    issued = await codes.issue(program.id, customer_id, keyring=keyring, now=till.clock.at)
    till.clock.at += timedelta(seconds=90)
    is_problem(await till.post(PATH, {"code": issued.digits}), 404, "unknown_code")


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({"card": "4000123457"}, 404, "unknown_card", "card"),
        ({"phone": "+79169999999"}, 404, "unknown_phone", "phone"),
        ({"code": "000000"}, 404, "unknown_code", "code"),
        ({"card": "4000123457", "store": "nowhere"}, 422, "unknown_store", "store"),
        ({}, 422, "invalid_body", "body"),
        ({"store": "center"}, 422, "invalid_body", "body"),
        ({"card": "4000123457", "code": "123456"}, 422, "invalid_body", "body"),
        ({"card": 4000123457}, 422, "invalid_body", "card"),
        ({"phone": "8 916 123-45-67"}, 422, "invalid_body", "phone"),
        ({"card": "4000123457", "name": "Anna"}, 422, "invalid_body", "name"),
    ],
)
async def test_refusals(till: Till, body: dict[str, object], status: int, code: str, field: str) -> None:
    problem = is_problem(await till.post(PATH, body), status, code)
    assert field in [error["field"] for error in problem["errors"]]


async def test_guessing_codes_is_stopped(till: Till) -> None:
    for number in range(5):
        is_problem(await till.post(PATH, {"code": f"00000{number}", "store": "center"}), 404, "unknown_code")
    said = await till.post(PATH, {"code": "000005", "store": "center"})
    is_problem(said, 429, "too_many_codes")
    assert said.headers["Retry-After"] == "60"
    till.clock.at += timedelta(minutes=1)
    is_problem(await till.post(PATH, {"code": "000005", "store": "center"}), 404, "unknown_code")


async def test_phones_are_limited_and_kept(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "PHONES_A_MINUTE", 2)
    card = await known(till)
    assert (await till.post(PATH, {"phone": "+79161234567"})).json["card"] == card
    is_problem(await till.post(PATH, {"phone": "+79169999999"}), 404, "unknown_phone")
    said = await till.post(PATH, {"phone": "+79161234567"})
    is_problem(said, 429, "too_many_lookups")
    assert said.headers["Retry-After"] == "60"
    assert (await till.post(PATH, {"card": card})).status == 200
    till.clock.at += timedelta(minutes=1)
    assert (await till.post(PATH, {"phone": "+79161234567"})).status == 200
    kept = await rows("select kind, customer_id is not null as found from lookup order by id")
    assert kept == [{"kind": "phone", "found": found} for found in (True, False, True)]


async def test_guessing_cards_is_stopped(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(lookups.UNKNOWN_A_MINUTE, "card", 3)
    card = await known(till)
    for _ in range(5):
        assert (await till.post(PATH, {"card": card})).status == 200  # a card that is there is no guess
    for number in range(3):
        is_problem(await till.post(PATH, {"card": f"400012345{number}"}), 404, "unknown_card")
    for guess in ("4000123459", card):  # the answer must not tell which of them is there
        said = await till.post(PATH, {"card": guess})
        problem = is_problem(said, 429, "too_many_lookups")
        assert (problem["errors"][0]["field"], said.headers["Retry-After"]) == ("card", "60")
    till.clock.at += timedelta(minutes=1)
    assert (await till.post(PATH, {"card": card})).status == 200
