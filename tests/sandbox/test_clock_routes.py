from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from sandbox import clock as clock_routes
from sandbox.clock import MAX_OFFSET_SECONDS, MAX_STEP_SECONDS
from tests.sandbox.memory_clock import MemoryClock

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
Client = TestClient[web.Request, web.Application]


@pytest.fixture
def memory() -> MemoryClock:
    return MemoryClock()


@pytest_asyncio.fixture
async def client(memory: MemoryClock) -> AsyncIterator[Client]:
    application = web.Application()
    clock_routes.mount(application, clock=memory, now=lambda: NOW)
    async with TestClient(TestServer(application)) as client:
        yield client


async def test_the_time_starts_as_the_real_one(client: Client) -> None:
    response = await client.get("/sandbox/clock")
    assert await response.json() == {"now": "2026-11-21T09:00:00+00:00", "offset_seconds": 0}
    assert response.headers["Cache-Control"] == "no-store"


async def test_steps_add_up_and_reset_takes_them_back(client: Client) -> None:
    await client.post("/sandbox/clock", json={"advance_seconds": 3600})
    moved = await client.post("/sandbox/clock", json={"advance_seconds": 86_400})
    assert await moved.json() == {"now": "2026-11-22T10:00:00+00:00", "offset_seconds": 90_000}
    back = await client.post("/sandbox/clock", json={"reset": True})
    assert await back.json() == {"now": "2026-11-21T09:00:00+00:00", "offset_seconds": 0}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "clock_invalid"),
        ([], "clock_invalid"),
        ({"advance_seconds": "60"}, "clock_invalid"),
        ({"advance_seconds": True}, "clock_invalid"),
        ({"advance_seconds": 1.5}, "clock_invalid"),
        ({"advance_seconds": 60, "reset": True}, "clock_invalid"),
        ({"reset": False}, "clock_invalid"),
        ({"advance_seconds": 0}, "clock_step"),
        ({"advance_seconds": -60}, "clock_step"),
        ({"advance_seconds": MAX_STEP_SECONDS + 1}, "clock_step"),
    ],
)
async def test_bad_changes_are_refused_and_change_nothing(
    client: Client, memory: MemoryClock, body: object, code: str
) -> None:
    memory.seconds = 60
    response = await client.post("/sandbox/clock", json=body)
    assert response.status == 422
    assert (await response.json())["code"] == code
    assert memory.seconds == 60


async def test_broken_json_is_refused(client: Client) -> None:
    headers = {"Content-Type": "application/json"}
    response = await client.post("/sandbox/clock", data=b'{"reset":', headers=headers)
    assert (response.status, (await response.json())["code"]) == (422, "clock_invalid")


async def test_time_does_not_run_away(client: Client, memory: MemoryClock) -> None:
    memory.seconds = MAX_OFFSET_SECONDS
    response = await client.post("/sandbox/clock", json={"advance_seconds": 1})
    assert (await response.json())["code"] == "clock_far"
    assert memory.seconds == MAX_OFFSET_SECONDS


async def test_a_form_of_another_site_cannot_move_the_clock(client: Client, memory: MemoryClock) -> None:
    headers = {"Content-Type": "text/plain"}
    response = await client.post("/sandbox/clock", data=b'{"advance_seconds": 60}', headers=headers)
    assert response.status == 415
    assert response.content_type == "application/problem+json"
    assert memory.seconds == 0
