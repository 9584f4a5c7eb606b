"""A database of the first release comes up to date with everything that was in it, and the shop goes on."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest_asyncio
from tortoise.migrations.api import migrate

from bot.migrations import migrate as bring_up_to_date
from models import schema
from models.database import tortoise_config
from services import customers, ledger, merchants, programs
from services import database as services_database
from services.database import rows
from services.errors import Conflict, RegularsError
from services.receipts.shapes import Recorded
from tests.databases import Databases
from tests.factories import card, receipt
from tests.models.catalogue import catalogue
from tests.services.ledger import assert_sound
from tests.services.refunds.shop import Shop

RELEASED = "0002_keys"
ROWS = Path(__file__).with_name("first_release.sql")
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
MARIA, PHONE = 1, 3
KEY = "rk_of-the-first-release"

Kept = dict[str, list[dict[str, Any]]]


@dataclass
class Upgraded:
    """The database after the upgrade, and what its tables held before."""

    url: str
    before: Kept
    said: list[str]


async def _tables(connection: asyncpg.Connection) -> Kept:
    """All rows of all tables, as JSON."""
    names = await connection.fetch(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
        " and relname <> 'tortoise_migrations'"
    )
    kept = {}
    for name in (row["relname"] for row in names):
        found = await connection.fetch(f'select to_jsonb(t)::text as row from "{name}" t')
        kept[name] = [orjson.loads(row["row"]) for row in found]
    return kept


async def _of(url: str) -> Kept:
    connection = await asyncpg.connect(url.replace("asyncpg://", "postgres://"))
    try:
        return await _tables(connection)
    finally:
        await connection.close()


@pytest_asyncio.fixture(scope="module")
async def upgraded(databases: Databases) -> AsyncIterator[Upgraded]:
    """One for all tests here: those that change it are about customers of their own."""
    name = await databases.bare()
    url = databases.url(name)
    await migrate(config=tortoise_config(url), target=f"models.{RELEASED}")
    await services_database.disconnect()
    connection = await asyncpg.connect(url.replace("asyncpg://", "postgres://"))
    await connection.execute(ROWS.read_text(encoding="utf-8"))
    before = await _tables(connection)
    await connection.close()
    said: list[str] = []
    await bring_up_to_date(url, said.append)
    yield Upgraded(url, before, said)
    await databases.give_back(name)


@pytest_asyncio.fixture
async def shop(upgraded: Upgraded) -> AsyncIterator[Shop]:
    """The merchant of then with the program of now."""
    await services_database.connect(upgraded.url, pool_size=5)
    try:
        found = await merchants.authenticate(KEY)
        assert found is not None
        yield Shop(await programs.load(found.program_id), found.merchant_id, NOW, found.name)
    finally:
        await services_database.disconnect()


def _holds(row: dict[str, Any], old: dict[str, Any]) -> bool:
    return all(row.get(column) == value for column, value in old.items())


async def test_the_script_makes_what_the_migrations_make(upgraded: Upgraded, databases: Databases) -> None:
    assert schema.script() is not None, "models/schema.sql is not of these migrations: run make schema"
    at_once = await databases.take()
    made = await catalogue(databases.url(at_once))
    assert len(made["columns"]) > 300
    one_by_one = await catalogue(upgraded.url)
    for what, found in made.items():
        assert found == one_by_one[what], what
    await databases.give_back(at_once)


async def test_every_row_is_there_as_it_was(upgraded: Upgraded) -> None:
    assert [name for name, kept in upgraded.before.items() if not kept] == []  # or this proves too little
    after = await _of(upgraded.url)
    for name, old in upgraded.before.items():
        if name != "phone_lookup":
            lost = [row for row in old if not any(_holds(new, row) for new in after[name])]
            assert (name, lost, len(after[name])) == (name, [], len(old))
    assert [(row["kind"], row["customer_id"], row["at"]) for row in after["lookup"]] == [
        ("phone", row["customer_id"], row["at"]) for row in upgraded.before["phone_lookup"]
    ]
    applied = len(schema.migrations()) - 1 - schema.migrations().index(RELEASED)
    assert upgraded.said == [f"Updating the tables ({applied} migrations)"]


async def test_the_ledger_is_sound_and_says_so(shop: Shop) -> None:
    differences = [found async for part in ledger.verify(shop.program) for found in part.differences]
    assert differences == []
    await assert_sound(shop.program)
    assert shop.program.config.tiers[1].code == "silver"
    [found] = await rows("select tier, tier_earned from customer where id = $1", MARIA)
    assert (found["tier"], found["tier_earned"]) == ("silver", "silver")


async def test_an_old_receipt_is_answered_as_it_was(shop: Shop) -> None:
    again = replace(receipt("R-1", issued_at=NOW), input_hash=hashlib.sha256(b"R-1").digest())
    assert await shop.record(again) == Recorded(b"answer 1", replayed=True)
    other = await shop.record(receipt("R-1", issued_at=NOW))
    assert isinstance(other, Conflict)
    assert other.code == "receipt_conflict"


async def test_what_was_bought_then_comes_back_now(shop: Shop) -> None:
    """The points of an old receipt go, its money comes, whole and by lines; and points of then pay now."""
    customer = await customers.get(shop.program.id, PHONE)
    assert await shop.sums(customer) == (10, 0, 0, 0)
    sold = await shop.sell(customer, 20_000, pay=4)  # pays 4.00 of 200.00, and earns 5% of the rest
    assert await shop.sums(customer) == (6 + 9, 0, 0, 0)
    back = await shop.take_back("R-3")
    assert (back["amount"], back["payable"]) == (20_000, 20_000)
    assert (back["points"]["revoked"], back["points"]["restored"]) == (10, 0)
    assert await shop.sums(customer) == (5, 0, 0, 0)
    await shop.take_back(sold)
    assert await shop.sums(customer) == (0, 0, 0, 0)
    part = await shop.take_back("R-4", 2_000)  # of nobody
    assert part["payable"] == 2_000
    await assert_sound(shop.program)


async def test_points_and_promo_codes_of_then_are_there(shop: Shop) -> None:
    maria = await customers.get(shop.program.id, MARIA)
    assert await shop.sums(maria) == (57, 60, 0, 0)
    sale = receipt("again", customer=card(maria), issued_at=NOW, promo_codes=("HELLO",))
    refused = await shop.record(sale)
    assert isinstance(refused, RegularsError)
    assert refused.code == "promo_code_used"
    recorded = await shop.record(replace(sale, promo_codes=("MINE-7F3K",)))
    assert isinstance(recorded, Recorded)
    assert orjson.loads(recorded.body)["points"]["balance"] == 57 + 50 + 37  # 5% and silver's 2% of 540.00
