"""What a basket would do: the same as the receipt, and nothing is stored."""

from datetime import timedelta
from typing import Any

import pytest

from services import codes, lookups
from services.customers import Customer
from services.database import rows
from services.keyring import Keyring
from services.programs import Program
from tests.conftest import NOW
from tests.webhooks.conftest import Till, line, receipt
from tests.webhooks.test_bad_input import is_problem
from tests.webhooks.test_holds import hold, maria
from tests.webhooks.test_receipts import AT_THE_TOP
from webhooks.api.quotes import QuoteResult

__all__ = ["maria"]

PATH = "/v1/quotes"
TABLES = (
    "receipt",
    "entry",
    "lot",
    "hold",
    "outbox",
    "allocation",
    "change",
    "customer",
    "code",
    "promo_code_use",
)


def basket(**changes: Any) -> dict[str, Any]:
    return receipt(receipt_id=..., **changes)


async def everything() -> dict[str, list[dict[str, Any]]]:
    return {table: await rows(f"select * from {table}") for table in TABLES}


async def test_what_would_be(till: Till, maria: Customer) -> None:
    before = await everything()
    said = await till.post(PATH, basket(customer={"card": maria.card}))
    assert said.status == 200
    assert said.json == {
        "customer": {"card": maria.card, "registered": True, "tier": "silver"},
        "points": {"earned": 27, "available_at": "2026-11-21T09:00:00Z", "balance": 127, "pending": 0},
        "redemption": {
            "most": 127,
            "minimum": 1,
            "step": 1,
            "paying": {"points": 127, "pays": "127.00", "payable": "413.00", "earned": 20},
        },
        "tier": {"name": "silver", "changed": True, **AT_THE_TOP},
        "discount": "0.00",
        "discounts": [],
        "payable": "540.00",
        "rules": said.json["rules"],
        "stamps": [],
        "offers": [],
        "slip": said.json["slip"],
    }
    assert sum(rule["points"] for rule in said.json["rules"]) == 27
    assert said.json["slip"][0] == "For this purchase: +27 beans"
    assert said.json["slip"][-1] == "Balance: 127 beans"
    assert QuoteResult.model_validate_json(said.raw).model_dump().keys() == said.json.keys()
    assert await everything() == before


async def test_the_receipt_is_what_was_quoted(
    till: Till, program: Program, maria: Customer, keyring: Keyring
) -> None:
    wanted = {"promo_codes": ["HELLO"], "customer": {"card": maria.card}}
    bare = (await till.post(PATH, basket(**wanted))).json
    paying = (await till.post(PATH, basket(**wanted, points=60))).json["redemption"]["paying"]
    assert paying == {"points": 60, "pays": "60.00", "payable": "480.00", "earned": 34}
    assert bare["points"]["earned"] == 37
    code = await codes.issue(program.id, maria.id, keyring=keyring, now=NOW)
    made = await till.post(
        "/v1/holds", hold(customer={"code": code.digits}, points=60, promo_codes=["HELLO"])
    )
    sold = await till.post("/v1/receipts", receipt(**wanted, hold=made.json["hold"]))
    assert (sold.json["points"]["earned"], sold.json["payable"]) == (paying["earned"], paying["payable"])


async def test_a_code_is_not_used_up(till: Till, program: Program, maria: Customer, keyring: Keyring) -> None:
    code = await codes.issue(program.id, maria.id, keyring=keyring, now=NOW)
    for _ in range(2):
        said = await till.post(PATH, basket(customer={"code": code.digits}))
        assert said.json["customer"]["card"] == maria.card


async def test_nobody_showed_a_card(till: Till) -> None:
    said = await till.post(PATH, basket(customer=None))
    assert said.status == 200
    nothing = dict.fromkeys(("customer", "points", "redemption", "tier"))
    lists: dict[str, Any] = {"discounts": [], "rules": [], "stamps": [], "offers": [], "slip": []}
    assert said.json == {**nothing, **lists, "discount": "0.00", "payable": "540.00"}


async def test_too_few_points_to_pay(till: Till) -> None:
    await till.post("/v1/receipts", receipt(lines=[line(amount="1.00")], total="1.00"))
    said = await till.post(PATH, basket())
    assert said.json["redemption"] == {"most": 0, "minimum": 1, "step": 1, "paying": None}
    assert said.json["customer"]["registered"] is False


async def test_pending_and_expired_points_are_as_of_now(till: Till, maria: Customer) -> None:
    till.clock.at += timedelta(days=366)
    said = await till.post(PATH, basket(customer={"card": maria.card}, issued_at="2027-11-22T12:00:00+03:00"))
    assert (said.json["points"]["balance"], said.json["redemption"]["most"]) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "status", "code", "field"),
    [
        ({"points": -1}, 422, "invalid_body", "points"),
        ({"points": "5"}, 422, "invalid_body", "points"),
        ({"points": 128}, 409, "not_enough_points", "points"),
        ({"hold": "x"}, 422, "invalid_body", "hold"),
        ({"receipt_id": "x"}, 422, "invalid_body", "receipt_id"),
        ({"customer": {"card": "4000123457"}}, 404, "unknown_card", "customer.card"),
        ({"customer": {"code": "000000"}}, 404, "unknown_code", "customer.code"),
        ({"customer": {"phone": "+79160000000"}}, 404, "unknown_phone", "customer.phone"),
        ({"store": "nowhere"}, 422, "unknown_store", "store"),
        ({"employee": "nobody"}, 422, "unknown_employee", "employee"),
        ({"currency": "EUR"}, 422, "currency_mismatch", "currency"),
        ({"promo_codes": ["NO"]}, 422, "promo_code_unknown", "promo_codes.0"),
        ({"issued_at": "2027-11-21T12:00:00+03:00"}, 422, "time_in_future", "issued_at"),
        ({"total": "1.00"}, 422, "invalid_body", "total"),
    ],
)
async def test_refused_as_the_receipt_would_be(
    till: Till, maria: Customer, changes: dict[str, Any], status: int, code: str, field: str
) -> None:
    said = await till.post(PATH, basket(customer={"card": maria.card}) | changes)
    problem = is_problem(said, status, code)
    assert field in [error["field"] for error in problem["errors"]]


async def test_phones_are_limited_like_lookups(
    till: Till, maria: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "PHONES_A_MINUTE", 2)
    await till.post("/v1/customers/lookup", {"phone": "+79161234567"})
    assert (await till.post(PATH, basket())).status == 200
    is_problem(await till.post(PATH, basket()), 429, "too_many_lookups")
    assert (await till.post(PATH, basket(customer={"card": maria.card}))).status == 200
