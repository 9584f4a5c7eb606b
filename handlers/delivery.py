"""Requests to Telegram from a conversation: in turn, and again when Telegram has a bad moment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot.limiter import Limiter

log = structlog.get_logger(__name__)
T = TypeVar("T")

ATTEMPTS = 4
PAUSE = 0.5
PATIENCE = float("inf")  # Telegram says for how long to be silent; asking sooner makes it longer
# 5xx, no answer, or a page of something in between that is no JSON
BAD_MOMENT = (TelegramServerError, TelegramNetworkError, ClientDecodeError)


async def deliver(bot: Bot, limiter: Limiter, chat_id: int | None, request: Callable[[], Awaitable[T]]) -> T:
    """Make a request when it is this chat's turn (``chat_id`` None: it needs none).

    After 429 nothing leaves before ``retry_after``; what passes by itself is tried a few times. Raises
    aiogram's error when it did not.
    """
    for attempt in range(1, ATTEMPTS + 1):
        if chat_id is not None:
            await limiter.turn(bot.id, chat_id, patience=PATIENCE)
        try:
            return await request()
        except TelegramRetryAfter as flood:
            log.warning("telegram_flood", retry_after=flood.retry_after)
            await limiter.pause(bot.id, flood.retry_after)
            if chat_id is None:
                await asyncio.sleep(flood.retry_after)
        except BAD_MOMENT as error:
            if attempt == ATTEMPTS:
                raise
            log.warning("telegram_bad_moment", error=type(error).__name__, attempt=attempt)
            await asyncio.sleep(PAUSE * attempt)
    if chat_id is not None:
        await limiter.turn(bot.id, chat_id, patience=PATIENCE)
    return await request()


async def answer(
    bot: Bot, limiter: Limiter, query_id: str, text: str | None = None, modal: bool = False
) -> None:
    """Answer a pressed button; too late is nobody's fault (the bot was away while somebody pressed)."""

    async def request() -> bool:
        return await bot.answer_callback_query(query_id, text=text, show_alert=modal)

    try:
        await deliver(bot, limiter, None, request)
    except TelegramBadRequest as refusal:
        if "query" not in refusal.message.lower():
            raise
