"""aiogram's own send_message from 500 workers, with the same text and buttons."""

from __future__ import annotations

import asyncio
import itertools

import orjson
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import InlineKeyboardMarkup

from benchmarks.apart import contender

WORKERS = 500


async def send(*, url: str, token: str, fields: str, seconds: float) -> int:
    """Send for so long; returns how many were answered."""
    said = orjson.loads(fields)
    markup = InlineKeyboardMarkup.model_validate(said["reply_markup"])
    loop = asyncio.get_running_loop()
    numbers, until = itertools.count(1_000_001), loop.time() + seconds

    async def work(bot: Bot) -> int:
        done = 0
        while loop.time() < until:
            await bot.send_message(
                next(numbers), said["text"], parse_mode="HTML", reply_markup=markup, allow_paid_broadcast=True
            )
            done += 1
        return done

    session = AiohttpSession(api=TelegramAPIServer.from_base(url), limit=WORKERS)
    async with Bot(token, session=session) as bot:
        return sum(await asyncio.gather(*(work(bot) for _ in range(WORKERS))))


if __name__ == "__main__":
    contender(send)
