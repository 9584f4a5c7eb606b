"""Both sides in one process, in turn: importing aiogram takes longer than measuring it."""

from __future__ import annotations

import asyncio
import itertools
import math
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from aiogram import Dispatcher, Router
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from redis.asyncio import Redis

from benchmarks.apart import contender
from benchmarks.house import SECRET
from benchmarks.updates.instant import InstantSession, instant_bot
from bot.dispatcher import build_dispatcher
from bot.limiter import Limiter
from bot.logs import configure
from handlers.routes import build_index
from handlers.talk import Deps
from services import database
from services.clock import SystemClock
from services.keyring import Keyring

SIDE_BY_SIDE = 32
FIRST_PERSON = 1_000_001
TEXT = "<b>Три чашки</b>\n\nЧто я умею: карта, баланс, уровень, история, предложения, настройки."
BUTTONS = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Меню", callback_data="menu:show")]]
)

Feed = tuple[Callable[[Any], Awaitable[Any]], InstantSession]
_numbers = itertools.count(1)


async def measure(
    *,
    database_url: str,
    redis_url: str,
    program_id: int,
    customers: int,
    rounds: int,
    seconds: float,
    words: list[str],
) -> dict[str, list[float]]:
    """Updates a second by round: "bare", and each of the words through the whole dispatcher."""
    configure("warning", "console")
    await database.connect(database_url)
    async with Redis.from_url(redis_url) as redis:
        bare, full = _bare(), _full(program_id, redis)
        people = itertools.cycle(range(FIRST_PERSON, FIRST_PERSON + customers))
        samples: dict[str, list[float]] = {name: [] for name in ("bare", *words)}
        for number in range(-1, rounds):  # the first round warms up
            for name, found in samples.items():
                feed, said = (bare, "/help") if name == "bare" else (full, name)
                rate = await _rate(feed, said, people, seconds if number >= 0 else 0.5)
                if number >= 0:
                    found.append(rate)
    await database.disconnect()
    return samples


def _bare() -> Feed:
    bot, session = instant_bot()
    dispatcher, router = Dispatcher(), Router()

    @router.message()
    async def answer(message: Message) -> None:
        await message.answer(TEXT, parse_mode="HTML", reply_markup=BUTTONS)

    dispatcher.include_router(router)
    return (lambda update: dispatcher.feed_update(bot, update)), session


def _full(program_id: int, redis: Redis) -> Feed:
    bot, session = instant_bot()
    limiter = Limiter(redis, math.inf)  # asked for each reply as in life, but it never says wait
    deps = Deps(bot=bot, clock=SystemClock(), keyring=Keyring(SECRET), limiter=limiter, admin_ids=frozenset())
    dispatcher = build_dispatcher(program_id=program_id, index=build_index(), deps=deps)
    return (lambda update: dispatcher.feed_update(bot, update)), session


async def _rate(feed: Feed, said: str, people: Iterator[int], seconds: float) -> float:
    handle, session = feed
    before = session.requests
    loop = asyncio.get_running_loop()
    began = loop.time()

    async def work() -> int:
        done = 0
        while loop.time() < began + seconds:
            await handle(_update(next(people), said))
            done += 1
        return done

    counts = await asyncio.gather(*(work() for _ in range(SIDE_BY_SIDE)))
    took = loop.time() - began
    if session.requests - before != sum(counts) or not session.said:
        raise RuntimeError(f"{said}: {sum(counts)} updates, {session.requests - before} answers")
    print(f"{said}: {session.said[:60]!r}", file=sys.stderr)
    return sum(counts) / took


def _update(person: int, said: str) -> Update:
    """An update as it comes from JSON."""
    number = next(_numbers)
    user = {"id": person, "is_bot": False, "first_name": "Анна", "language_code": "ru"}
    chat = {"id": person, "type": "private", "first_name": "Анна"}
    command = {"type": "bot_command", "offset": 0, "length": len(said)}
    message = {
        "message_id": number, "date": 1_780_000_000, "from": user, "chat": chat, "text": said, "entities": [command],
    }  # fmt: skip
    return Update.model_validate({"update_id": number, "message": message})


if __name__ == "__main__":
    contender(measure)
