"""Long polling: fetch updates, handle them, and tell Telegram to forget them only when they are done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import Update

from bot.lanes import Lanes

log = structlog.get_logger(__name__)

WAIT = 25  # seconds of long polling
PAUSE = 1.0
A_BATCH = 0.5  # seconds that one fetch waits for slow handlers before it looks for what is new
ALLOWED = ["message", "callback_query", "my_chat_member"]
REFUSED = (TelegramUnauthorizedError, TelegramNotFound)  # Telegram does not know the token


async def poll(bot: Bot, dispatcher: Dispatcher, lanes: Lanes | None = None) -> None:
    """Serve one bot until cancelled. Raises one of ``REFUSED`` when the token stops working.

    Asking with an offset acknowledges everything below it, so the offset is the first unfinished update:
    after a crash Telegram repeats what was not finished, and ``telegram_update`` tells what was.
    """
    lanes = lanes or Lanes()
    offset: int | None = None
    accepted: set[int] = set()
    try:
        while True:
            updates = await _fetch(bot, offset, 0 if lanes.unfinished else WAIT)
            for update in updates:
                if update.update_id not in accepted:
                    accepted.add(update.update_id)
                    lanes.accept(update.update_id, person_of(update), feeding(bot, dispatcher, update))
            await lanes.settle(A_BATCH)
            unfinished = lanes.unfinished
            if unfinished:
                offset = min(unfinished)
                accepted = {update_id for update_id in accepted if update_id >= offset}
            elif accepted:
                offset = max(accepted) + 1
                accepted = set()
    finally:
        await lanes.close()


async def _fetch(bot: Bot, offset: int | None, wait: int) -> list[Update]:
    """The next updates; none, after a pause, when Telegram has a bad moment."""
    try:
        return await bot.get_updates(
            offset=offset, timeout=wait, allowed_updates=ALLOWED, request_timeout=wait + 10
        )
    except REFUSED:
        raise
    except TelegramRetryAfter as flood:
        await asyncio.sleep(flood.retry_after)
    except (TelegramAPIError, ClientDecodeError) as error:
        log.warning("polling_failed", error=type(error).__name__, said=str(error)[:200])
        await asyncio.sleep(PAUSE)
    return []


def feeding(bot: Bot, dispatcher: Dispatcher, update: Update) -> Callable[[], Awaitable[object]]:
    """The work that handles an update."""

    async def feed() -> object:
        return await dispatcher.feed_update(bot, update)

    return feed


def person_of(update: Update) -> int:
    """Whose update it is; 0 when nobody in particular."""
    event = update.message or update.callback_query or update.my_chat_member
    user = event.from_user if event else None
    return user.id if user else 0
