"""The bot role: one bot a program, by long polling or by webhook.

Updates are acknowledged when their handlers have finished: what a crash leaves half-way, Telegram repeats.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import Update
from aiogram.utils.token import TokenValidationError
from pydantic import ValidationError
from redis.asyncio import Redis

from bot import webhook
from bot.dispatcher import build_dispatcher
from bot.lanes import Lanes
from bot.limiter import Limiter
from bot.middlewares.frequency import Frequency
from bot.ui.program_texts import texts_of
from handlers import commands
from handlers.index import Index
from handlers.person import Person
from handlers.routes import build_index
from handlers.talk import Deps
from services import employees, languages, programs
from services.clock import Clock
from services.database import LOST
from services.keyring import Keyring
from services.programs import Program

log = structlog.get_logger(__name__)

WAIT = 25  # seconds of long polling
PAUSE = 1.0
A_BATCH = 0.5  # seconds that one fetch waits for slow handlers before it looks for what is new
ALLOWED = ["message", "callback_query", "my_chat_member", "pre_checkout_query", "subscription"]
REFUSED = (TelegramUnauthorizedError, TelegramNotFound, TokenValidationError)  # the token is wrong
LOOK_AGAIN = 30.0  # seconds until new programs and new tokens are noticed
REFUSED_PAUSE = 60.0
LONGEST_PAUSE = 5.0
CONNECTIONS = 500
WEBHOOK_CONNECTIONS = 40  # how many updates Telegram sends at once
PATIENCE = 20.0  # seconds for one request


@dataclass(frozen=True, slots=True)
class Station:
    """What all bots of this process share. ``door`` is there in webhook mode only."""

    clock: Clock
    keyring: Keyring
    limiter: Limiter
    session: AiohttpSession
    index: Index
    admin_ids: frozenset[int]
    public_url: str | None = None
    door: webhook.Door | None = None
    frequency: Frequency | None = None  # a common one for all; None: one a bot


async def run(
    *,
    clock: Clock,
    keyring: Keyring,
    redis: Redis,
    api_url: str,
    public_url: str | None,
    admin_ids: frozenset[int],
    data_dir: Path,
    rate: float,
) -> None:
    """Serve every program that has a token until cancelled; with ``public_url`` by webhook."""
    logging.getLogger("aiogram.event").setLevel(logging.WARNING)  # a line an update is too much
    door = webhook.Door(keyring, data_dir) if public_url else None
    station = Station(
        clock=clock,
        keyring=keyring,
        limiter=Limiter(redis, rate=rate),
        session=open_session(api_url),
        index=build_index(),
        admin_ids=admin_ids,
        public_url=public_url,
        door=door,
    )
    try:
        async with door.opened() if door else contextlib.nullcontext():
            await attend(station)
    finally:
        await station.session.close()


def open_session(api_url: str) -> AiohttpSession:
    """Connections to a Bot API server, for any number of bots."""
    return AiohttpSession(
        api=TelegramAPIServer.from_base(api_url),
        limit=CONNECTIONS,
        timeout=PATIENCE,
        json_loads=orjson.loads,
        json_dumps=lambda value: orjson.dumps(value).decode(),
    )


async def attend(station: Station, look_again: float = LOOK_AGAIN) -> None:
    """Keep a bot alive for every program with a token; new tokens are noticed, old ones dropped."""
    serving: dict[int, tuple[str, asyncio.Task[None]]] = {}
    try:
        while True:
            try:
                tokens = await programs.bot_tokens(station.keyring)
            except LOST as error:
                log.warning("programs_unknown", error=type(error).__name__)
            else:
                await _follow(station, serving, tokens)
            await asyncio.sleep(look_again)
    finally:
        await _end([task for _, task in serving.values()])


async def _follow(
    station: Station, serving: dict[int, tuple[str, asyncio.Task[None]]], tokens: dict[int, str]
) -> None:
    changed = [id_ for id_, (token, _) in serving.items() if tokens.get(id_) != token]
    await _end([serving.pop(id_)[1] for id_ in changed])
    for program_id, token in tokens.items():
        if program_id not in serving:
            task = asyncio.create_task(_keep(station, program_id, token), name=f"bot {program_id}")
            serving[program_id] = (token, task)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)


async def _keep(station: Station, program_id: int, token: str) -> None:
    """Serve one bot whatever happens; a mishap of one is not the others'."""
    pause = PAUSE
    while True:
        began = asyncio.get_running_loop().time()
        try:
            await _serve(station, program_id, token)
        except REFUSED:
            log.error(
                "bot_token_refused", program=await _name(program_id), hint="ask @BotFather for the token"
            )
            await asyncio.sleep(REFUSED_PAUSE)
        except (TelegramAPIError, ClientDecodeError, *LOST) as error:
            # the first miss is no news: at a start the sandbox may be ready a second later
            tell = log.info if pause == PAUSE else log.warning
            tell("bot_away", program_id=program_id, error=type(error).__name__, said=str(error)[:200])
        except Exception:  # what else: said, and tried again
            log.exception("bot_failed", program_id=program_id)
        lasted = asyncio.get_running_loop().time() - began
        pause = PAUSE if lasted > LOOK_AGAIN else min(pause * 1.5, LONGEST_PAUSE)
        await asyncio.sleep(pause)


