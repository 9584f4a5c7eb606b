"""`StandIn`: all that Telegram is, as far as a bot and the people of the sandbox can tell."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sandbox.telegram.bots import Bot, Webhook
from sandbox.telegram.calls import Call
from sandbox.telegram.chats import Chat, Message, Person
from sandbox.telegram.checkouts import Checkouts
from sandbox.telegram.events import Events
from sandbox.telegram.faults import Faults
from sandbox.telegram.files import Files
from sandbox.telegram.journal import Journal
from sandbox.telegram.limits import Limits
from sandbox.telegram.methods import run
from sandbox.telegram.queries import Queries
from sandbox.telegram.rules import Answer, TelegramError, refuse
from sandbox.telegram.storage import Storage
from sandbox.telegram.subscriptions import renew_due
from sandbox.telegram.updates import Line
from sandbox.telegram.webhooks import Courier

_SEEN_SECONDS = 10
_RENEW_SECONDS = 1.0


class StandIn:
    """Telegram in memory.

    `state` is the file to remember everything in (None: nothing is remembered), read at once. `clock` gives Unix time,
    `calendar` the Unix time of the sandbox, which may be moved on: payments and subscriptions go by it (None: the
    clock's). `query_lifetime` is for how many seconds a press may be answered.
    """

    def __init__(
        self,
        state: Path | None = None,
        *,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.time,
        calendar: Callable[[], float] | None = None,
        query_lifetime: float = 15,
    ) -> None:
        self.clock = clock
        self.calendar = calendar or clock
        self.limits = limits if limits is not None else Limits()
        self.people: dict[int, Person] = {}
        self.bots: dict[int, Bot] = {}
        self.lines: dict[int, Line] = {}
        self.couriers: dict[int, Courier] = {}
        self.files = Files(state.with_suffix(".files") if state else None)
        self.events = Events()
        self.faults = Faults()
        self.journal = Journal()
        self.queries = Queries(query_lifetime)
        self.checkouts = Checkouts()
        self.webhook_retry_seconds = 1.0
        self.storage = Storage(self, state)
        self._closing: set[asyncio.Task[None]] = set()
        self._renewing: asyncio.Task[None] | None = None
        self.storage.load()

    async def open(self) -> None:
        """Deliver to the webhooks that are set and begin to save. Call it in the event loop."""
        self.changed()
        for bot in self.bots.values():
            self._carry_for(bot)
        self._renewing = asyncio.create_task(self._renew())

    async def close(self) -> None:
        """End what waits (polls, hangs, subscriptions, deliveries) and write the state file."""
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.gather(self._renewing, return_exceptions=True)
        self.faults.clear()
        self.checkouts.clear()
        self.events.close()
        for line in self.lines.values():
            line.abort(None)
        for courier in self.couriers.values():
            await courier.close()
        self.couriers.clear()
        await self.storage.close()

    def add_bot(self, token: str, username: str, first_name: str) -> Bot:
        """Register a bot, or find it when its token is known already."""
        bot_id = int(token.partition(":")[0])
        known = self.bots.get(bot_id)
        if known is not None and known.token == token:
            return known
        return self.take_bot(Bot(bot_id, token, username, first_name))

    def take_bot(self, bot: Bot) -> Bot:
        """Put a bot into the world, with a line for its updates."""
        self.bots[bot.id] = bot
        self.lines[bot.id] = Line(bot, self.clock, lambda update_id: self._carry(bot.id, update_id))
        return bot

    def add_person(self, person: Person) -> Person:
        """Put somebody into the world; whoever is there already stays."""
        self.people.setdefault(person.id, person)
        self.changed()
        self.events.tell("people")
        return self.people[person.id]

    def add_group(self, bot: Bot, chat_id: int, title: str) -> Chat:
        """A group with the bot in it. `chat_id` is negative."""
        about = {"id": chat_id, "title": title, "type": "supergroup"}
        bot.chats[chat_id] = Chat(chat_id, about, started=True)
        return bot.chats[chat_id]

    def bot_by_token(self, token: str) -> Bot:
        """The bot of a token. Raises 401."""
        number, colon, secret = token.partition(":")
        if not colon or not number.isdecimal() or number.startswith("0"):
            raise refuse("token-malformed")
        bot = self.bots.get(int(number))
        if bot is None or bot.token != f"{number}:{secret}":
            raise refuse("token")
        return bot

    def is_connected(self, bot: Bot) -> bool:
        """Whether the bot takes its updates: it has a webhook, or polls, or did a moment ago."""
        line = self.lines[bot.id]
        return bool(bot.webhook) or line.is_polled or self.clock() - line.last_poll < _SEEN_SECONDS

    async def run(self, call: Call) -> Answer:
        """Do what a bot asks for. Raises TelegramError."""
        return await run(self, call)

    def today(self) -> int:
        """The sandbox's time in whole seconds, by which is paid."""
        return int(self.calendar())

    def chat_with(self, bot: Bot, person: Person) -> Chat:
        """The bot's chat with a person, made when there is none."""
        if person.id not in bot.chats:
            bot.chats[person.id] = Chat(person.id, person.chat())
        return bot.chats[person.id]

    def post(
        self, bot: Bot, chat: Chat, sender: dict[str, Any], content: dict[str, Any], *, editable: bool = True
    ) -> Message:
        """Put a message into a chat, as the bot's or as a person's."""
        body = {
            "message_id": bot.next_message,
            "from": sender,
            "chat": chat.about,
            "date": int(self.clock()),
            **content,
        }
        bot.next_message += 1
        message = Message(body["message_id"], body, bool(sender["is_bot"]), editable)
        chat.keep(message)
        self.changed()
        self.events.tell("message", chat.id, message=body)
        return message

    def set_webhook(self, bot: Bot, webhook: Webhook | None) -> None:
        """Deliver to a new address, or to none."""
        bot.webhook = webhook
        courier = self.couriers.pop(bot.id, None)
        if courier is not None:
            task = asyncio.create_task(courier.close())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)
        self._carry_for(bot)
        self.changed()

    def changed(self) -> None:
        """Something is to be remembered."""
        self.storage.mark()

    async def _renew(self) -> None:
        """Charge subscriptions soon after they are due, also when the calendar has jumped."""
        while True:
            renew_due(self)
            await asyncio.sleep(_RENEW_SECONDS)

    def _carry_for(self, bot: Bot) -> None:
        if bot.webhook is None:
            return
        courier = Courier(bot, bot.webhook, self.clock, self._reply)
        courier.retry_seconds = self.webhook_retry_seconds
        self.couriers[bot.id] = courier
        courier.start()

    def _carry(self, bot_id: int, update_id: int) -> None:
        self.changed()
        if bot_id in self.couriers:
            self.couriers[bot_id].carry(update_id)

    async def _reply(self, bot: Bot, method: str, params: dict[str, str]) -> None:
        """A method in a webhook's answer: done, and written into the journal, but never answered."""
        status, description = 200, ""
        try:
            await self.run(Call(bot, method, params))
        except TelegramError as error:
            status, description = error.code, error.description
        self.journal.add(self.clock(), bot.id, method, params, status, description)
