"""Transactions and plain SQL: the one door of services to PostgreSQL."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, TypeVar

import asyncpg
from tortoise import Tortoise, connections
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import DBConnectionError, IntegrityError, TransactionManagementError
from tortoise.transactions import in_transaction

from models.database import tortoise_config

Connection = BaseDBAsyncClient
Row = dict[str, Any]
T = TypeVar("T")

_connected: list[str] = []

# lost races that PostgreSQL itself asks to run again
RETRYABLE = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
# a key that a rival wrote in between: who looks again finds it
DUPLICATE = (IntegrityError,)
# PostgreSQL lives but has no room or memory for this command
FULL = (asyncpg.DiskFullError, asyncpg.OutOfMemoryError)
# PostgreSQL went away, or takes no writes; the same command may be run again once it is back
LOST = (
    asyncpg.DiskFullError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InternalClientError,  # a connection that died in the middle of its release
    DBConnectionError,
    ConnectionError,
    OSError,
)


def is_duplicate(error: BaseException) -> bool:
    """Whether one of ``DUPLICATE`` is about a key that is there already, and not about another constraint."""
    return isinstance(error.__cause__, asyncpg.UniqueViolationError)


async def connect(database_url: str, pool_size: int = 10) -> None:
    """Open the pool of this process. Raises asyncpg's or OS errors when the server cannot be reached."""
    await Tortoise.init(config=tortoise_config(database_url, pool_size), _enable_global_fallback=True)
    _connected[:] = [database_url]


def address() -> str:
    """The URL that this process is connected to, for a process of its own."""
    return _connected[-1]


async def disconnect() -> None:
    """Close the pool."""
    await Tortoise.close_connections()


@asynccontextmanager
async def transaction() -> AsyncIterator[Connection]:
    """One transaction; ORM calls inside join it. Never open a task or wait for a network inside."""
    entered = in_transaction("default")
    async with AsyncExitStack() as leaving:
        try:
            connection = await entered.__aenter__()
        except BaseException as error:
            # tortoise 1.1.9 makes the connection current before BEGIN: one that fails would stay so for this
            # task's next queries, and never go back to the pool
            if hasattr(entered, "token"):
                await entered.__aexit__(TransactionManagementError, error, None)
            raise
        leaving.push_async_exit(entered)
        yield connection


async def fetch(connection: Connection, sql: str, *values: object) -> list[Row]:
    """Run one statement inside a transaction; rows as dicts (also of ``returning``)."""
    found: list[Row] = await connection.execute_query_dict(sql, list(values))
    return found


async def rows(sql: str, *values: object) -> list[Row]:
    """Read outside a transaction."""
    found: list[Row] = await connections.get("default").execute_query_dict(sql, list(values))
    return found


async def row(sql: str, *values: object) -> Row | None:
    """Read at most one row outside a transaction."""
    found = await rows(sql, *values)
    return found[0] if found else None


async def retrying(
    command: Callable[[], Awaitable[T]],
    attempts: int = 5,
    also: tuple[type[BaseException], ...] = (),
) -> T:
    """Run a whole command again when PostgreSQL broke a deadlock; with jitter, so that rivals part.

    ``also``: errors that mean no more than a rival was first, e.g. ``DUPLICATE``.
    """
    for attempt in range(1, attempts):
        try:
            return await command()
        except (*RETRYABLE, *also):
            await asyncio.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 - jitter
    return await command()
