"""Past receipts through the rules of a draft: progress, then the comparison, before anything is applied."""

from __future__ import annotations

import asyncio
from concurrent.futures.process import BrokenProcessPool
from datetime import timedelta

import structlog
from aiogram.exceptions import TelegramAPIError

from bot.ui import errors
from bot.ui import replay as screens
from handlers.admin.program import draft_of
from handlers.drawing import drawn
from handlers.index import Index
from handlers.talk import Talk
from services import replay
from services.database import LOST
from services.errors import RegularsError
from services.program_file import parse
from services.replay import Report

DAYS = 90
LOOK_EVERY = 3.0
log = structlog.get_logger(__name__)
# it takes all processors that it may have: one after the other
_TURN = asyncio.Semaphore(1)


def setup(index: Index) -> None:
    """Routes of the comparison."""
    index.action("program:replay", start, "admin")


async def start(talk: Talk) -> None:
    """Begin; the message tells how far it is until any of its buttons is pressed."""
    draft = draft_of(talk)
    if draft is None:
        await talk.notify(errors.stale_button(talk.texts))
        return
    await talk.show(screens.waiting(talk.texts, draft=draft["draft"], done=0, total=0))
    talk.keep_showing(_compare(talk, draft["draft"], draft["text"]))


async def _compare(talk: Talk, draft: str, text: str) -> None:
    """Show progress and the result; the draft can be applied whatever becomes of this."""
    try:
        async with _TURN:
            report = await _watched(talk, draft, text)
        config = parse(text)
        screen = await drawn(
            lambda: screens.show(talk.texts, report=report, config=config, draft=draft, days=DAYS)
        )
        await talk.show(screen)
    except (RegularsError, BrokenProcessPool, *LOST) as error:
        log.warning("replay.failed", error=type(error).__name__, said=str(error)[:200])
        await talk.show(screens.failed(talk.texts, draft=draft))
    except TelegramAPIError as error:
        log.info("replay.unwatched", error=type(error).__name__)


async def _watched(talk: Talk, draft: str, text: str) -> Report:
    done, total, told = 0, 0, 0

    def progress(now_done: int, of: int) -> None:
        nonlocal done, total
        done, total = now_done, of

    begin = talk.now - timedelta(days=DAYS)
    work = replay.compare(talk.program, text, now=talk.now, begin=begin, progress=progress)
    running = asyncio.create_task(work)
    try:
        while not (await asyncio.wait({running}, timeout=LOOK_EVERY))[0]:
            if done != told:
                told = done
                await talk.show(screens.waiting(talk.texts, draft=draft, done=done, total=total))
        return running.result()
    finally:
        running.cancel()
