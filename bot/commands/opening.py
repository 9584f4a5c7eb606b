"""The frame of a command that works on the database."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.deployment import opened
from bot.failures import Failure
from bot.servers import reachable, wanted
from bot.settings import Settings, read_settings
from services import programs
from services.programs import Program

T = TypeVar("T")


def with_services(command: Callable[[Settings], Awaitable[T]]) -> T:
    """Connect (starting the embedded PostgreSQL if nobody has), run the command, leave everything as it was."""
    settings = read_settings()

    async def work(database_url: str) -> T:
        async with opened(database_url, lambda _: None, pool_size=2):
            return await command(settings)

    with reachable(settings, wanted(settings, redis=False), lambda _: None) as addresses:
        return asyncio.run(work(addresses.database_url))


async def chosen_program(slug: str | None) -> Program:
    """The program of that slug, else the first one. Raises NotFound, or Failure when there is none yet."""
    if slug is not None:
        return await programs.by_slug(slug)
    found = await programs.every()
    if not found:
        raise Failure("there is no program yet: apply one with `regulars program apply FILE`")
    return found[0]
