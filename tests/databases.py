"""Databases for tests: migrated and empty, and given out again and again.

Making one costs PostgreSQL a third of a second, emptying one a few milliseconds. One whose tables a test has
changed, or has filled with very much, is dropped instead.
"""

import itertools

import asyncpg

from bot.embedded import Addresses
from bot.migrations import migrate

TEMPLATE = "template_regulars"
KEPT = "tortoise_migrations"  # which migrations were run: true of every database here
MOST_ROWS = 5_000

DISCONNECT = "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1"
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
SIZE = """
select coalesce(sum(n_live_tup + n_dead_tup), 0) as rows from pg_stat_user_tables
"""


class Databases:
    """The databases of one test session on its own server."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses
        self._free: list[str] = []
        self._numbers = itertools.count(1)
        self._shape: tuple[object, ...] = ()
        self._emptying = ""

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
        name = f"bare_{next(self._numbers)}"
        await self._administrate(f"create database {name}")
        return name

    async def give_back(self, name: str) -> None:
        """Empty it for another test, or drop it."""
        if await self._emptied(name):
            self._free.append(name)
        else:
            await self._administrate(f"drop database if exists {name} with (force)")

    async def _emptied(self, name: str) -> bool:
        connection = await self._connect("postgres")
        try:
            await connection.execute("select pg_stat_force_next_flush()")
            await connection.fetch(DISCONNECT, name)
        finally:
            await connection.close()
        try:
            connection = await self._connect(name)
        except asyncpg.PostgresError:
            return False
        try:
            if tuple(await connection.fetchrow(SHAPE)) != self._shape:
                return False
            if (await connection.fetchval(SIZE)) > MOST_ROWS:
                return False
            await connection.execute(self._emptying)
        finally:
            await connection.close()
        return True

    async def _administrate(self, statement: str) -> None:
        connection = await self._connect("postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def _connect(self, name: str) -> asyncpg.Connection:
        return await asyncpg.connect(self.url(name).replace("asyncpg://", "postgres://"))


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
    return "; ".join(["set session_replication_role = replica", *deletes, *restarts])
