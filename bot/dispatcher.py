"""Updates to handlers: recognise the person, find the one handler, run it, mark the update as finished."""

from __future__ import annotations

from typing import Any

import structlog
from aiogram import Dispatcher, Router
from aiogram.fsm.storage.memory import DisabledEventIsolation, MemoryStorage
from aiogram.types import (
    BotSubscriptionUpdated,
    CallbackQuery,
    ChatMemberUpdated,
    Message,
    PreCheckoutQuery,
    Update,
    User,
)

from bot.lanes import Away
from bot.middlewares.frequency import Frequency
from bot.middlewares.people import recognise
from bot.ui import actions, menu
from bot.ui.actions import Action
from handlers import delivery, fallback, membership
from handlers import errors as mishaps
from handlers.index import Index, Route
from handlers.talk import Deps, Talk
from services import conversations
from services.database import LOST
from services.programs import Known

UNKNOWN = Route(fallback.unknown, "anyone")
STALE = Route(fallback.stale, "anyone")
NOT_JOINED = Route(fallback.not_joined, "anyone")

log = structlog.get_logger(__name__)


def build_dispatcher(
    *, program_id: int, index: Index, deps: Deps, frequency: Frequency | None = None
) -> Dispatcher:
    """A dispatcher for one program's bot; feed it updates with ``feed_update``."""
    # no conversation state in aiogram: it is in PostgreSQL; order within a chat is kept by bot.polling
    dispatcher = Dispatcher(
        storage=MemoryStorage(), events_isolation=DisabledEventIsolation(), disable_fsm=True
    )
    edge = _Edge(program_id, index, deps, frequency or Frequency())
    router = Router()
    router.message.register(edge.on_message)
    router.callback_query.register(edge.on_query)
    router.my_chat_member.register(edge.on_membership)
    router.pre_checkout_query.register(edge.on_checkout)
    router.subscription.register(edge.on_subscription)
    dispatcher.include_router(router)
    return dispatcher


class _Edge:
    """What happens to each kind of update."""

    def __init__(self, program_id: int, index: Index, deps: Deps, frequency: Frequency) -> None:
        self._program_id = program_id
        self._index = index
        self._deps = deps
        self._frequency = frequency
        self._known = Known()

    async def on_message(self, message: Message, event_update: Update, **_: Any) -> None:
        """A command, a contact, a file, or words."""
        if message.chat.type != "private" or message.from_user is None:
            return
        money = _about_money(message)
        user = _of_chat(message) if money == "refunded_payment" else message.from_user
        talk = await self._talk(event_update, user, message=message, money=money is not None)
        if talk is not None:
            route = self._index.answers[money] if money else self._route_of_message(talk, message)
            await self._run(talk, route)

    async def on_query(self, query: CallbackQuery, event_update: Update, **_: Any) -> None:
        """A pressed button."""
        talk = await self._talk(event_update, query.from_user, query=query)
        if talk is None:
            await delivery.answer(self._deps.bot, self._deps.limiter, query.id)
            return
        action = actions.unpack(query.data or "")
        talk.args = action.args if action else ()
        talk.stop_showing()
        await self._run(talk, self._route_of_query(talk, action))

    def _route_of_query(self, talk: Talk, action: Action | None) -> Route:
        route = self._index.actions.get(action.name) if action else None
        if route is None:
            return STALE
        if talk.person.may(route.audience):
            return route
        return NOT_JOINED if route.audience == "joined" else STALE

    async def on_checkout(self, query: PreCheckoutQuery, event_update: Update, **_: Any) -> None:
        """Somebody is about to pay: Telegram waits ten seconds for a yes."""
        talk = await self._talk(event_update, query.from_user, money=True)
        if talk is not None:
            talk.checkout = query
            await self._run(talk, self._index.answers["checkout"])

    async def on_subscription(self, changed: BotSubscriptionUpdated, event_update: Update, **_: Any) -> None:
        """A subscription was cancelled or taken up in Telegram, or could not be paid."""
        talk = await self._talk(event_update, changed.user, money=True)
        if talk is not None:
            talk.subscription = changed
            await self._run(talk, self._index.answers["subscription"])

    async def on_membership(self, change: ChatMemberUpdated, event_update: Update, **_: Any) -> None:
        """The person blocked the bot, or came back."""
        talk = await self._talk(event_update, change.from_user)
        if talk is not None and change.chat.type == "private":
            await membership.changed(talk, blocked=change.new_chat_member.status == "kicked")
            await conversations.finish(self._program_id, event_update.update_id, now=talk.now)

    async def _talk(
        self,
        update: Update,
        user: User,
        *,
        message: Message | None = None,
        query: CallbackQuery | None = None,
        money: bool = False,
    ) -> Talk | None:
        """None: nothing is to be done, the update was handled before or the person floods the bot.

        What is about ``money`` is never too much.
        """
        if not money and not self._frequency.allows(user.id):
            log.info("update.flood", update_id=update.update_id)
            return None
        now = self._deps.clock.now()
        try:
            person, repeated = await recognise(
                self._known, self._program_id, user, update.update_id, admin_ids=self._deps.admin_ids, now=now
            )
        except LOST as lost:
            raise Away from lost
        if repeated:
            return None
        return Talk(
            person=person, deps=self._deps, update_id=update.update_id, now=now, message=message, query=query
        )

    def _route_of_message(self, talk: Talk, message: Message) -> Route:
        route = self._wanted(talk, message)
        if route is None:
            return UNKNOWN
        if talk.person.may(route.audience):
            return route
        return NOT_JOINED if route.audience == "joined" else UNKNOWN

    def _wanted(self, talk: Talk, message: Message) -> Route | None:
        text = message.text or ""
        if text.startswith("/"):
            command, _, rest = text[1:].partition(" ")
            talk.text = rest.strip()
            return self._index.commands.get(command.partition("@")[0].lower())
        if message.contact is not None:
            return self._index.answers.get("contact")
        if menu.means_menu(text):
            return self._index.commands.get("menu")
        if message.document is not None and talk.person.admin and not _is_picture(message):
            return self._index.answers.get("document")  # whatever was asked, a file is a program file
        talk.text = text or message.caption or ""
        awaited = talk.person.awaited
        if awaited is not None and awaited.state in self._index.answers:
            return self._index.answers[awaited.state]
        return self._index.answers.get("document" if message.document else "words")

    async def _run(self, talk: Talk, route: Route) -> None:
        try:
            await route.handler(talk)
            await talk.done()
        except Exception as error:  # every mishap becomes one kind sentence; what is no refusal is logged
            await mishaps.explain(talk, error)
        await conversations.finish(self._program_id, talk.update_id, now=talk.now)


def _about_money(message: Message) -> str | None:
    """The route of a service message about a payment."""
    if message.successful_payment is not None:
        return "successful_payment"
    return "refunded_payment" if message.refunded_payment is not None else None


def _of_chat(message: Message) -> User:
    """The person whose private chat it is: of a refund the message is the bot's own."""
    return User(id=message.chat.id, is_bot=False, first_name=message.chat.first_name or "")


def _is_picture(message: Message) -> bool:
    return message.document is not None and (message.document.mime_type or "").startswith("image/")
