"""Databases for tests: migrated and empty, and given out again and again.

Making one costs PostgreSQL a third of a second, connecting to it a tenth, emptying it a few milliseconds. So the
services stay connected to one from test to test; one that a test has changed, filled or left busy is dropped.
"""

import asyncio
import itertools
from typing import Any

import asyncpg
from tortoise import connections

from bot.embedded import Addresses
from bot.migrations import migrate
from services import database as services_database

TEMPLATE = "template_regulars"
KEPT = "tortoise_migrations"  # which migrations were run: true of every database here
POOL_SIZE = 40
MOST_GROWTH = 20 * 2**20  # bytes; what was deleted is still there

DISCONNECT = "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1"
CONNECTED = "select count(*) from pg_stat_activity where datname = current_database()"
# what a test may have added to the schema or taken from it
SHAPE = """
select (select count(*) from pg_class where relnamespace = 'public'::regnamespace),
       (select count(*) from pg_attribute where attnum > 0 and not attisdropped),
       (select count(*) from pg_trigger), (select count(*) from pg_proc), (select count(*) from pg_constraint),
       (select count(*) from pg_namespace where nspname not like 'pg\\_%'), (select count(*) from pg_rules),
       (select setconfig from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase
        where d.datname = current_database()),
       (select count(*) from tortoise_migrations)
"""
SIZE = "select pg_database_size(current_database())"


class Databases:
    """The databases of one test session on its own server."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses
        self._free: list[str] = []
        self._numbers = itertools.count(1)
        self._shape: tuple[object, ...] = ()
        self._size = 0
        self._emptying = ""
        self._connected = ""  # the name of the one that the services are connected to

    def url(self, name: str) -> str:
        """The URL of one database of the server."""
        address, query = self._addresses.database_url.split("?")
        return f"{address.rsplit('/', 1)[0]}/{name}?{query}"

    async def prepare(self) -> None:
        """Make the database that the others are copied from."""
        await self._administrate(f"create database {TEMPLATE}")
        await migrate(self.url(TEMPLATE), lambda _: None)
        connection = await self._connect(TEMPLATE)
        try:
            self._shape = tuple(await connection.fetchrow(SHAPE))
            self._size = await connection.fetchval(SIZE)
            self._emptying = await _emptying(connection)
        finally:
            await connection.close()

    async def take(self) -> str:
        """The name of an empty database that nobody is connected to."""
        if self._free:
            return self._free.pop()
        name = f"test_{next(self._numbers)}"
        await self._administrate(f"create database {name} template {TEMPLATE} strategy wal_log")
        return name

    async def bare(self) -> str:
        """The name of a database without any table."""
        await self.let_go()
        name = f"bare_{next(self._numbers)}"
        await self._administrate(f"create database {name}")
        return name

    async def give_back(self, name: str) -> None:
        """Empty it for another test, or drop it."""
        if await self._emptied(name):
            self._free.append(name)
        else:
            await self._administrate(f"drop database if exists {name} with (force)")

    async def connected(self) -> str:
        """The URL of an empty database that the services are connected to."""
        if self._connected and services_database.address() != self.url(self._connected):
            await self._forget()
        if not self._connected:
            name = await self.take()
            await services_database.connect(self.url(name), POOL_SIZE)
            self._connected = name
        return self.url(self._connected)

    async def clear(self) -> None:
        """Empty the connected database for the next test, or let it go."""
        if services_database.address() != self.url(self._connected):
            await self._forget()
            return
        pool: Any = connections.get("default")._pool
        if not await _is_idle(pool):
            await self.let_go()
            return
        async with pool.acquire() as connection:
            clean = await self._is_as_made(connection) and await self._is_alone(connection, pool)
            if clean:
                await connection.execute(self._emptying)
        if not clean:
            await self.let_go()

    async def let_go(self) -> None:
        """Disconnect the services, for who connects them to something else."""
        if self._connected:
            await asyncio.wait_for(services_database.disconnect(), 20)
            await self._forget()

    async def _forget(self) -> None:
        """Take the database back; a test may have connected the services to another one meanwhile."""
        name, self._connected = self._connected, ""
        await self.give_back(name)

    async def _emptied(self, name: str) -> bool:
        await self._administrate(DISCONNECT, name)
        try:
            connection = await self._connect(name)
        except asyncpg.PostgresError:
            return False
        try:
            if not await self._is_as_made(connection):
                return False
            await connection.execute(self._emptying)
        finally:
            await connection.close()
        return True

    async def _is_as_made(self, connection: Any) -> bool:
        if tuple(await connection.fetchrow(SHAPE)) != self._shape:
            return False
        return bool(await connection.fetchval(SIZE) < self._size + MOST_GROWTH)

    async def _is_alone(self, connection: Any, pool: Any) -> bool:
        return bool(await connection.fetchval(CONNECTED) == pool.get_size())

    async def _administrate(self, statement: str, *values: object) -> None:
        connection = await self._connect("postgres")
        try:
            await (connection.fetch(statement, *values) if values else connection.execute(statement))
        finally:
            await connection.close()

    async def _connect(self, name: str) -> asyncpg.Connection:
        return await asyncpg.connect(self.url(name).replace("asyncpg://", "postgres://"))


async def _is_idle(pool: Any) -> bool:
    """Whether every connection is back within a second."""
    for _ in range(50):
        if pool is None or pool.is_closing():
            return False
        if pool.get_idle_size() == pool.get_size():
            return True
        await asyncio.sleep(0.02)
    return False


async def _emptying(connection: asyncpg.Connection) -> str:
    """The statements that bring a database back to how it was made."""
    tables = await connection.fetch(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
        " and relname <> $1",
        KEPT,
    )
    sequences = await connection.fetch(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S'"
        " and relname not like $1 || '%'",
        KEPT,
    )
    deletes = [f'delete from "{table["relname"]}"' for table in tables]
    restarts = ["select setval('{}', 1, false)".format(sequence["relname"]) for sequence in sequences]
    return "; ".join(["begin; set local session_replication_role = replica", *deletes, *restarts, "commit"])
