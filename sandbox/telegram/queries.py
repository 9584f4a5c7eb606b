"""Callback queries: a press on an inline button, which may be answered once and soon."""

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sandbox.telegram.bots import Bot
from sandbox.telegram.calls import Call
from sandbox.telegram.html import utf16
from sandbox.telegram.rules import refuse

ANSWER_MOST = 200
_KEPT = 1000


@dataclass(slots=True)
class Query:
    """One press. `answer` is what the bot answered with."""

    id: str
    bot_id: int
    person_id: int
    at: float
    answer: asyncio.Future[dict[str, Any]] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Queries:
    """The presses that may still be answered. `lifetime` is in seconds; Telegram does not publish its own."""

    def __init__(self, lifetime: float) -> None:
        self.lifetime = lifetime
        self._open: dict[str, Query] = {}

    def ask(self, bot: Bot, person_id: int, now: float) -> Query:
        """A new query."""
        query = Query(str(secrets.randbits(62) + 1), bot.id, person_id, now)
        self._open[query.id] = query
        while len(self._open) > _KEPT:
            del self._open[next(iter(self._open))]
        return query

    def take(self, bot: Bot, query_id: str, now: float) -> Query:
        """The query to answer, which then is no more. Raises when it is unknown, answered or too old."""
        query = self._open.get(query_id)
        if query is None or query.bot_id != bot.id:
            raise refuse("query-old")
        del self._open[query_id]
        if now - query.at > self.lifetime:
            raise refuse("query-old")
        return query

    def clear(self) -> None:
        """Forget all."""
        self._open.clear()


def read_answer(call: Call) -> dict[str, Any]:
    """What an answerCallbackQuery says: text, show_alert and url."""
    text, url = call.text("text"), call.text("url")
    if utf16(text) > ANSWER_MOST:
        raise refuse("answer-long")
    if url and not _own_link(call.bot, url):
        raise refuse("answer-url")
    return {"text": text or None, "show_alert": call.flag("show_alert"), "url": url or None}


def _own_link(bot: Bot, url: str) -> bool:
    parts = urlsplit(url)
    return parts.hostname == "t.me" and parts.path.strip("/").lower() == bot.username.lower()