async def _name(program_id: int) -> str:
    with contextlib.suppress(*LOST):
        return (await programs.load(program_id)).slug
    return str(program_id)


async def _serve(station: Station, program_id: int, token: str) -> None:
    bot = Bot(token, session=station.session)
    program = await programs.load(program_id)
    deps = Deps(bot, station.clock, station.keyring, station.limiter, station.admin_ids)
    dispatcher = build_dispatcher(
        program_id=program_id, index=station.index, deps=deps, frequency=station.frequency
    )
    me = await bot.get_me()
    await programs.set_bot_username(program_id, me.username or "")
    log.info("bot_ready", program=program.slug, username=me.username)
    manners = asyncio.create_task(_show_commands(bot, program, station.admin_ids), name="commands")
    try:
        if station.door is not None and station.public_url is not None:
            await _by_webhook(station, station.door, station.public_url, bot, dispatcher, program)
        else:
            await bot.delete_webhook()
            await poll(bot, dispatcher)
    finally:
        await _end([manners])


async def _show_commands(bot: Bot, program: Program, admin_ids: frozenset[int]) -> None:
    """Everybody's menu of commands, while the bot answers already."""
    try:
        await commands.set_default(bot, program.config)
    except (TelegramAPIError, ClientDecodeError) as error:
        log.warning("commands_not_set", program=program.slug, said=str(error)[:200])
    workers = {one.telegram_id: one for one in await employees.every(program.id) if one.telegram_id}
    people = sorted({*workers, *admin_ids})
    spoken = await languages.of_accounts(program.id, people)
    for telegram_id in people:
        employee = workers.get(telegram_id)
        texts = texts_of(program.config, spoken.get(telegram_id))
        role = Person(
            program=program,
            telegram_id=telegram_id,
            name="",
            language=texts.language,
            texts=texts,
            customer=None,
            employee=employee,
            awaited=None,
            listed_admin=telegram_id in admin_ids,
        )
        await commands.set_for(bot, telegram_id, texts, role, program.config)


async def _by_webhook(
    station: Station, door: webhook.Door, public_url: str, bot: Bot, dispatcher: Dispatcher, program: Program
) -> None:
    """Take updates from the door until cancelled."""
    lanes = Lanes()

    async def receive(body: dict[str, Any]) -> None:
        try:
            update = Update.model_validate(body, context={"bot": bot})
        except ValidationError as error:  # asking for it again would change nothing
            log.error("update_unreadable", update_id=body.get("update_id"), errors=error.error_count())
            return
        task = lanes.accept(update.update_id, person_of(update), feeding(bot, dispatcher, update))
        await asyncio.shield(task)  # whoever hangs up cancels nothing

    door.admit(program.slug, receive)
    try:
        await bot.set_webhook(
            webhook.address(public_url, program.slug),
            secret_token=webhook.secret(station.keyring, program.slug),
            max_connections=WEBHOOK_CONNECTIONS,
            allowed_updates=ALLOWED,
        )
        await asyncio.Event().wait()
    finally:
        door.dismiss(program.slug)
        await lanes.close()


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
    if update.subscription is not None:
        return update.subscription.user.id
    if update.message is not None and update.message.refunded_payment is not None:
        return update.message.chat.id  # the bot's own message, about the customer of this chat
    event = update.message or update.callback_query or update.my_chat_member or update.pre_checkout_query
    user = event.from_user if event else None
    return user.id if user else 0
