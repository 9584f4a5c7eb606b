"""Points set aside over HTTP: shapes, repeats, refusals, and whose holds they are."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import orjson
import pytest
import pytest_asyncio

from services import codes, merchants, points
from services.customers import Customer
from services.database import rows, transaction
from services.keyring import Keyring
from services.programs import Program
from tests.conftest import NOW
from tests.factories import joined
from tests.services.ledger import assert_sound
from tests.webhooks.conftest import Till, line, receipt, serve
from tests.webhooks.test_bad_input import is_problem
from webhooks.api.holds import HoldResult

PATH = "/v1/holds"


def hold(**changes: Any) -> dict[str, Any]:
    """A hold that is right, but for the changes; ``...`` leaves a field out."""
    body = {**receipt(receipt_id=...), "hold_id": "A-1001", "points": 100, **changes}
    return {key: value for key, value in body.items() if value is not ...}


@pytest_asyncio.fixture
async def maria(program: Program) -> Customer:
    """A customer who has joined and has 127 points."""
    customer = await joined(program, NOW, phone="+79161234567")
    async with transaction() as connection:
        grant = points.Grant(customer.id, 127, "test", "test", "test:1")
        await points.give(connection, program, [grant], now=NOW)
    return customer


@pytest_asyncio.fixture
async def others_till(program: Program, keyring: Keyring) -> AsyncIterator[Till]:
    _, key = await merchants.create(program, "Other", actor="test", now=NOW)
    async for made in serve(key, keyring):
        yield made


async def code_of(program: Program, customer: Customer, keyring: Keyring) -> dict[str, str]:
    issued = await codes.issue(program.id, customer.id, keyring=keyring, now=NOW)
    return {"code": issued.digits}


async def test_hold_watch_pay(till: Till, program: Program, maria: Customer, keyring: Keyring) -> None:
    code = await code_of(program, maria, keyring)
    made = await till.post(PATH, hold(customer=code))
    assert made.status == 201
    assert made.json | {"hold": None} == {
        "hold": None,
        "hold_id": "A-1001",
        "state": "live",
        "customer": {"card": maria.card, "registered": True, "tier": "guest"},
        "points": 100,
        "pays": "100.00",
        "balance": 27,
        "expires_at": "2026-11-21T09:15:00Z",
        "slip": ["Set aside: 100 beans", "Balance: 27 beans"],
    }
    assert HoldResult.model_validate_json(made.raw).model_dump(exclude_unset=True).keys() == made.json.keys()
    token = made.json["hold"]
    watched = await till.get(f"{PATH}/{token}", headers={"Authorization": f"Bearer {till.key}"})
    assert (watched.status, watched.json) == (200, made.json)
    sold = await till.post("/v1/receipts", receipt(customer={"card": maria.card}, hold=token))
    assert sold.status == 201
    assert (sold.json["points"]["redeemed"], sold.json["payable"]) == (100, "440.00")
    done = await till.get(f"{PATH}/{token}", headers={"Authorization": f"Bearer {till.key}"})
    assert (done.json["state"], done.json["slip"][0]) == ("committed", "\u2212100 beans")
    await assert_sound(program)


async def test_a_repeat_gets_the_same_bytes(till: Till, maria: Customer) -> None:
    body = hold(customer={"card": maria.card})
    first = await till.post(PATH, body)
    again = await till.post(PATH, body | {"lines": [line(amount="540.0")], "total": "540"})
    assert (first.status, again.status, again.raw) == (201, 200, first.raw)
    assert first.json["state"] == "waiting"
    assert again.headers["Idempotent-Replayed"] == "true"
    is_problem(await till.post(PATH, body | {"points": 99}), 409, "hold_conflict")
    assert len(await rows("select 1 from hold")) == 1


async def test_cancel_is_answered_the_same_again(till: Till, program: Program, maria: Customer) -> None:
    token = (await till.post(PATH, hold(customer={"card": maria.card}))).json["hold"]
    key = {"Authorization": f"Bearer {till.key}"}
    first = await till.request("DELETE", f"{PATH}/{token}", headers=key)
    again = await till.request("DELETE", f"{PATH}/{token}", headers=key)
    assert (first.status, again.status, first.raw) == (200, 200, again.raw)
    assert (first.json["state"], first.json["balance"]) == ("cancelled", 127)
    assert first.json["slip"] == ["Given back: 100 beans", "Balance: 127 beans"]
    paying = await till.post("/v1/receipts", receipt(customer={"card": maria.card}, hold=token))
    is_problem(paying, 409, "hold_ended")
    await assert_sound(program)


async def test_a_used_hold_is_not_cancelled(
    till: Till, program: Program, maria: Customer, keyring: Keyring
) -> None:
    token = (await till.post(PATH, hold(customer=await code_of(program, maria, keyring)))).json["hold"]
    await till.post("/v1/receipts", receipt(customer=None, hold=token))
    key = {"Authorization": f"Bearer {till.key}"}
    is_problem(await till.request("DELETE", f"{PATH}/{token}", headers=key), 409, "hold_ended")


async def test_another_merchant_knows_nothing_of_it(till: Till, others_till: Till, maria: Customer) -> None:
    token = (await till.post(PATH, hold(customer={"card": maria.card}))).json["hold"]
    for method in ("GET", "DELETE"):
        key = {"Authorization": f"Bearer {others_till.key}"}
        said = await others_till.request(method, f"{PATH}/{token}", headers=key)
        is_problem(said, 404, "unknown_hold")
    stolen = await others_till.post("/v1/receipts", receipt(customer={"card": maria.card}, hold=token))
    is_problem(stolen, 422, "unknown_hold")
    same_id = await others_till.post(PATH, hold(customer={"card": maria.card}, points=10))
    assert same_id.status == 201
    assert (await rows("select count(*) as n from hold"))[0]["n"] == 2


@pytest.mark.parametrize(
    "path", ["/v1/holds/unknown", "/v1/holds/" + "x" * 200, "/v1/holds/%00", "/v1/holds/%F0%9F%98%80"]
)
async def test_no_such_hold(till: Till, path: str) -> None:
    key = {"Authorization": f"Bearer {till.key}"}
    is_problem(await till.get(path, headers=key), 404, "unknown_hold")
    is_problem(await till.request("DELETE", path, headers=key), 404, "unknown_hold")
    is_problem(await till.get(path), 401, "key_missing")


@pytest.mark.parametrize(
    ("changes", "status", "code", "field"),
    [
        ({"points": 0}, 422, "invalid_body", "points"),
        ({"points": -5}, 422, "invalid_body", "points"),
        ({"points": "100"}, 422, "invalid_body", "points"),
        ({"points": 1.5}, 422, "invalid_body", "points"),
        ({"points": True}, 422, "invalid_body", "points"),
        ({"points": 10**18}, 422, "invalid_body", "points"),
        ({"points": ...}, 422, "invalid_body", "points"),
        ({"hold_id": ...}, 422, "invalid_body", "hold_id"),
        ({"hold_id": "A\x00"}, 422, "invalid_body", "hold_id"),
        ({"customer": None}, 422, "invalid_body", "customer"),
        ({"customer": {"card": "4000123457"}}, 404, "unknown_card", "customer.card"),
        ({"customer": {"phone": "+79160000000"}}, 404, "unknown_phone", "customer.phone"),
        ({"customer": {"code": "000000"}}, 404, "unknown_code", "customer.code"),
        ({"receipt_id": "A-1"}, 422, "invalid_body", "receipt_id"),
        ({"total": "539.00"}, 422, "invalid_body", "total"),
        ({"lines": [line(amount="-540.00")], "total": "-540.00"}, 422, "invalid_body", "total"),
        ({"currency": "USD"}, 422, "currency_mismatch", "currency"),
        ({"store": "nowhere"}, 422, "unknown_store", "store"),
        ({"points": 128}, 409, "not_enough_points", "points"),
        ({"total": "50.00", "lines": [line(amount="50.00")]}, 422, "points_above_share", "points"),
    ],
)
async def test_refusals(
    till: Till, maria: Customer, changes: dict[str, Any], status: int, code: str, field: str
) -> None:
    body = hold(**{"customer": {"card": maria.card}, **changes})
    problem = is_problem(await till.post(PATH, body), status, code)
    assert field in [error["field"] for error in problem["errors"]]
    assert await rows("select 1 from hold") == []
    assert (await till.post(PATH, hold(customer={"card": maria.card}))).status == 201  # the id is free


async def test_somebody_without_a_chat_shows_a_code(till: Till, program: Program) -> None:
    await till.post("/v1/receipts", receipt())
    said = await till.post(PATH, hold(points=10))
    problem = is_problem(said, 409, "customer_cannot_be_reached")
    assert problem["errors"][0]["field"] == "customer.phone"


async def test_guessing_codes_is_stopped(till: Till, maria: Customer) -> None:
    for number in range(5):
        said = await till.post(PATH, hold(customer={"code": f"00000{number}"}))
        is_problem(said, 404, "unknown_code")
    said = await till.post(PATH, hold(customer={"code": "000005"}))
    is_problem(said, 429, "too_many_codes")
    assert said.headers["Retry-After"] == "60"


async def test_the_time_of_a_hold(till: Till, program: Program, maria: Customer) -> None:
    made = await till.post(PATH, hold(customer={"card": maria.card}))
    till.clock.at += timedelta(minutes=3)
    key = {"Authorization": f"Bearer {till.key}"}
    seen = await till.get(f"{PATH}/{made.json['hold']}", headers=key)
    assert (seen.json["state"], seen.json["balance"]) == ("timed_out", 127)
    again = await till.post(PATH, hold(customer={"card": maria.card}))
    assert orjson.loads(again.raw) == made.json  # the first answer; watching says what became of it
    await assert_sound(program)
