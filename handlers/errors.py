"""Refusals and mishaps in kind words."""

from __future__ import annotations

import secrets

import structlog
from aiogram.exceptions import TelegramAPIError, TelegramForbiddenError, TelegramRetryAfter

from bot.ui import errors
from handlers.delivery import BAD_MOMENT
from handlers.talk import Talk
from services.database import LOST
from services.errors import RegularsError

log = structlog.get_logger(__name__)

AGAIN = (*LOST, *BAD_MOMENT, TelegramRetryAfter)


async def explain(talk: Talk, error: Exception) -> None:
    """Tell the person what went wrong.

    What passes by itself (the database is away, Telegram does not answer) is raised again: the update is
    not acknowledged and comes once more.
    """
    if isinstance(error, TelegramForbiddenError):
        return  # blocked in the middle of a conversation: nobody is there to be told
    if isinstance(error, AGAIN):
        raise error
    if isinstance(error, RegularsError):
        await _refuse(talk, error)
        return
    reference = secrets.token_hex(4)
    log.error("update.failed", reference=reference, update_id=talk.update_id, exc_info=error)
    try:
        await talk.say(errors.internal(talk.texts, reference=reference))
        await talk.done()
    except TelegramAPIError:
        log.exception("update.apology_failed", reference=reference)


async def _refuse(talk: Talk, error: RegularsError) -> None:
    if talk.query is not None and not talk.answered:
        await talk.notify(errors.alert(talk.texts, error.code, **error.facts))
        return
    await talk.say(errors.refusal(talk.texts, error.code, **error.facts))
