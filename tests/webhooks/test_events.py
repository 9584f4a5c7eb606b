"""Events that other programs tell of."""

from typing import Any

import orjson
import pytest

from services import lookups
from services.database import rows
from tests.webhooks.conftest import Till, receipt
from tests.webhooks.test_bad_input import is_problem

PATH = "/v1/events"


def event(**changes: Any) -> dict[str, Any]:
    return {
        "key": "cart-77",
        "kind": "cart_left",
        "customer": {"phone": "+79161234567"},
        "at": "2026-11-21T12:00:00+03:00",
        "data": {"sum": "1200.00", "items": [1, 2.5, None]},
        **changes,
    }


async def test_kept_once(till: Till) -> None:
    await till.post("/v1/receipts", receipt())
    first = await till.post(PATH, event())
    again = await till.post(PATH, event(at="2026-11-21T09:00:00Z"))
    assert (first.status, again.status, again.raw) == (201, 200, first.raw)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert first.json == {
        "event": first.json["event"],
        "key": "cart-77",
        "kind": "cart_left",
        "at": "2026-11-21T09:00:00Z",
    }
    assert len(await rows("select 1 from event where kind = 'cart_left'")) == 1
    is_problem(await till.post(PATH, event(kind="delivered")), 409, "event_conflict")


@pytest.mark.parametrize(
    ("changes", "status", "code", "field"),
    [
        ({"customer": {"phone": "+79160000000"}}, 404, "unknown_phone", "customer.phone"),
        ({"customer": {"card": "4000123457"}}, 404, "unknown_card", "customer.card"),
        ({"customer": None}, 422, "invalid_body", "customer"),
        ({"kind": "Cart left"}, 422, "invalid_body", "kind"),
        ({"kind": "segment_entered"}, 422, "event_kind", "kind"),
        ({"key": ""}, 422, "invalid_body", "key"),
        ({"key": "a\x00b"}, 422, "invalid_body", "key"),
        ({"at": "2026-11-21T12:00:00"}, 422, "invalid_body", "at"),
        ({"at": "2027-11-21T12:00:00Z"}, 422, "time_in_future", "at"),
        ({"at": "1999-11-21T12:00:00Z"}, 422, "time_too_old", "at"),
        ({"data": []}, 422, "invalid_body", "data"),
        ({"data": {"a": "\x00"}}, 422, "event_data", "data"),
        ({"data": {"a": "x" * 4096}}, 422, "event_data_too_large", "data"),
        ({"colour": "red"}, 422, "invalid_body", "colour"),
    ],
)
async def test_refusals(till: Till, changes: dict[str, Any], status: int, code: str, field: str) -> None:
    await till.post("/v1/receipts", receipt())
    problem = is_problem(await till.post(PATH, event(**changes)), status, code)
    assert field in [error["field"] for error in problem["errors"]]
    assert not await rows("select 1 from event where kind = 'cart_left'")


@pytest.mark.parametrize(("way", "unknown"), [("phone", "+79160000000"), ("card", "4000123457")])
async def test_asking_who_is_known_is_stopped(
    till: Till, monkeypatch: pytest.MonkeyPatch, way: str, unknown: str
) -> None:
    monkeypatch.setitem(lookups.UNKNOWN_A_MINUTE, way, 1)
    await till.post("/v1/receipts", receipt())
    is_problem(await till.post(PATH, event(customer={way: unknown})), 404, f"unknown_{way}")
    said = await till.post(PATH, event(customer={way: unknown}))
    problem = is_problem(said, 429, "too_many_lookups")
    assert problem["errors"][0]["field"] == f"customer.{way}"
    assert said.headers["Retry-After"] == "60"


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"1e999", b"9" * 30])
async def test_numbers_that_others_cannot_read(till: Till, number: bytes) -> None:
    body = orjson.dumps(event(data={"a": 7})).replace(b"7}", number + b"}")
    said = await till.post(PATH, body)
    assert (said.status, said.json["code"]) in {(400, "invalid_json"), (422, "invalid_body")}
