"""Sales that arrive as events of Standard Webhooks, over HTTP."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import asyncpg
import orjson
import pytest
import structlog

from services import hooks, merchants, programs
from services.database import rows
from services.keyring import Keyring
from services.programs import Program
from tests.conftest import NOW
from tests.webhooks.conftest import Till, receipt
from tests.webhooks.pos.conftest import Sender, event, fixture, signed
from tests.webhooks.test_bad_input import is_problem
from webhooks.pos.operations import HookResult


async def receipts() -> list[dict[str, Any]]:
    return await rows(
        "select r.receipt_id, r.earned, s.code as store, e.code as employee from receipt r"
        " join store s on s.id = r.store_id left join employee e on e.id = r.employee_id order by r.id"
    )


async def test_a_sale_counts(sender: Sender) -> None:
    said = await sender.deliver(event())
    assert (said.status, said.media) == (201, "application/json")
    assert said.json["points"]["earned"] == 27
    assert "warnings" not in said.json
    assert HookResult.model_validate_json(said.raw).warnings == []
    assert await receipts() == [{"receipt_id": "SW-1", "earned": 27, "store": "center", "employee": "anna"}]


async def test_the_same_delivery_again_is_a_replay(sender: Sender) -> None:
    first = await sender.deliver(event())
    again = await sender.deliver(event())
    assert (again.status, again.raw) == (200, first.raw)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(await receipts()) == 1


async def test_the_same_sale_in_another_delivery_is_a_replay(sender: Sender) -> None:
    first = await sender.deliver(event())
    again = await sender.deliver(event(total="540.0"), message="msg_2")
    assert (again.status, again.raw) == (200, first.raw)


async def test_another_content_of_the_same_receipt_is_a_conflict(sender: Sender) -> None:
    await sender.deliver(event())
    for message in ("msg_1", "msg_2"):
        said = await sender.deliver(event(customer=None), message=message)
        assert is_problem(said, 409, "receipt_conflict")["errors"][0]["field"] == "data.receipt_id"


async def test_one_delivery_id_over_two_sales_counts_both(sender: Sender) -> None:
    await sender.deliver(event())
    assert (await sender.deliver(event(receipt_id="SW-2"))).status == 201
    assert len(await receipts()) == 2


async def test_a_till_and_a_hook_that_tell_of_one_sale_agree(sender: Sender) -> None:
    first = await sender.till.post("/v1/receipts", receipt())
    said = await sender.deliver(fixture("receipt.recorded") | {"data": receipt()})
    assert (said.status, said.raw) == (200, first.raw)


async def test_thirty_two_deliveries_at_once_count_once(sender: Sender) -> None:
    said = await asyncio.gather(*(sender.deliver(event(), message=f"msg_{n}") for n in range(32)))
    assert Counter(one.status for one in said) == {201: 1, 200: 31}
    assert len({one.raw for one in said}) == 1
    assert len(await receipts()) == 1


async def test_an_unknown_employee_is_left_out_with_a_warning(sender: Sender) -> None:
    with structlog.testing.capture_logs() as logs:
        said = await sender.deliver(event(employee="nobody"))
    assert said.status == 201
    assert said.json["warnings"] == [{"field": "employee", "code": "unknown_employee"}]
    assert said.json["points"]["earned"] == 27
    assert (await receipts())[0]["employee"] is None
    warned = [entry for entry in logs if entry["event"] == "hook_receipt_warning"]
    assert [(entry["log_level"], entry["code"], entry["value"]) for entry in warned] == [
        ("warning", "unknown_employee", "nobody")
    ]


async def test_a_repeat_gets_the_first_warnings(sender: Sender, program: Program) -> None:
    """Though the employee is known by now: the answer is the first one, and the receipt stays as it is."""
    first = await sender.deliver(event(employee="boris"))
    known = '\n[[employees]]\ncode = "boris"\nname = "Boris"\nstore = "center"\n'
    await programs.apply(await programs.text(program) + known, actor="test", now=NOW)
    again = await sender.deliver(event(employee="boris"))
    assert (again.status, again.raw) == (200, first.raw)
    assert (await sender.deliver(event(employee="boris", receipt_id="SW-2"))).status == 201
    assert [sold["employee"] for sold in await receipts()] == [None, "boris"]


async def test_over_the_api_an_unknown_employee_is_refused_still(sender: Sender) -> None:
    is_problem(await sender.till.post("/v1/receipts", receipt(employee="nobody")), 422, "unknown_employee")


async def test_an_unknown_store_is_refused_by_a_hook_without_a_store(sender: Sender) -> None:
    problem = is_problem(await sender.deliver(event(store="moon")), 422, "unknown_store")
    assert problem["errors"][0]["field"] == "data.store"
    assert not await receipts()


@pytest.mark.parametrize("store", ["center"])
async def test_an_unknown_store_falls_back_to_that_of_the_hook(sender: Sender) -> None:
    said = await sender.deliver(event(store="moon", employee="nobody", customer=None))
    assert said.status == 201
    assert said.json["warnings"] == [
        {"field": "store", "code": "unknown_store"},
        {"field": "employee", "code": "unknown_employee"},
    ]
    assert await receipts() == [{"receipt_id": "SW-1", "earned": 0, "store": "center", "employee": None}]


@pytest.mark.parametrize("store", ["center"])
async def test_a_known_store_is_not_replaced(sender: Sender, program: Program) -> None:
    text = await programs.text(program) + '\n[[stores]]\ncode = "b"\nname = "B"\ntimezone = "Asia/Tokyo"\n'
    await programs.apply(text, actor="test", now=NOW)
    said = await sender.deliver(event(store="b"))
    assert "warnings" not in said.json
    assert (await receipts())[0]["store"] == "b"


@pytest.mark.parametrize("store", ["center"])
async def test_a_closed_store_replaces_nothing(sender: Sender) -> None:
    await rows("update store set active = false")
    is_problem(await sender.deliver(event(store="moon")), 422, "unknown_store")


@pytest.mark.parametrize("body", [fixture("contact.created"), {"type": "x"}, {"type": "<b>&", "data": 5}])
async def test_other_events_are_acknowledged_and_left_alone(sender: Sender, body: dict[str, Any]) -> None:
    with structlog.testing.capture_logs() as logs:
        said = await sender.deliver(body)
    assert (said.status, said.raw) == (204, b"")
    ignored = next(entry for entry in logs if entry["event"] == "hook_event_ignored")
    assert ignored["type"] == body["type"]
    assert not await receipts()


async def test_fields_of_the_envelope_may_grow(sender: Sender) -> None:
    assert (await sender.deliver(event() | {"id": "evt_1", "api_version": 7})).status == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (event(total="539.99"), "data.total"),
        (event(total=540), "data.total"),
        (event(currency="XXY"), "data.currency"),
        (event(lines=[]), "data.lines"),
        (event(tip="1.00"), "data.tip"),
        (event(customer={"phone": "79161234567"}), "data.customer.phone"),
        (event() | {"data": None}, "data"),
        ({"type": "receipt.recorded", "timestamp": "2026-11-21T12:00:00Z"}, "data"),
        ({key: value for key, value in event().items() if key != "timestamp"}, "timestamp"),
        (event() | {"timestamp": 1795251600}, "timestamp"),
        (event() | {"type": None}, "type"),
        (event() | {"type": "x" * 200}, "type"),
        ({}, "type"),
        ([], "body"),
    ],
)
async def test_bad_bodies_name_the_field(sender: Sender, body: object, field: str) -> None:
    problem = is_problem(await sender.deliver(body), 422, "invalid_body")
    assert field in [error["field"] for error in problem["errors"]]
    assert not await receipts()


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"currency": "USD"}, "currency_mismatch", "data.currency"),
        ({"issued_at": "2027-11-21T12:00:00Z"}, "time_in_future", "data.issued_at"),
        ({"customer": {"card": "4000123457"}}, "unknown_card", "data.customer.card"),
        ({"promo_codes": ["NOTHING"]}, "promo_code_unknown", "data.promo_codes.0"),
    ],
)
async def test_refusals_name_the_field(
    sender: Sender, changes: dict[str, Any], code: str, field: str
) -> None:
    problem = is_problem(await sender.deliver(event(**changes)), 422, code)
    assert [error["field"] for error in problem["errors"]] == [field]


@pytest.mark.parametrize("body", [b"", b"{", b"nonsense", b'{"type": "receipt.recorded", "data": NaN'])
async def test_broken_json(sender: Sender, body: bytes) -> None:
    is_problem(await sender.deliver(body), 400, "invalid_json")


async def test_wrong_kinds_of_bodies(sender: Sender) -> None:
    is_problem(await sender.deliver(event(), headers={"Content-Type": "text/plain"}), 415, "not_json")
    is_problem(await sender.deliver(event(), headers={"Content-Encoding": "gzip"}), 415, "packed")
    is_problem(await sender.deliver(b" " * 1_000_001), 413, "too_large")


@pytest.mark.parametrize("header", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize("value", ["", "v1", "v1,", "1e9", "ключ", "x" * 4000])
async def test_malformed_headers_are_unauthorized(sender: Sender, header: str, value: str) -> None:
    said = await sender.deliver(event(), headers={header: value})
    assert (said.status, said.media) == (401, "application/problem+json")
    assert said.json["code"] == ("signature_wrong" if value else "signature_missing")
    assert not await receipts()


async def test_a_changed_body_is_unauthorized_before_it_is_read(sender: Sender) -> None:
    raw = orjson.dumps(event())
    headers = signed(sender.secret, raw, NOW)
    is_problem(await sender.send(raw.replace(b"540.00", b"940.00"), headers), 401, "signature_wrong")
    is_problem(await sender.send(b"{", headers), 401, "signature_wrong")
    is_problem(await sender.send(b"\xff\xfe", headers), 401, "signature_wrong")


async def test_an_old_delivery_is_refused_even_when_it_was_right(sender: Sender) -> None:
    raw = orjson.dumps(event())
    headers = signed(sender.secret, raw, NOW)
    assert (await sender.send(raw, headers)).status == 201
    sender.till.clock.at += timedelta(minutes=5, seconds=1)
    is_problem(await sender.send(raw, headers), 401, "signature_too_old")
    assert (await sender.deliver(event())).status == 200  # signed anew, as a retry is


async def test_the_secret_of_another_hook(sender: Sender, program: Program, keyring: Keyring) -> None:
    await merchants.create(program, "Other", actor="test", now=NOW)
    other = await hooks.create(
        program, "Other", "standard", None, None, keyring=keyring, actor="test", now=NOW
    )
    raw = orjson.dumps(event())
    is_problem(await sender.send(raw, signed(other.secret, raw, NOW)), 401, "signature_wrong")
    # the merchant is that of the hook, whatever the body says
    assert (await Sender(sender.till, other.token, other.secret).deliver(event())).status == 201
    assert (await sender.deliver(event())).status == 201


async def test_unknown_paths_and_vendors(sender: Sender, till: Till) -> None:
    token = sender.token
    for stranger in (
        "wrong",
        token[:-1],
        token + "x",
        token.upper(),
        "%00",
        "%D0%B6",
        "' or 1=1 --",
        "x" * 3000,
    ):
        sender.token = stranger.replace(" ", "%20").replace("'", "%27")
        is_problem(await sender.deliver(event()), 404, "unknown_hook")
    for path in (f"/hooks/{token}/stripe", f"/hooks/{token}/Standard", f"/hooks/{token}", "/hooks//standard"):
        is_problem(await till.post(path, event()), 404, "unknown_path")
    is_problem(await till.get(f"/hooks/{token}/standard"), 405, "method_not_allowed")


async def test_a_hook_of_another_vendor(sender: Sender) -> None:
    await rows("update hook set vendor = 'stripe'")
    is_problem(await sender.deliver(event()), 404, "unknown_hook")


async def test_a_merchant_key_is_no_signature(sender: Sender, till: Till) -> None:
    is_problem(await till.post(sender.path, event()), 401, "signature_missing")


@pytest.mark.parametrize("body", [event(employee="nobody"), fixture("contact.created"), {"type": 5}])
async def test_logs_and_numbers_hold_neither_path_nor_secret(sender: Sender, body: dict[str, Any]) -> None:
    with structlog.testing.capture_logs() as logs:
        await sender.deliver(body)
        await sender.deliver(body, headers={"webhook-signature": "v1,d3Jvbmc="})
        await sender.till.post(f"/hooks/{sender.token}/stripe", body)
    lines = [entry for entry in logs if entry["event"] == "request"]
    assert [entry["route"] for entry in lines] == ["/hooks/{hook}/standard"] * 2 + ["unmatched"]
    shown = str(logs) + (await sender.till.get("/metrics")).raw.decode()
    assert sender.token not in shown
    assert sender.secret.removeprefix("whsec_") not in shown
    assert "79161234567" not in shown
    assert 'route="/hooks/{hook}/standard"' in shown


async def test_database_away_is_to_be_tried_again(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*args: Any, **facts: Any) -> None:
        raise asyncpg.ConnectionDoesNotExistError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(hooks, "find", away)
        said = await sender.deliver(event())
        is_problem(said, 503, "database_away")
        assert said.headers["Retry-After"] == "1"
    assert (await sender.deliver(event())).status == 201
    monkeypatch.setattr("services.receipts.recorder.PATIENCE", 0.0)
    monkeypatch.setattr("services.receipts.batch.record", away)
    is_problem(await sender.deliver(event(receipt_id="SW-2")), 503, "database_away")


async def test_a_secret_that_cannot_be_read_is_our_fault(sender: Sender, keyring: Keyring) -> None:
    other = Keyring("another SECRET_KEY")
    await rows("update hook set secret = $1", other.encrypt(hooks.PURPOSE, sender.secret))
    with structlog.testing.capture_logs() as logs:
        is_problem(await sender.deliver(event()), 503, "secret_key_changed")
    assert "hook_secret_unreadable" in [entry["event"] for entry in logs]
    assert sender.secret not in str(logs)


async def test_a_bug_shows_no_trace(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*args: Any, **facts: Any) -> None:
        raise RuntimeError("words of a bug")

    monkeypatch.setattr("services.receipts.recorder.Recorder.record", broken)
    said = await sender.deliver(event())
    is_problem(said, 500, "internal_error")
    assert b"Traceback" not in said.raw
    assert b"words of a bug" not in said.raw
