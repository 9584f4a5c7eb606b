"""One leader among all schedulers: whoever holds an advisory lock of PostgreSQL.

The lock belongs to one connection kept for nothing else. It goes with the connection, so a leader whose
machine dies is replaced as soon as PostgreSQL notices.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import asyncpg
import structlog

from services.database import LOST

LOCK = 0x5245_4755_4C42  # any number that no other program takes; migrations have the one before
HEARTBEAT = 1.0
PATIENCE = 5.0

_log = structlog.get_logger(__name__)

Lead = Callable[[], Awaitable[None]]


async def lead(database_url: str, work: Lead) -> None:
    """Run ``work`` whenever this process leads, until cancelled; cancel it as soon as the lead is lost."""
    while True:
        try:
            await _one_term(database_url, work)
        except (*LOST, TimeoutError, asyncpg.PostgresError) as error:
            _log.warning("scheduler_without_database", error=type(error).__name__)
        await asyncio.sleep(HEARTBEAT)


async def _one_term(database_url: str, work: Lead) -> None:
    """Try to become the leader and work until the lead or the work ends. Raises what ended it."""
    dsn = database_url.replace("asyncpg://", "postgresql://", 1)
    connection = await asyncpg.connect(dsn, timeout=PATIENCE, command_timeout=PATIENCE)
    try:
        await _take_lock(connection)
        _log.info("scheduler_leads")
        await _both(_keep_lock(connection), work())
    finally:
        connection.terminate()


async def _take_lock(connection: asyncpg.Connection) -> None:
    """Ask again and again: a waiting statement would hold up indexes that are built concurrently."""
    while True:
        if await connection.fetchval("select pg_try_advisory_lock($1)", LOCK):
            return
        await asyncio.sleep(HEARTBEAT)


async def _keep_lock(connection: asyncpg.Connection) -> None:
    while True:
        await connection.fetchval("select 1")
        await asyncio.sleep(HEARTBEAT)


async def _both(*works: Awaitable[None]) -> None:
    """Run until the first ends; the others are cancelled and waited for."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    for task in done:
        task.result()
