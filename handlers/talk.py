"""One update as a handler sees it: who speaks, what was said, and how to answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BotSubscriptionUpdated, CallbackQuery, Message, PreCheckoutQuery

from bot.limiter import Limiter
from bot.ui.screen import Alert, Screen
from bot.ui.texts import Texts
from handlers import delivery, telegram
from handlers.person import Person
from services import conversations
from services.clock import Clock
from services.customers import Customer
from services.employees import Employee
from services.errors import NotFound
from services.keyring import Keyring
from services.programs import Program

T = TypeVar("T")
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Deps:
    """What every handler may use."""

    bot: Bot
    clock: Clock
    keyring: Keyring
    limiter: Limiter
    admin_ids: frozenset[int]
    showing: dict[tuple[int, int], asyncio.Task[None]] = field(default_factory=dict, compare=False)
    """Messages that are kept up to date, by chat and message."""


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
    checkout: PreCheckoutQuery | None = None
    subscription: BotSubscriptionUpdated | None = None
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

    def number(self, position: int) -> int:
        """An argument of the pressed button that is to be a whole number, not negative.

        Raises NotFound ``stale_button``: buttons of old versions and forged ones may carry anything.
        """
        word = self.args[position] if position < len(self.args) else ""
        number = int(word) if word.isascii() and word.isdigit() and len(word) < 20 else -1
        if not 0 <= number <= LARGEST_ID:
            raise NotFound("stale_button")
        return number

    async def show(self, screen: Screen) -> None:
        """Show a screen: in place of the one whose button was pressed, otherwise as a new message."""
        pressed = self.query.message if self.query else None
        if not isinstance(pressed, Message) or not await self._replaced(pressed, screen):
            await self.say(screen)

    async def say(self, screen: Screen, *, chat_id: int | None = None) -> Message:
        """Send a screen as a new message, to this person or to another chat."""
        chat = chat_id or self.person.telegram_id
        return await self._deliver(chat, lambda: telegram.send(self.deps.bot, chat, screen))

    def keep_showing(self, work: Coroutine[Any, Any, None]) -> None:
        """Let ``work`` keep the pressed message up to date, until any button of it is pressed."""
        place = self.place
        if place is None:
            work.close()
            return
        self.stop_showing()
        task = asyncio.create_task(work)
        self.deps.showing[place] = task
        task.add_done_callback(lambda done: self._shown(place, done))

    def _shown(self, place: tuple[int, int], done: asyncio.Task[None]) -> None:
        if self.deps.showing.get(place) is done:
            del self.deps.showing[place]

    def stop_showing(self) -> None:
        """The pressed message is about to show something else."""
        task = self.deps.showing.pop(self.place, None) if self.place else None
        if task is not None:
            task.cancel()

    @property
    def place(self) -> tuple[int, int] | None:
        """The chat and the message whose button was pressed."""
        pressed = self.query.message if self.query else None
        return (pressed.chat.id, pressed.message_id) if pressed else None

    async def notify(self, alert: Alert) -> None:
        """Answer the pressed button with a short note; the first one counts."""
        await self._answer(alert.text, alert.modal)

    async def done(self) -> None:
        """Stop the pressed button's spinner, unless it was answered already."""
        await self._answer()

    async def wait_for(self, state: str, **data: Any) -> None:
        """The person's next message is the answer to this."""
        await conversations.wait_for(self.program.id, self.person.telegram_id, state, data, now=self.now)

    async def wait_for_nothing(self) -> None:
        """The person's next message is just a message."""
        if self.person.awaited is not None:
            await conversations.clear(self.program.id, self.person.telegram_id)

    async def _answer(self, text: str | None = None, modal: bool = False) -> None:
        if self.query is not None and not self.answered:
            self.answered = True
            await delivery.answer(self.deps.bot, self.deps.limiter, self.query.id, text, modal)

    async def _deliver(self, chat_id: int, request: Callable[[], Awaitable[T]]) -> T:
        return await delivery.deliver(self.deps.bot, self.deps.limiter, chat_id, request)

    async def _replaced(self, pressed: Message, screen: Screen) -> bool:
        """Edit the pressed message; False when it has to be a new one (another kind, too old, gone)."""
        if screen.keyboard != "inline":
            await self._deliver(pressed.chat.id, lambda: telegram.remove(self.deps.bot, pressed))
            return False
        try:
            return await self._deliver(pressed.chat.id, lambda: telegram.edit(self.deps.bot, pressed, screen))
        except TelegramBadRequest as refusal:
            if "message is not modified" in refusal.message:
                return True
            if telegram.is_gone(refusal):
                return False
            raise
