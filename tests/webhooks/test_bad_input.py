"""Whatever a till sends wrong is a problem document that says what and where."""

import gzip
from typing import Any

import orjson
import pytest

from services.database import rows
from tests.webhooks.conftest import Said, Till, line, receipt

MANY = [line(amount="0")] * 501

WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("unknown field", {"tip": "1.00"}, "tip"),
    ("unknown field of a line", {"lines": [line(colour="red")]}, "lines.0.colour"),
    ("no receipt_id", {"receipt_id": ...}, "receipt_id"),
    ("empty receipt_id", {"receipt_id": ""}, "receipt_id"),
    ("long receipt_id", {"receipt_id": "x" * 129}, "receipt_id"),
    ("receipt_id is a number", {"receipt_id": 1001}, "receipt_id"),
    ("receipt_id with NUL", {"receipt_id": "A\x001"}, "receipt_id"),
    ("receipt_id with a line break", {"receipt_id": "A\n1"}, "receipt_id"),
    ("no customer", {"customer": ...}, "customer"),
    ("customer is a text", {"customer": "4000123457"}, "customer"),
    ("customer is empty", {"customer": {}}, "customer"),
    ("customer of nulls", {"customer": {"card": None}}, "customer"),
    ("customer twice", {"customer": {"card": "1", "phone": "+79161234567"}}, "customer"),
    ("customer by name", {"customer": {"name": "Anna"}}, "customer.name"),
    ("phone without plus", {"customer": {"phone": "79161234567"}}, "customer.phone"),
    ("phone of a country that is not", {"customer": {"phone": "+9991234567"}}, "customer.phone"),
    ("short phone", {"customer": {"phone": "+7916123456"}}, "customer.phone"),
    ("code of letters", {"customer": {"code": "12345a"}}, "customer.code"),
    ("code is a number", {"customer": {"code": 123456}}, "customer.code"),
    ("code in other digits", {"customer": {"code": "١٢٣٤٥٦"}}, "customer.code"),
    ("naive time", {"issued_at": "2026-11-21T12:00:00"}, "issued_at"),
    ("unix time", {"issued_at": 1_795_251_600}, "issued_at"),
    ("unix time in quotes", {"issued_at": "1795251600"}, "issued_at"),
    ("a date", {"issued_at": "2026-11-21"}, "issued_at"),
    ("no such day", {"issued_at": "2026-02-30T12:00:00Z"}, "issued_at"),
    ("before all times", {"issued_at": "0001-01-01T00:00:00+14:00"}, "issued_at"),
    ("after all times", {"issued_at": "9999-12-31T23:59:59-12:00"}, "issued_at"),
    ("unknown currency", {"currency": "XXY"}, "currency"),
    ("currency in small letters", {"currency": "rub"}, "currency"),
    ("currency is null", {"currency": None}, "currency"),
    ("total is a number", {"total": 540}, "total"),
    ("total is a float", {"total": 540.0}, "total"),
    ("negative total", {"total": "-540.00"}, "total"),
    ("huge total", {"total": "9" * 13}, "total"),
    ("a total that sums could not hold", {"total": "100000000000.01"}, "total"),
    ("total with a comma", {"total": "540,00"}, "total"),
    ("total with an exponent", {"total": "5.4e2"}, "total"),
    ("total is infinite", {"total": "Infinity"}, "total"),
    ("total is not a number", {"total": "NaN"}, "total"),
    ("total with spaces", {"total": " 540.00"}, "total"),
    ("total with a line break", {"total": "540.00\n"}, "total"),
    ("finer than kopecks", {"total": "540.001"}, "total"),
    ("lines do not add up", {"total": "539.99"}, "total"),
    ("no lines", {"lines": [], "total": "0"}, "lines"),
    ("lines is an object", {"lines": {}}, "lines"),
    ("too many lines", {"lines": MANY, "total": "0"}, "lines"),
    ("line is a text", {"lines": ["latte"]}, "lines.0"),
    ("line without amount", {"lines": [line(amount=...)]}, "lines.0.amount"),
    ("negative line", {"lines": [line(), line(amount="-1.00")]}, "lines.1.amount"),
    ("line finer than kopecks", {"lines": [line(amount="539.995")]}, "lines.0.amount"),
    ("cost finer than kopecks", {"lines": [line(cost="0.001")]}, "lines.0.cost"),
    ("no quantity", {"lines": [line(quantity="0.000")]}, "lines.0.quantity"),
    ("negative quantity", {"lines": [line(quantity="-1")]}, "lines.0.quantity"),
    ("quantity is a number", {"lines": [line(quantity=2)]}, "lines.0.quantity"),
    ("quantity too fine", {"lines": [line(quantity="0.0000001")]}, "lines.0.quantity"),
    ("name with NUL", {"lines": [line(name="Lat\x00te")]}, "lines.0.name"),
    ("long name", {"lines": [line(name="x" * 257)]}, "lines.0.name"),
    ("no category", {"lines": [line(category=...)]}, "lines.0.category"),
    ("promo_codes is a text", {"promo_codes": "HELLO"}, "promo_codes"),
    ("promo code is a number", {"promo_codes": [5]}, "promo_codes.0"),
    ("too many promo codes", {"promo_codes": ["A"] * 21}, "promo_codes"),
    ("true for a text", {"store": True}, "store"),
]


