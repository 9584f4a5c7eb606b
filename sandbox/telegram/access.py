"""Which chat and which message a call means, and whether the bot may write there."""

from typing import TYPE_CHECKING, Any

from sandbox.telegram.calls import Call, parse
from sandbox.telegram.chats import Chat, Message
from sandbox.telegram.rules import refuse

if TYPE_CHECKING:
    from sandbox.telegram.standin import StandIn

_IDS_MOST = 100


def known_chat(call: Call, field: str = "chat_id") -> Chat:
    """The chat of a call, if the bot knows it. Raises 400, or 403 when the person never pressed start."""
    value = call.text(field)
    if not value:
        raise refuse("chat-id-empty")
    chat_id = 0 if value.startswith("@") else call.integer(field)
    chat = call.bot.chats.get(chat_id)
    if chat is not None and chat.started:
        return chat
    raise refuse("never-started" if chat_id in call.bot.met else "chat-not-found")


def open_chat(call: Call, field: str = "chat_id") -> Chat:
    """The chat of a call, if the bot may write to it."""
    chat = known_chat(call, field)
    if chat.blocked:
        raise refuse("blocked")
    return chat


def named_message(call: Call, chat: Chat, what: str, field: str = "message_id") -> Message:
    """The message of a call; `what` is how Telegram calls it when it is not there."""
    message = chat.messages.get(call.integer(field))
    if message is None:
        raise refuse("not-found", what=what)
    return message


def message_to_edit(call: Call) -> tuple[Chat, Message]:
    """The message that an edit means, if it can be edited: the bot's own and without a reply keyboard."""
    if not call.text("chat_id") and not call.integer("message_id"):
        raise refuse("id-missing")
    chat = open_chat(call)
    message = named_message(call, chat, "message to edit")
    if not message.outgoing or not message.editable:
        raise refuse("edit-forbidden")
    return chat, message


def listed_ids(call: Call) -> list[int]:
    """The `message_ids` of a call."""
    value = call.text("message_ids")
    ids = _array(value) if value else []
    if not ids:
        raise refuse("ids-missing")
    if len(ids) > _IDS_MOST:
        raise refuse("ids-many")
    if not all(isinstance(one, int) and one > 0 for one in ids):
        raise refuse("ids-number")
    return ids


def _array(value: str) -> list[Any]:
    try:
        ids = parse(value)
    except ValueError:
        raise refuse("ids-array") from None
    if not isinstance(ids, list):
        raise refuse("ids-array")
    return ids


def replied_message(call: Call, chat: Chat) -> Message | None:
    """The message that a new one replies to."""
    message_id, may_miss = _reply_parameters(call)
    message = chat.messages.get(message_id)
    if message is None and message_id and not may_miss:
        raise refuse("not-found", what="message to be replied")
    return message


def _reply_parameters(call: Call) -> tuple[int, bool]:
    if not call.text("reply_parameters"):
        return call.integer("reply_to_message_id"), call.flag("allow_sending_without_reply")
    try:
        value = parse(call.text("reply_parameters"))
    except ValueError:
        raise refuse("reply-json") from None
    if not isinstance(value, dict):
        raise refuse("reply-object")
    if not isinstance(value.get("message_id"), int):
        raise refuse("reply-field")
    return value["message_id"], value.get("allow_sending_without_reply") is True


def count_message(world: "StandIn", call: Call, chat: Chat) -> None:
    """Count a message against the flood limits."""
    world.limits.take(call.bot.id, chat.id, world.clock())
