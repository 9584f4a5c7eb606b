"""Health, numbers, request ids, the log, and what the caller is told when we are at fault."""

import asyncio
from typing import Any

import asyncpg
import pytest
import structlog
from yarl import URL

from services import lookups, merchants
from tests.webhooks.conftest import Till, receipt
from tests.webhooks.test_bad_input import is_problem


async def test_alive(till: Till) -> None:
    said = await till.get("/healthz")
    assert (said.status, said.json) == (200, {"status": "alive"})
    assert said.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("down", "status", "state"),
    [
        (set(), 200, "ready"),
        ({"redis"}, 200, "degraded"),
        ({"database"}, 503, "unavailable"),
        ({"migrations", "redis"}, 503, "unavailable"),
    ],
)
async def test_ready_names_each_part(till: Till, down: set[str], status: int, state: str) -> None:
    till.down.update(down)
    said = await till.get("/readyz")
    parts = {name: "failing" if name in down else "ok" for name in ("database", "redis", "migrations")}
    assert (said.status, said.json) == (status, {"status": state, "checks": parts})
    assert b"secret-address" not in said.raw


async def test_a_part_that_hangs_is_failing(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webhooks.health.TIMEOUT_SECONDS", 0.05)
    monkeypatch.setattr("tests.webhooks.conftest.rows", lambda sql: asyncio.sleep(30))
    assert (await till.get("/readyz")).status == 503


async def test_numbers_by_route_and_without_customers(till: Till) -> None:
    await till.post("/v1/receipts", receipt())
    await till.get("/secret-token-in-a-path?key=secret")
    await till.request("PROPFIND", "/v1/receipts")
    said = await till.get("/metrics")
    text = said.raw.decode()
    assert (said.status, said.media) == (200, "text/plain")
    assert 'regulars_http_requests_total{method="POST",route="/v1/receipts",status="201"} 1.0' in text
    assert 'regulars_http_requests_total{method="GET",route="unmatched",status="404"} 1.0' in text
    assert 'method="other"' in text
    assert "regulars_receipt_batch_size_sum 1.0" in text
    assert "secret" not in text
    assert "+7916" not in text


async def test_request_id_is_the_callers_or_new(till: Till) -> None:
    own = await till.get("/healthz", headers={"X-Request-Id": "till-7.42"})
    assert own.headers["X-Request-Id"] == "till-7.42"
    strange = await till.get("/healthz", headers={"X-Request-Id": "<script>"})
    other = await till.get("/nothing")
    made = {strange.headers["X-Request-Id"], other.headers["X-Request-Id"]}
    assert len(made) == 2
    assert all(len(one) == 16 for one in made)


async def test_log_has_the_route_and_no_secrets(till: Till) -> None:
    with structlog.testing.capture_logs() as logs:
        await till.post("/v1/receipts?token=secret-query", receipt())
        await till.post("/v1/receipts", receipt(total="secret-body"))
        await till.get("/bot123:secret-path/getMe")
    lines = [entry for entry in logs if entry["event"] == "request"]
    assert [(entry["route"], entry["status"]) for entry in lines] == [
        ("/v1/receipts", 201),
        ("/v1/receipts", 422),
        ("unmatched", 404),
    ]
    assert [entry["log_level"] for entry in lines] == ["debug", "info", "info"]
    assert "secret" not in str(logs)
    assert till.key not in str(logs)
    assert "79161234567" not in str(logs)


async def test_a_bug_is_logged_under_the_reference_that_the_caller_gets(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "duplicate key\nDETAIL: Key (phone)=(+79161234567) already exists."

    async def broken(*args: Any, **facts: Any) -> None:
        raise RuntimeError(words)

    monkeypatch.setattr(lookups, "lookup", broken)
    with structlog.testing.capture_logs() as logs:
        said = await till.post("/v1/customers/lookup", {"phone": "+79161234567"})
    problem = is_problem(said, 500, "internal_error")
    assert problem["reference"] == said.headers["X-Request-Id"]
    entry = next(entry for entry in logs if entry["event"] == "request_failed")
    assert (entry["reference"], entry["error"]) == (problem["reference"], "RuntimeError")
    assert entry["message"] == "duplicate key"
    assert "broken" in entry["frames"]
    assert "79161234567" not in str(logs)
    assert b"RuntimeError" not in said.raw


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.ConnectionDoesNotExistError("gone"),
        ConnectionRefusedError(),
        asyncpg.CannotConnectNowError("starting"),
    ],
)
async def test_database_away(till: Till, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    async def away(key: str) -> None:
        raise error

    monkeypatch.setattr(merchants, "authenticate", away)
    said = await till.post("/v1/receipts", receipt())
    is_problem(said, 503, "database_away")
    assert int(said.headers["Retry-After"]) >= 1


async def test_connection_is_kept(till: Till) -> None:
    connector = till.session.connector
    assert connector is not None
    for number in range(5):
        assert (await till.post("/v1/receipts", receipt(receipt_id=str(number)))).status == 201
        is_problem(await till.post("/v1/receipts", b"{"), 400, "invalid_json")
    # one connection, in the pool, used again each time
    assert sum(len(idle) for idle in connector._conns.values()) == 1


async def test_what_is_not_http_does_not_reach_the_log(till: Till, caplog: pytest.LogCaptureFixture) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", URL(till.url).port)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer rk_secret\x01\r\n\r\n")
    answer = await reader.read(200)
    writer.close()
    assert answer.startswith(b"HTTP/1.0 400")
    assert "BadHttpMessage" in caplog.text or "InvalidHeader" in caplog.text
    assert "rk_secret" not in caplog.text
