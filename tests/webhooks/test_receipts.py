"""Recording receipts over HTTP, down to the rows."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from services import merchants, programs
from services.database import row, rows
from services.programs import Program
from tests.conftest import NOW
from tests.webhooks.conftest import Till, line, receipt

AT_THE_TOP = {"to_next": None, "to_next_points": None, "to_next_visits": None}


async def test_first_time_is_recorded_and_answered_in_full(till: Till) -> None:
    said = await till.post("/v1/receipts", receipt())
    assert (said.status, said.media) == (201, "application/json")
    assert "Idempotent-Replayed" not in said.headers
    answer = said.json
    card = (await rows("select card from customer"))[0]["card"]
    assert answer == {
        "receipt": answer["receipt"],
        "receipt_id": "A-1001",
        "customer": {"card": card, "registered": False, "tier": "silver"},
        "points": {
            "earned": 27,
            "available_at": "2026-11-21T09:00:00Z",
            "redeemed": 0,
            "balance": 27,
            "pending": 0,
            "rules": [{"rule": "base", "points": 27}],
            "capped": 0,
        },
        "tier": {"name": "silver", "changed": True, **AT_THE_TOP},
        "discount": "0.00",
        "payable": "540.00",
        "discounts": [],
        "stamps": [],
        "slip": answer["slip"],
    }
    assert answer["slip"] == ["+27 beans", "Balance: 27 beans", "Tier: Silver"]


async def test_rows_say_what_the_till_said(till: Till) -> None:
    sold = [line(amount="500.50", quantity="0.350", cost=...), line(sku="tip", category=None, amount="39.50")]
    assert (await till.post("/v1/receipts", receipt(lines=sold))).status == 201
    stored = await row("select * from receipt")
    assert stored is not None
    assert (stored["receipt_id"], stored["total"], stored["issued_at"]) == ("A-1001", 54000, NOW)
    lines = await rows("select * from receipt_line order by number")
    assert [(item["amount"], item["cost"], item["category"]) for item in lines] == [
        (50050, None, "coffee"),
        (3950, 16000, None),
    ]
    assert lines[0]["quantity"] == Decimal("0.350")


async def test_repeat_gets_the_same_bytes(till: Till) -> None:
    first = await till.post("/v1/receipts", receipt())
    till.clock.at += timedelta(days=400)  # also long after the receipt would be too old to be new
    again = await till.post(
        "/v1/receipts", receipt(total="540.0", issued_at="2026-11-21T09:00:00Z", hold=None, promo_codes=[])
    )
    assert (again.status, again.raw) == (200, first.raw)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(await rows("select 1 from entry")) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"total": "541.00", "lines": [line(amount="541.00")]},
        {"issued_at": "2026-11-21T12:00:01+03:00"},
        {"customer": None},
        {"employee": ...},
        {"store": "nowhere"},  # the look-up comes before the meaning
        {"issued_at": "2001-01-01T00:00:00Z"},
    ],
)
async def test_same_id_with_other_content_is_a_conflict(till: Till, changes: dict[str, object]) -> None:
    await till.post("/v1/receipts", receipt())
    said = await till.post("/v1/receipts", receipt(**changes))
    assert (said.status, said.media) == (409, "application/problem+json")
    assert said.json["code"] == "receipt_conflict"
    assert len(await rows("select 1 from receipt")) == 1


async def test_a_refusal_is_not_kept(till: Till) -> None:
    refused = await till.post("/v1/receipts", receipt(store="nowhere"))
    assert (refused.status, refused.json["code"]) == (422, "unknown_store")
    assert (await till.post("/v1/receipts", receipt())).status == 201


async def test_thirty_two_at_once_are_one(till: Till) -> None:
    said = await asyncio.gather(*(till.post("/v1/receipts", receipt()) for _ in range(32)))
    assert sorted(one.status for one in said) == [200] * 31 + [201]
    assert len({one.raw for one in said}) == 1
    assert len(await rows("select 1 from receipt")) == 1


async def test_nobody_showed_a_card(till: Till) -> None:
    said = await till.post("/v1/receipts", receipt(customer=None))
    assert said.status == 201
    answer = said.json
    assert (answer["customer"], answer["points"], answer["tier"], answer["slip"]) == (None, None, None, [])


async def test_card_may_be_typed_as_it_is_read(till: Till) -> None:
    first = await till.post("/v1/receipts", receipt())
    card = first.json["customer"]["card"]
    spaced = f"{card[:4]} {card[4:7]}-{card[7:]}"
    said = await till.post("/v1/receipts", receipt(receipt_id="A-2", customer={"card": spaced}))
    assert (said.status, said.json["customer"]["card"]) == (201, card)


async def test_promo_code_in_any_case(till: Till) -> None:
    said = await till.post("/v1/receipts", receipt(promo_codes=["hello"]))
    assert (said.status, said.json["points"]["earned"]) == (201, 37)
    again = await till.post("/v1/receipts", receipt(promo_codes=["HELLO"]))
    assert again.status == 200


@pytest.mark.parametrize(
    ("changes", "status", "code", "field"),
    [
        ({"store": "nowhere"}, 422, "unknown_store", "store"),
        ({"employee": "nobody"}, 422, "unknown_employee", "employee"),
        (
            {"currency": "USD"},
            422,
            "currency_mismatch",
            "currency",
        ),
        ({"issued_at": "2026-11-22T12:00:01+03:00"}, 422, "time_in_future", "issued_at"),
        ({"issued_at": "2025-11-01T12:00:00+03:00"}, 422, "time_too_old", "issued_at"),
        ({"issued_at": "0001-01-01T00:00:00Z"}, 422, "time_too_old", "issued_at"),
        ({"issued_at": "9999-12-31T23:59:59Z"}, 422, "time_in_future", "issued_at"),
        ({"customer": {"card": "4000123457"}}, 422, "unknown_card", "customer.card"),
        ({"customer": {"code": "123456"}}, 422, "unknown_code", "customer.code"),
        ({"hold": "h1"}, 422, "unknown_hold", "hold"),
        ({"promo_codes": ["NOPE"]}, 422, "promo_code_unknown", "promo_codes.0"),
        ({"promo_codes": ["HELLO"], "customer": None}, 422, "promo_code_needs_customer", "promo_codes"),
    ],
)
async def test_what_the_program_does_not_know(
    till: Till, changes: dict[str, object], status: int, code: str, field: str
) -> None:
    said = await till.post("/v1/receipts", receipt(**changes))
    assert (said.status, said.media, said.json["code"]) == (status, "application/problem+json", code)
    assert [error["field"] for error in said.json["errors"]] == [field]
    assert not await rows("select 1 from receipt")


async def test_sixth_wrong_code_is_told_to_wait(till: Till) -> None:
    for number in range(5):
        body = receipt(customer={"code": f"00000{number}"})
        assert (await till.post("/v1/receipts", body)).json["code"] == "unknown_code"
    said = await till.post("/v1/receipts", receipt(customer={"code": "000009"}))
    assert (said.status, said.json["code"], said.headers["Retry-After"]) == (429, "too_many_codes", "60")


@pytest.mark.parametrize(
    ("currency", "amount", "stored", "payable"),
    [("JPY", "540", 540, "540"), ("KWD", "5.405", 5405, "5.405"), ("RUB", "0.07", 7, "0.07")],
)
async def test_digits_of_currencies(
    till: Till, currency: str, amount: str, stored: int, payable: str
) -> None:
    sold = [line(amount=amount, cost=...)]
    said = await till.post("/v1/receipts", receipt(currency=currency, total=amount, lines=sold))
    assert (said.status, said.json["payable"]) == (201, payable)
    assert (await rows("select total from receipt"))[0]["total"] == stored


async def test_another_merchants_receipt_of_the_same_id_is_another_one(till: Till, program: Program) -> None:
    _, other_key = await merchants.create(program, "Other", actor="test", now=NOW)
    first = await till.post("/v1/receipts", receipt())
    other = await till.post("/v1/receipts", receipt(customer=None), {"Authorization": f"Bearer {other_key}"})
    assert (first.status, other.status) == (201, 201)


async def test_answer_is_in_the_customers_language_and_plain_text(till: Till) -> None:
    await till.post("/v1/receipts", receipt())
    await rows("update customer set language = 'ru'")
    said = await till.post("/v1/receipts", receipt(receipt_id="A-2"))
    assert said.json["slip"][0] == "+37 зёрен: 26 за покупку, 11 за уровень"
    assert not any("<" in text or "&" in text for text in said.json["slip"])


async def test_new_rules_count_from_the_next_receipt(till: Till, program: Program) -> None:
    first = await till.post("/v1/receipts", receipt())
    text = (await programs.text(program)).replace('base_rate = "5%"', 'base_rate = "10%"')
    await programs.apply(text, actor="test", now=NOW)
    second = await till.post("/v1/receipts", receipt(receipt_id="A-2"))
    assert (first.json["points"]["earned"], second.json["points"]["earned"]) == (27, 64)
