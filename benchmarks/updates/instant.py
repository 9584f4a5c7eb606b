"""A Bot whose requests are answered at once, without any network; what it says is counted and forgotten."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import Chat, Message

from benchmarks.house import TOKEN

MOMENT = datetime(2026, 11, 21, tzinfo=UTC)


class InstantSession(BaseSession):
    """Counts the requests; ``said`` is the last text."""

    def __init__(self) -> None:
        super().__init__()
        self.requests = 0
        self.said = ""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,  # noqa: ASYNC109 - the signature is aiogram's
    ) -> Any:
        """Answer as Telegram would, a moment later."""
        self.requests += 1
        if isinstance(method, AnswerCallbackQuery):
            return True
        self.said = str(getattr(method, "text", ""))
        chat = Chat.model_construct(id=1, type="private")
        return Message.model_construct(message_id=1, date=MOMENT, chat=chat, text=self.said)

    async def stream_content(self, url: str, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        """Nothing is downloaded here."""
        raise NotImplementedError
        yield b""

    async def close(self) -> None:
        """Nothing is open."""


def instant_bot() -> tuple[Bot, InstantSession]:
    """A bot and its session."""
    session = InstantSession()
    return Bot(TOKEN, session=session), session