def is_problem(said: Said, status: int, code: str) -> dict[str, Any]:
    """The problem document, after a look at what every one of them has."""
    assert (said.status, said.media) == (status, "application/problem+json")
    problem: dict[str, Any] = said.json
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"] == f"/v1/docs#problem-{code}"
    assert problem["title"]
    assert problem["detail"]
    return problem


@pytest.mark.parametrize(("changes", "field"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
async def test_wrong_receipt_names_the_field(till: Till, changes: dict[str, Any], field: str) -> None:
    problem = is_problem(await till.post("/v1/receipts", receipt(**changes)), 422, "invalid_body")
    assert field in [error["field"] for error in problem["errors"]]
    assert all(error["message"] for error in problem["errors"])
    assert not await rows("select 1 from receipt")


async def test_what_was_sent_is_not_told_back(till: Till) -> None:
    said = await till.post("/v1/receipts", receipt(total="secret-4111111111111111"))
    assert b"4111111111111111" not in said.raw


async def test_all_wrong_fields_at_once_but_not_thousands(till: Till) -> None:
    said = await till.post("/v1/receipts", receipt(total=1, lines=[line(amount=1, quantity=1)] * 400))
    errors = is_problem(said, 422, "invalid_body")["errors"]
    assert len(errors) == 50
    assert {"field": "total", "message": errors[0]["message"]} == errors[0]
    assert "in quotes" in errors[0]["message"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"nonsense", b'{"a": NaN', b"\xff\xfe", b'{"receipt_id": "\xd0"}', b"[" * 5000, b'"\\ud800"'],
)
async def test_broken_json(till: Till, body: bytes) -> None:
    is_problem(await till.post("/v1/receipts", body), 400, "invalid_json")


@pytest.mark.parametrize("body", [b"null", b"[]", b'"text"', b"5", b"true", b"1e400", b"9" * 4000])
async def test_json_that_is_no_object(till: Till, body: bytes) -> None:
    is_problem(await till.post("/v1/receipts", body), 422, "invalid_body")


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
async def test_wrong_content_type(till: Till, media: str) -> None:
    is_problem(await till.post("/v1/receipts", receipt(), {"Content-Type": media}), 415, "not_json")


async def test_content_type_with_a_charset_is_fine(till: Till) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    assert (await till.post("/v1/receipts", receipt(), headers)).status == 201


async def test_too_large(till: Till) -> None:
    said = await till.post("/v1/receipts", b" " * 1_000_001)
    is_problem(said, 413, "too_large")


async def test_packed_bodies_are_refused_unopened(till: Till) -> None:
    packed = gzip.compress(b" " * 50_000_000)
    is_problem(await till.post("/v1/receipts", packed, {"Content-Encoding": "gzip"}), 415, "packed")


async def test_five_hundred_lines_are_fine(till: Till) -> None:
    sold = [line(sku=f"item {number}", amount="0.01", cost=...) for number in range(500)]
    assert (await till.post("/v1/receipts", receipt(total="5.00", lines=sold))).status == 201


async def test_same_key_twice_is_its_last_value(till: Till) -> None:
    body = orjson.dumps(receipt()).replace(b'"total":', b'"total":"1.00","total":')
    assert (await till.post("/v1/receipts", body)).status == 201


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v1/receipts/", "/v2/receipts", "/v1/%00", "/v1/../etc/passwd"]
)
async def test_unknown_path(till: Till, path: str) -> None:
    is_problem(await till.get(path), 404, "unknown_path")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
async def test_unknown_method(till: Till, method: str) -> None:
    said = await till.request(method, "/v1/receipts")
    is_problem(said, 405, "method_not_allowed")
    assert said.headers["Allow"] == "POST"


async def test_options_says_what_there_is(till: Till) -> None:
    said = await till.request("OPTIONS", "/v1/receipts")
    assert (said.status, said.headers["Allow"], said.raw) == (204, "POST,OPTIONS", b"")


async def test_strange_names_pass_through(till: Till) -> None:
    name = "<b>&\"' ☕️👩‍👩‍👧 кофе"
    body = receipt(receipt_id=name, lines=[line(name=name, sku=name, category=name)])
    assert (await till.post("/v1/receipts", body)).json["receipt_id"] == name
    assert (await rows("select name from receipt_line"))[0]["name"] == name
