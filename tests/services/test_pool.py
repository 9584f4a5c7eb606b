"""Connections return to the pool without a reset: nothing of one user may reach the next all the same."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from models.database import PlainConnection


@pytest_asyncio.fixture
async def pool(empty_database: str) -> AsyncIterator[asyncpg.Pool]:
    url = empty_database.replace("asyncpg://", "postgres://")
    async with asyncpg.create_pool(url, min_size=1, max_size=1, connection_class=PlainConnection) as pool:
        yield pool


async def test_an_open_transaction_ends_with_its_user(pool: asyncpg.Pool) -> None:
    async with pool.acquire() as connection:
        await connection.execute("begin")
        await connection.execute("create table left_over (id int)")
    async with pool.acquire() as connection:
        assert not connection.is_in_transaction()
        assert await connection.fetchval("select to_regclass('left_over')") is None


async def test_a_failed_transaction_does_not_spoil_the_next(pool: asyncpg.Pool) -> None:
    with pytest.raises(asyncpg.PostgresSyntaxError):
        async with pool.acquire() as connection:
            await connection.execute("begin")
            await connection.execute("nonsense")
    async with pool.acquire() as connection:
        assert await connection.fetchval("select 1") == 1


async def test_a_lock_of_a_transaction_ends_with_it(pool: asyncpg.Pool) -> None:
    async with pool.acquire() as connection:
        await connection.execute("begin")
        await connection.execute("select pg_advisory_xact_lock(7)")
    async with pool.acquire() as connection:
        held = await connection.fetchval(
            "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"
        )
        assert held == 0
