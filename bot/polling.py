"""The bot role: fetch updates, handle them in each chat's order, acknowledge them when they are done."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramAPIError, TelegramUnauthorizedError
from aiogram.types import Update

log = structlog.get_logger(__name__)

WAIT = 25  # seconds of long polling
PAUSE = 1.0
ALLOWED = ["message", "callback_query", "my_chat_member"]
ATTEMPTS = 5


async def poll(bot: Bot, dispatcher: Dispatcher) -> None:
    """Serve one bot until cancelled.

    Asking with an offset acknowledges everything below it, so the next question waits for all handlers:
    after a crash Telegram repeats what was not finished, and ``telegram_update`` tells what was.
    """
    offset: int | None = None
    while True:
        try:
            updates = await bot.get_updates(
                offset=offset, timeout=WAIT, allowed_updates=ALLOWED, request_timeout=WAIT + 10
            )
        except TelegramUnauthorizedError:
            raise
        except TelegramAPIError as error:
            log.warning("polling.failed", error=str(error))
            await asyncio.sleep(PAUSE)
            continue
        if updates:
            await handle(bot, dispatcher, updates)
            offset = updates[-1].update_id + 1


async def handle(bot: Bot, dispatcher: Dispatcher, updates: Sequence[Update]) -> None:
    """Handle a batch: chats side by side, each person's updates one after another."""
    lanes: dict[int, list[Update]] = defaultdict(list)
    for update in updates:
        lanes[_person(update)].append(update)
    await asyncio.gather(*(_in_order(bot, dispatcher, lane) for lane in lanes.values()))


async def _in_order(bot: Bot, dispatcher: Dispatcher, lane: Sequence[Update]) -> None:
    for update in lane:
        await _until_done(bot, dispatcher, update)


async def _until_done(bot: Bot, dispatcher: Dispatcher, update: Update) -> None:
    """What passes by itself is tried again, later and later; an update that never works is given up."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            await dispatcher.feed_update(bot, update)
            return
        except Exception:
            log.exception("update.attempt_failed", update_id=update.update_id, attempt=attempt)
            await asyncio.sleep(PAUSE * attempt)
    log.error("update.given_up", update_id=update.update_id)


def _person(update: Update) -> int:
    event = update.event
    user = getattr(event, "from_user", None)
    return user.id if user else 0
