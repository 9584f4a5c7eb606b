"""Brings the tables up to date, one process at a time."""
# ruff: noqa: PLC0415 - most starts have nothing to apply

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncpg

OLDEST_POSTGRES = 15
_LOCK_ID = 0x5245_4755_4C41  # "REGULA": any number that no other program takes
_LOCK_PATIENCE = 600.0
_HAS_TABLES = (
    "select exists (select from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r')"
)
_RECORDS = "insert into tortoise_migrations (app, name, applied_at) values"
_PATIENT_TRIES = 50  # a migration on an empty database takes less than these five seconds


class DatabaseError(Exception):
    """The database cannot be used; the message says why in plain words."""


class UnfitDatabaseError(DatabaseError):
    """The database will never do as it is: too old, or from a newer Regulars."""


async def migrate(database_url: str, say: Callable[[str], None]) -> list[str]:
    """Apply what is missing; return the names of the migrations applied. Call it before services connect.

    Raises UnfitDatabaseError when PostgreSQL is too old or was migrated by a newer Regulars, DatabaseError when
    it cannot be reached.
    """
    async with _connection(database_url) as connection:
        await _check_version(connection)
        if not await pending(connection):
            return []
        async with _locked(connection, say):
            missing = await pending(connection)
            if missing and not await _made_at_once(connection, missing, say):
                await _apply(database_url, missing, say)
            return missing


async def pending(connection: "asyncpg.Connection") -> list[str]:
    """Names of the migrations that this database lacks, in order."""
    from models import schema

    known = schema.migrations()
    applied: set[str] = set()
    if await connection.fetchval("select to_regclass('tortoise_migrations')"):
        found = await connection.fetch("select name from tortoise_migrations where app = 'models'")
        applied = {record["name"] for record in found}
    unknown = applied - set(known)
    if unknown:
        raise UnfitDatabaseError(
            f"the database is from a newer Regulars (it has {max(unknown)}): update the program"
        )
    return [name for name in known if name not in applied]


@contextlib.asynccontextmanager
async def _connection(database_url: str) -> AsyncIterator["asyncpg.Connection"]:
    import asyncpg

    dsn = database_url.replace("asyncpg://", "postgresql://", 1)
    try:
        connection = await asyncpg.connect(dsn, timeout=10)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        raise DatabaseError(f"cannot connect to PostgreSQL: {error or type(error).__name__}") from error
    try:
        yield connection
    finally:
        await connection.close()


async def _check_version(connection: "asyncpg.Connection") -> None:
    version = connection.get_server_version()
    if version.major < OLDEST_POSTGRES:
        raise UnfitDatabaseError(
            f"PostgreSQL {version.major} is too old: Regulars needs {OLDEST_POSTGRES} or newer"
        )


@contextlib.asynccontextmanager
async def alone(database_url: str, say: Callable[[str], None]) -> AsyncIterator[None]:
    """Keep other processes from migrating or preparing the same database during the block."""
    async with _connection(database_url) as connection, _locked(connection, say):
        yield


@contextlib.asynccontextmanager
async def _locked(connection: "asyncpg.Connection", say: Callable[[str], None]) -> AsyncIterator[None]:
    """Hold the advisory lock, asking again and again: waiting inside PostgreSQL blocks concurrent indexes."""
    tries = 0
    while not await connection.fetchval("select pg_try_advisory_lock($1)", _LOCK_ID):
        if tries == _PATIENT_TRIES:
            say("Waiting for another process that is preparing the database")
        tries += 1
        if tries * 0.1 > _LOCK_PATIENCE:
            raise DatabaseError("another process has been preparing the database for ten minutes")
        await asyncio.sleep(0.1)
    try:
        yield
    finally:
        await connection.fetchval("select pg_advisory_unlock($1)", _LOCK_ID)


async def _made_at_once(
    connection: "asyncpg.Connection", missing: list[str], say: Callable[[str], None]
) -> bool:
    """Make all tables of a database that has none yet by one script; False: it has some, or there is no script."""
    from models import schema

    script = schema.script()
    if script is None or missing != schema.migrations() or await connection.fetchval(_HAS_TABLES):
        return False
    say("Making the tables")
    at = datetime.now(UTC).isoformat()
    applied = ", ".join(f"('models', '{name}', '{at}')" for name in missing)
    # without parameters several statements are one transaction
    await connection.execute(f"{script}\n{_RECORDS} {applied}")
    return True


async def _apply(database_url: str, missing: list[str], say: Callable[[str], None]) -> None:
    from tortoise import Tortoise
    from tortoise.migrations.api import migrate as run

    from models.database import tortoise_config

    say(f"Updating the tables ({len(missing)} migration{'s' * (len(missing) > 1)})")
    try:
        await run(config=tortoise_config(database_url, 2))
    finally:
        await Tortoise.close_connections()
