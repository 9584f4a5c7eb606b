"""One update as a handler sees it: who speaks, what was said, and how to answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InaccessibleMessage, Message

from bot.limiter import Limiter
from bot.ui.screen import Alert, Screen
from bot.ui.texts import Texts
from handlers import telegram
from handlers.person import Person
from services import conversations
from services.clock import Clock
from services.customers import Customer
from services.employees import Employee
from services.keyring import Keyring
from services.programs import Program


@dataclass(frozen=True, slots=True)
class Deps:
    """What every handler may use."""

    bot: Bot
    clock: Clock
    keyring: Keyring
    limiter: Limiter
    admin_ids: frozenset[int]


@dataclass(slots=True)
class Talk:
    """One update. ``text`` is a command's argument or what was typed; ``args`` are those of a button."""

    person: Person
    deps: Deps
    update_id: int
    now: datetime
    message: Message | None = None
    query: CallbackQuery | None = None
    text: str = ""
    args: tuple[str, ...] = ()
    answered: bool = field(default=False, init=False)

    @property
    def program(self) -> Program:
        """The program that this bot serves."""
        return self.person.program

    @property
    def texts(self) -> Texts:
        """The texts in the person's language."""
        return self.person.texts

    @property
    def customer(self) -> Customer:
        """The customer who speaks; a route for "joined" is never reached without one."""
        if self.person.customer is None:
            raise LookupError("this route needs a customer")
        return self.person.customer

    @property
    def employee(self) -> Employee:
        """The employee who speaks; check ``person.staff`` first where an admin may be none."""
        if self.person.employee is None:
            raise LookupError("this route needs an employee")
        return self.person.employee

    @property
    def data(self) -> dict[str, Any]:
        """What the awaited step left for its answer."""
        return self.person.awaited.data if self.person.awaited else {}

    @property
    def key(self) -> str:
        """What makes an effect of this update happen once, however often Telegram repeats it."""
        return f"update:{self.update_id}"

    async def show(self, screen: Screen) -> None:
        """Show a screen: in place of the one whose button was pressed, otherwise as a new message."""
        pressed = self.query.message if self.query else None
        if not isinstance(pressed, Message) or not await self._replaced(pressed, screen):
            await self.say(screen)

    async def say(self, screen: Screen, *, chat_id: int | None = None) -> Message:
        """Send a screen as a new message, to this person or to another chat."""
        chat = chat_id or self.person.telegram_id
        await self._turn(chat)
        return await telegram.send(self.deps.bot, chat, screen)

    async def notify(self, alert: Alert) -> None:
        """Answer the pressed button with a short note; the first one counts."""
        if self.query is not None and not self.answered:
            self.answered = True
            await self.deps.bot.answer_callback_query(self.query.id, text=alert.text, show_alert=alert.modal)

    async def done(self) -> None:
        """Stop the pressed button's spinner, unless it was answered already."""
        if self.query is not None and not self.answered:
            self.answered = True
            await self.deps.bot.answer_callback_query(self.query.id)

    async def wait_for(self, state: str, **data: Any) -> None:
        """The person's next message is the answer to this."""
        await conversations.wait_for(self.program.id, self.person.telegram_id, state, data, now=self.now)

    async def wait_for_nothing(self) -> None:
        """The person's next message is just a message."""
        if self.person.awaited is not None:
            await conversations.clear(self.program.id, self.person.telegram_id)

    async def _turn(self, chat_id: int) -> None:
        await self.deps.limiter.turn(self.deps.bot.id, chat_id)

    async def _replaced(self, pressed: Message, screen: Screen) -> bool:
        """Edit the pressed message; False when it has to be a new one (another kind, too old, gone)."""
        if screen.keyboard != "inline" or isinstance(pressed, InaccessibleMessage):
            return False
        await self._turn(pressed.chat.id)
        try:
            return await telegram.edit(self.deps.bot, pressed, screen)
        except TelegramBadRequest as refusal:
            if "message is not modified" in refusal.message:
                return True
            if telegram.is_gone(refusal):
                return False
            raise
