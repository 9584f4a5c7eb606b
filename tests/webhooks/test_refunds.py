"""POST /v1/receipts/{receipt_id}/refunds."""

from typing import Any

import pytest

from tests.webhooks.conftest import Till, line, receipt

CARD = {"phone": "+79161234567"}


async def sold(till: Till, receipt_id: str = "A-1001", **changes: Any) -> Any:
    said = await till.post("/v1/receipts", receipt(receipt_id=receipt_id, customer=CARD, **changes))
    assert said.status == 201
    return said.json


def refund(**changes: Any) -> dict[str, Any]:
    body = {"refund_id": "R-1", "currency": "RUB", **changes}
    return {key: value for key, value in body.items() if value is not ...}


async def test_the_whole_receipt(till: Till) -> None:
    made = await sold(till)
    said = await till.post("/v1/receipts/A-1001/refunds", refund())
    assert said.status == 201
    told = said.json
    assert told | {"refund": None} == {
        "refund": None,
        "refund_id": "R-1",
        "receipt": made["receipt"],
        "receipt_id": "A-1001",
        "amount": "540.00",
        "refund_payable": "540.00",
        "left": "0.00",
        "lines": [{"line": 0, "amount": "540.00"}],
        "customer": {"card": made["customer"]["card"], "registered": False, "tier": "guest"},
        "points": {
            "revoked": 27,
            "restored": 0,
            "owed": 0,
            "forgiven": 0,
            "balance": 0,
            "pending": 0,
            "debt": 0,
        },
        "tier": {
            "name": "guest",
            "changed": True,
            "to_next": "500.00",
            "to_next_points": None,
            "to_next_visits": None,
        },
        "stamps": [],
        "slip": ["−27 beans", "Balance: 0 beans"],
    }


async def test_a_repeat_is_the_same_bytes(till: Till) -> None:
    await sold(till)
    first = await till.post("/v1/receipts/A-1001/refunds", refund(amount="10.0"))
    await till.post("/v1/receipts/A-1001/refunds", refund(refund_id="R-2"))
    again = await till.post("/v1/receipts/A-1001/refunds", refund(amount="10.00", lines=[]))
    assert (again.status, again.headers["Idempotent-Replayed"]) == (200, "true")
    assert again.raw == first.raw
    other = await till.post("/v1/receipts/A-1001/refunds", refund(amount="11.00"))
    assert (other.status, other.json["code"]) == (409, "refund_conflict")


async def test_lines_and_their_order(till: Till) -> None:
    await sold(till, lines=[line(amount="300.00"), line(amount="240.00")])
    lines = [{"line": 1}, {"line": 0, "amount": "100"}]
    said = await till.post("/v1/receipts/A-1001/refunds", refund(lines=lines))
    assert said.json["lines"] == [{"line": 0, "amount": "100.00"}, {"line": 1, "amount": "240.00"}]
    assert (said.json["left"], said.json["refund_payable"]) == ("200.00", "340.00")
    again = await till.post("/v1/receipts/A-1001/refunds", refund(lines=lines[::-1]))
    assert again.status == 200


async def test_a_refund_before_its_receipt_waits(till: Till) -> None:
    path = "/v1/receipts/later/refunds"
    for replayed in (None, "true"):
        said = await till.post(path, refund())
        assert (said.status, said.headers.get("Idempotent-Replayed")) == (202, replayed)
        assert said.json == {"refund_id": "R-1", "receipt_id": "later", "state": "waiting"}
    assert (await till.post(path, refund(amount="1"))).status == 409
    await sold(till, "later")
    told = await till.post(path, refund())
    assert (told.status, told.json["left"]) == (200, "0.00")
    assert told.json["slip"] == ["−27 beans", "Balance: 0 beans"]
    assert (await till.post(path, refund())).raw == told.raw


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (refund(refund_id=...), "refund_id"),
        (refund(refund_id=""), "refund_id"),
        (refund(refund_id="\x00"), "refund_id"),
        (refund(currency="XXY"), "currency"),
        (refund(currency=...), "currency"),
        (refund(amount="-1"), "amount"),
        (refund(amount=1), "amount"),
        (refund(amount="0.00"), "amount"),
        (refund(amount="1.001"), "amount"),
        (refund(amount="1", lines=[{"line": 0}]), "amount"),
        (refund(lines=[{"line": -1}]), "lines.0.line"),
        (refund(lines=[{"line": 0}, {"line": 0}]), "lines.1.line"),
        (refund(lines=[{"line": "0"}]), "lines.0.line"),
        (refund(lines=[{"line": 0, "amount": "0"}]), "lines.0.amount"),
        (refund(lines=[{"line": 0, "amount": "1.001"}]), "lines.0.amount"),
        (refund(lines=[{"line": 500}]), "lines.0.line"),
        (refund(issued_at="2026-11-21T12:00:00"), "issued_at"),
        (refund(issued_at="2026-11-23T12:00:00Z"), "issued_at"),
        (refund(reason="cold"), "reason"),
    ],
)
async def test_what_is_wrong_is_named(till: Till, body: dict[str, Any], field: str) -> None:
    await sold(till)
    said = await till.post("/v1/receipts/A-1001/refunds", body)
    assert (said.status, said.json["code"]) == (422, "invalid_body")
    assert [error["field"] for error in said.json["errors"]] == [field]


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        (refund(amount="540.01"), "refund_too_much", "amount"),
        (refund(lines=[{"line": 0, "amount": "541"}]), "refund_too_much", "lines.0.amount"),
        (refund(lines=[{"line": 1}]), "unknown_line", "lines.0.line"),
        (refund(currency="USD"), "currency_mismatch", "currency"),
    ],
)
async def test_what_the_receipt_does_not_allow(
    till: Till, body: dict[str, Any], code: str, field: str
) -> None:
    await sold(till)
    said = await till.post("/v1/receipts/A-1001/refunds", body)
    assert (said.status, said.json["code"]) == (422, code)
    assert [error["field"] for error in said.json["errors"]] == [field]


async def test_ids_of_any_shape(till: Till) -> None:
    await sold(till, "A/1 №2?")
    said = await till.post("/v1/receipts/A%2F1%20%E2%84%962%3F/refunds", refund())
    assert (said.status, said.json["receipt_id"]) == (201, "A/1 №2?")
    assert (await till.post(f"/v1/receipts/{'x' * 129}/refunds", refund())).status == 422
    assert (await till.post("/v1/receipts/%00/refunds", refund())).status == 422


async def test_needs_a_key(till: Till) -> None:
    said = await till.post("/v1/receipts/A-1001/refunds", refund(), {"Authorization": "Bearer no"})
    assert said.status == 401
