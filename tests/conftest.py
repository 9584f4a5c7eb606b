"""Real PostgreSQL and Valkey for every test; each test has a database of its own."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from tortoise.migrations.api import migrate

from bot.embedded import Addresses
from models.database import tortoise_config
from services import database as services_database
from services import merchants, programs
from services.merchants import Merchant
from services.programs import Program
from tests.servers import servers as start_servers

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
EXAMPLES = Path(__file__).parent.parent / "examples"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def servers() -> Iterator[Addresses]:
    with start_servers() as addresses:
        yield addresses


def database_url(addresses: Addresses, name: str) -> str:
    """The URL of another database of the same server."""
    address, query = addresses.database_url.split("?")
    return f"{address.rsplit('/', 1)[0]}/{name}?{query}"


async def _administrate(addresses: Addresses, statement: str) -> None:
    connection = await asyncpg.connect(addresses.database_url.replace("asyncpg://", "postgres://"))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest_asyncio.fixture(scope="session")
async def template(servers: Addresses) -> str:
    """A migrated, empty database that the others are copied from."""
    await _administrate(servers, "create database template_regulars")
    await migrate(config=tortoise_config(database_url(servers, "template_regulars")))
    await services_database.disconnect()
    return "template_regulars"


@pytest_asyncio.fixture
async def empty_database(servers: Addresses, template: str) -> AsyncIterator[str]:
    """The URL of a migrated database that nothing is connected to yet."""
    name = f"test_{next(_numbers)}"
    await _administrate(servers, f"create database {name} template {template} strategy wal_log")
    yield database_url(servers, name)
    await _administrate(servers, f"drop database if exists {name} with (force)")


@pytest_asyncio.fixture
async def database(empty_database: str) -> AsyncIterator[str]:
    """A migrated database to which the services are connected."""
    await services_database.connect(empty_database, pool_size=40)
    yield empty_database
    await asyncio.wait_for(services_database.disconnect(), 20)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest_asyncio.fixture
async def program(database: str) -> Program:
    """The example program that a newcomer runs."""
    text = (EXAMPLES / "coffee.toml").read_text(encoding="utf-8")
    return (await programs.apply(text, actor="test", now=NOW)).program


@pytest_asyncio.fixture
async def merchant_key(program: Program) -> tuple[Merchant, str]:
    return await merchants.create(program, "Test merchant", actor="test", now=NOW)


@pytest.fixture
def merchant(merchant_key: tuple[Merchant, str]) -> Merchant:
    return merchant_key[0]
