"""Real PostgreSQL and Valkey for every test; each test has a database of its own."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import settings

import bot.aiogram_lazily  # noqa: F401 - before anything of aiogram, as the program has it: five seconds less
from bot.embedded import Addresses
from services import merchants, programs
from services.merchants import Merchant
from services.programs import Program
from tests.databases import Databases
from tests.servers import servers as start_servers

# how long an example takes says something about the machine and nothing about the program
settings.register_profile("regulars", deadline=None)
settings.load_profile("regulars")

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.fixture(scope="session")
def servers() -> Iterator[Addresses]:
    with start_servers() as addresses:
        yield addresses


@pytest_asyncio.fixture(scope="session")
async def databases(servers: Addresses) -> Databases:
    made = Databases(servers)
    await made.prepare()
    return made


@pytest_asyncio.fixture
async def empty_database(databases: Databases) -> AsyncIterator[str]:
    """The URL of a migrated database that nothing is connected to yet."""
    await databases.let_go()
    name = await databases.take()
    yield databases.url(name)
    await databases.give_back(name)


@pytest_asyncio.fixture
async def database(databases: Databases) -> AsyncIterator[str]:
    """A migrated database to which the services are connected."""
    yield await databases.connected()
    await databases.clear()


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
