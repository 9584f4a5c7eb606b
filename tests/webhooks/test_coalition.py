"""Several merchants in one program: each key sees and does only its own, over every call that there is."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from services import hooks, merchants, points, programs
from services.customers import Customer
from services.database import rows, transaction
from services.keyring import Keyring
from services.programs import Program
from tests.conftest import NOW
from tests.factories import joined
from tests.services.ledger import assert_sound
from tests.webhooks.conftest import PROGRAM, Said, Till, receipt, serve
from tests.webhooks.pos.conftest import Sender, event
from tests.webhooks.test_bad_input import is_problem
from tests.webhooks.test_holds import hold

MEMBERS = """
[[merchants]]
code = "coffee"
name = "Coffee"

[[merchants]]
code = "bakery"
name = "Bakery"
base_rate = "10%"

[[stores]]
code = "coffee"
name = "Coffee"
timezone = "Europe/Moscow"
merchant = "Coffee"

[[stores]]
code = "bakery"
name = "Bakery"
timezone = "Europe/Moscow"
merchant = "Bakery"
"""
TESTED = {
    ("POST", "/v1/receipts"),
    ("POST", "/v1/receipts/{receipt_id}/refunds"),
    ("POST", "/v1/quotes"),
    ("POST", "/v1/holds"),
    ("GET", "/v1/holds/{hold}"),
    ("DELETE", "/v1/holds/{hold}"),
    ("POST", "/v1/customers/lookup"),
    ("POST", "/v1/events"),
    ("POST", "/v1/gift-cards"),
    ("POST", "/v1/gift-cards/lookup"),
    ("POST", "/v1/gift-cards/uses"),
    ("POST", "/v1/gift-cards/uses/{use_id}/refunds"),
    ("GET", "/v1/gift-cards/{gift_card_id}"),
    ("DELETE", "/v1/gift-cards/{gift_card_id}"),
}


@pytest_asyncio.fixture
async def program(database: str) -> Program:
    return (await programs.apply(PROGRAM.format(currency="RUB") + MEMBERS, actor="test", now=NOW)).program


async def till_of(program: Program, name: str, keyring: Keyring) -> AsyncIterator[Till]:
    _, key = await merchants.create(program, name, actor="test", now=NOW)
    async for made in serve(key, keyring):
        yield made


@pytest_asyncio.fixture
async def coffee(program: Program, keyring: Keyring) -> AsyncIterator[Till]:
    async for made in till_of(program, "Coffee", keyring):
        yield made


@pytest_asyncio.fixture
async def bakery(program: Program, keyring: Keyring) -> AsyncIterator[Till]:
    async for made in till_of(program, "Bakery", keyring):
        yield made


@pytest_asyncio.fixture
async def maria(program: Program) -> Customer:
    customer = await joined(program, NOW, phone="+79161234567")
    async with transaction() as connection:
        grant = points.Grant(customer.id, 127, "test", "test", "test:1")
        await points.give(connection, program, [grant], now=NOW)
    return customer


def basket(customer: Customer, store: str, **changes: Any) -> dict[str, Any]:
    return receipt(customer={"card": customer.card}, store=store, employee=None, **changes)


def key_of(till: Till) -> dict[str, str]:
    return {"Authorization": f"Bearer {till.key}"}


async def test_these_are_all_calls(coffee: Till) -> None:
    there = {
        (route.method, route.resource.canonical)
        for route in coffee.routes
        if route.resource and route.resource.canonical.startswith("/v1/")
    }
    documents = {path for _, path in there if path.startswith(("/v1/docs", "/v1/openapi"))}
    assert {(method, path) for method, path in there if path not in documents and method != "HEAD"} == TESTED


async def test_a_store_of_another_is_unknown(coffee: Till, bakery: Till, maria: Customer) -> None:
    for path, body in (
        ("/v1/receipts", basket(maria, "bakery")),
        ("/v1/quotes", basket(maria, "bakery", receipt_id=...)),
        ("/v1/holds", hold(customer={"card": maria.card}, store="bakery", employee=None)),
    ):
        is_problem(await coffee.post(path, body), 422, "unknown_store")
        assert (await bakery.post(path, body)).status in (200, 201), path
    asked = {"card": maria.card, "store": "bakery"}
    is_problem(await coffee.post("/v1/customers/lookup", asked), 422, "unknown_store")
    assert (await bakery.post("/v1/customers/lookup", asked)).status == 200


async def test_the_same_gift_card_id_is_another_card(coffee: Till, bakery: Till) -> None:
    sold = {"gift_card_id": "G-1", "amount": "500.00", "currency": "RUB"}
    first, second = [await till.post("/v1/gift-cards", sold) for till in (coffee, bakery)]
    assert (first.status, second.status) == (201, 201)
    assert first.json["code"] != second.json["code"]
    again = await coffee.post("/v1/gift-cards", sold)
    assert (again.status, again.json["code"]) == (200, first.json["code"])


async def test_a_gift_card_is_taken_everywhere_and_seen_and_stopped_by_its_seller_only(
    program: Program, coffee: Till, bakery: Till
) -> None:
    sold = {"gift_card_id": "G-1", "amount": "500.00", "currency": "RUB"}
    code = (await coffee.post("/v1/gift-cards", sold)).json["code"]
    seen = (await bakery.post("/v1/gift-cards/lookup", {"code": code})).json
    assert set(seen) == {"ends_with", "state", "left", "currency", "expires_at"}  # and not whose it is
    use = {"use_id": "U-1", "code": code, "amount": "120.00", "currency": "RUB", "store": "bakery"}
    is_problem(await coffee.post("/v1/gift-cards/uses", use), 422, "unknown_store")
    assert (await bakery.post("/v1/gift-cards/uses", use)).json["left"] == "380.00"
    own = use | {"store": "coffee", "amount": "80.00"}
    assert (await coffee.post("/v1/gift-cards/uses", own)).status == 201  # the same id is another use
    refund = {"refund_id": "R-1", "currency": "RUB", "amount": "100.00"}
    said = await coffee.post("/v1/gift-cards/uses/U-1/refunds", refund)
    is_problem(said, 422, "gift_card_refund_too_much")  # of its own 80, and not of the bakery's 120
    assert said.json["left"] == "80.00"
    await bakery.post("/v1/gift-cards/uses", use | {"use_id": "U-2", "amount": "1.00"})
    is_problem(await coffee.post("/v1/gift-cards/uses/U-2/refunds", refund), 404, "unknown_gift_card_use")
    for method in ("GET", "DELETE"):
        said = await bakery.request(method, "/v1/gift-cards/G-1", headers=key_of(bakery))
        is_problem(said, 404, "gift_card_unknown")
    state = (await coffee.request("GET", "/v1/gift-cards/G-1", headers=key_of(coffee))).json
    assert (state["state"], state["left"]) == ("live", "299.00")
    await coffee.request("DELETE", "/v1/gift-cards/G-1", headers=key_of(coffee))
    said = await bakery.post("/v1/gift-cards/uses", use | {"use_id": "U-3"})
    is_problem(said, 409, "gift_card_stopped")
    await assert_sound(program)


async def test_guesses_at_gift_cards_are_counted_for_their_own_key(coffee: Till, bakery: Till) -> None:
    for number in range(5):
        await coffee.post("/v1/gift-cards/lookup", {"code": f"GUESS{number}"})
    is_problem(await coffee.post("/v1/gift-cards/lookup", {"code": "GUESS"}), 429, "too_many_codes")
    is_problem(await bakery.post("/v1/gift-cards/lookup", {"code": "GUESS"}), 404, "gift_card_unknown")


async def test_the_same_receipt_id_is_another_receipt(coffee: Till, bakery: Till, maria: Customer) -> None:
    first = await coffee.post("/v1/receipts", basket(maria, "coffee"))
    second = await bakery.post("/v1/receipts", basket(maria, "bakery"))
    assert (first.status, second.status) == (201, 201)
    assert first.json["receipt"] != second.json["receipt"]
    assert (first.json["points"]["earned"], second.json["points"]["earned"]) == (
        27,
        54 + 10,
    )  # silver by then


async def test_a_receipt_of_another_cannot_be_refunded(
    program: Program, coffee: Till, bakery: Till, maria: Customer
) -> None:
    await coffee.post("/v1/receipts", basket(maria, "coffee"))
    refund = {"refund_id": "R-1", "currency": "RUB"}
    said = await bakery.post("/v1/receipts/A-1001/refunds", refund)
    assert said.status == 202  # as for any receipt that the bakery has not told of
    assert "customer" not in said.json or said.json["customer"] is None
    assert (await rows("select refunded, revoked from receipt")) == [{"refunded": 0, "revoked": 0}]
    mine = await coffee.post("/v1/receipts/A-1001/refunds", refund)
    assert (mine.status, mine.json["refund_payable"]) == (201, "540.00")
    await bakery.post("/v1/receipts", basket(maria, "bakery", receipt_id="B-1"))
    states = await rows("select receipt_id, refunded from receipt order by receipt_id")
    assert states == [{"receipt_id": "A-1001", "refunded": 54_000}, {"receipt_id": "B-1", "refunded": 0}]
    await assert_sound(program)


async def test_a_hold_of_another_is_unknown(
    program: Program, coffee: Till, bakery: Till, maria: Customer
) -> None:
    made = await coffee.post("/v1/holds", hold(customer={"card": maria.card}, store="coffee", employee=None))
    token = made.json["hold"]
    for method in ("GET", "DELETE"):
        said = await bakery.request(method, f"/v1/holds/{token}", headers=key_of(bakery))
        is_problem(said, 404, "unknown_hold")
    is_problem(await bakery.post("/v1/receipts", basket(maria, "bakery", hold=token)), 422, "unknown_hold")
    assert (await coffee.request("GET", f"/v1/holds/{token}", headers=key_of(coffee))).status == 200
    assert (await coffee.request("DELETE", f"/v1/holds/{token}", headers=key_of(coffee))).status == 200
    await assert_sound(program)


async def test_an_event_key_of_another_is_free(coffee: Till, bakery: Till, maria: Customer) -> None:
    body = {
        "key": "cart-1",
        "kind": "cart_left",
        "customer": {"card": maria.card},
        "at": "2026-11-21T12:00:00+03:00",
    }
    first = await coffee.post("/v1/events", body)
    other = await bakery.post("/v1/events", body | {"kind": "site_visit"})
    assert (first.status, other.status) == (201, 201)
    assert first.json["event"] != other.json["event"]


async def test_customers_are_everybodys(coffee: Till, bakery: Till, maria: Customer) -> None:
    answers: list[Said] = [
        await till.post("/v1/customers/lookup", {"card": maria.card}) for till in (coffee, bakery)
    ]
    assert answers[0].json == answers[1].json
    assert answers[0].json["balance"] == 127


async def test_a_hook_records_for_its_merchant_only(
    program: Program, coffee: Till, bakery: Till, keyring: Keyring, maria: Customer
) -> None:
    made = await hooks.create(
        program, "Coffee", "standard", None, None, keyring=keyring, actor="test", now=NOW
    )
    sender = Sender(coffee, made.token, made.secret)
    card = {"card": maria.card}
    wrong = await sender.deliver(event(store="bakery", customer=card, employee=None))
    assert wrong.status == 422
    right = await sender.deliver(event(store="coffee", customer=card, employee=None), message="msg_2")
    assert right.status == 201
    [kept] = await rows("select m.name from receipt r join merchant m on m.id = r.merchant_id")
    assert kept["name"] == "Coffee"
