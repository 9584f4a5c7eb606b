"""PostgreSQL without room, memory or connections for one more: a till is told to try again, and may."""

import time

import pytest

from services.database import rows
from services.receipts import recorder
from tests.webhooks.conftest import Till, receipt
from tests.webhooks.test_bad_input import is_problem
from tests.webhooks.test_events import event

FULL = {"53100": "database_full", "53200": "database_full", "53300": "database_away"}


async def refuse_writes(table: str, state: str) -> None:
    """PostgreSQL's own error for every row of the table from now on."""
    await rows(
        "create or replace function refuse() returns trigger language plpgsql as $$ begin"
        f" raise exception 'could not extend file \"base/1/2\": secret row' using errcode = '{state}'; end $$"
    )
    await rows(f"create trigger refusing before insert on {table} for each row execute function refuse()")


async def room_again(table: str) -> None:
    await rows(f"drop trigger refusing on {table}")


@pytest.mark.parametrize("state", FULL)
@pytest.mark.parametrize("table", ["receipt", "receipt_line", "entry"])
async def test_receipts_wait_for_room(
    till: Till, monkeypatch: pytest.MonkeyPatch, table: str, state: str
) -> None:
    monkeypatch.setattr(recorder, "PATIENCE", 0.3)
    await refuse_writes(table, state)
    began = time.monotonic()
    said = await till.post("/v1/receipts", receipt())
    assert time.monotonic() - began < 3
    is_problem(said, 503, FULL[state])
    assert int(said.headers["Retry-After"]) > 0
    assert b"secret row" not in said.raw
    assert await rows("select 1 from receipt") == []

    await room_again(table)
    assert (await till.post("/v1/receipts", receipt())).status == 201
    assert len(await rows("select 1 from receipt")) == 1


@pytest.mark.parametrize("state", FULL)
async def test_events_wait_for_room(till: Till, state: str) -> None:
    await till.post("/v1/receipts", receipt())
    await refuse_writes("event", state)
    said = await till.post("/v1/events", event())
    is_problem(said, 503, FULL[state])
    assert int(said.headers["Retry-After"]) > 0
    await room_again("event")
    assert (await till.post("/v1/events", event())).status == 201
