"""Methods that change what was sent: edits, deletions, pins, reactions, answers to presses."""

from typing import TYPE_CHECKING, Any

from sandbox.telegram.access import (
    count_message,
    known_chat,
    listed_ids,
    message_to_edit,
    named_message,
    open_chat,
)
from sandbox.telegram.calls import Call, parse
from sandbox.telegram.chats import Chat, Message
from sandbox.telegram.keyboards import Keyboard, check_pay, inline_only, read_keyboard
from sandbox.telegram.queries import read_answer
from sandbox.telegram.reactions import REACTIONS
from sandbox.telegram.rules import refuse
from sandbox.telegram.sending import caption_content, text_content
from sandbox.telegram.text import caption, check_length, formatted, message_text

if TYPE_CHECKING:
    from sandbox.telegram.standin import StandIn

_DELETE_SECONDS = 48 * 3600
_TEXT = ("text", "entities")
_CAPTION = ("caption", "caption_entities")
_MEDIA = ("photo", "document", *_CAPTION, *_TEXT)


def edit_message_text(world: "StandIn", call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#editmessagetext."""
    found = message_text(call)
    markup = _markup(call)
    chat, message = message_to_edit(call)
    if "text" not in message.body:
        raise refuse("edit-no-text")
    check_length(found)
    return _edit(world, call, chat, message, _TEXT, text_content(found) | markup)


def edit_message_caption(world: "StandIn", call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#editmessagecaption."""
    found = caption(call)
    markup = _markup(call)
    chat, message = message_to_edit(call)
    if "photo" not in message.body and "document" not in message.body:
        raise refuse("edit-no-caption")
    check_length(found, is_caption=True)
    return _edit(world, call, chat, message, _CAPTION, caption_content(found) | markup)


def edit_message_reply_markup(world: "StandIn", call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#editmessagereplymarkup."""
    markup = _markup(call)
    chat, message = message_to_edit(call)
    return _edit(world, call, chat, message, (), markup)


def edit_message_media(world: "StandIn", call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#editmessagemedia, for photos and documents."""
    markup = _markup(call)
    media = _read_media(call)
    found = formatted(
        str(media.get("caption", "")), str(media.get("parse_mode", "")), call.text("caption_entities")
    )
    chat, message = message_to_edit(call)
    check_length(found, is_caption=True)
    file = world.files.wanted(call, media["media"], media["type"], "")
    return _edit(world, call, chat, message, _MEDIA, file.content() | caption_content(found) | markup)


def delete_message(world: "StandIn", call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletemessage."""
    if not call.text("chat_id"):
        raise refuse("delete-chat")
    if call.integer("message_id") <= 0:
        raise refuse("id-missing")
    chat = known_chat(call)
    message = named_message(call, chat, "message to delete")
    _delete(world, chat, [message])
    return True


def delete_messages(world: "StandIn", call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletemessages; those that are not there are passed over."""
    ids = listed_ids(call)
    chat = known_chat(call)
    _delete(world, chat, [chat.messages[one] for one in dict.fromkeys(ids) if one in chat.messages])
    return True


def pin_chat_message(world: "StandIn", call: Call) -> bool:
    """https://core.telegram.org/bots/api#pinchatmessage."""
    chat = open_chat(call)
    message = named_message(call, chat, "message to pin")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
    world.changed()
    return True


def unpin_chat_message(world: "StandIn", call: Call) -> bool:
    """https://core.telegram.org/bots/api#unpinchatmessage; without an id, the newest pin."""
    chat = open_chat(call)
    if "message_id" in call.params:
        pinned = named_message(call, chat, "message to unpin").id
    elif chat.pinned:
        pinned = chat.pinned[-1]
    else:
        raise refuse("not-found", what="message to unpin")
    if pinned in chat.pinned:
        chat.pinned.remove(pinned)
    world.changed()
    return True


def unpin_all_chat_messages(world: "StandIn", call: Call) -> bool:
    """https://core.telegram.org/bots/api#unpinallchatmessages."""
    open_chat(call).pinned.clear()
    world.changed()
    return True


def set_message_reaction(world: "StandIn", call: Call) -> bool:
    """https://core.telegram.org/bots/api#setmessagereaction."""
    reactions = _read_reactions(call)
    chat = known_chat(call)
    message = named_message(call, chat, "message to react")
    message.reactions = reactions
    world.changed()
    world.events.tell("edit", chat.id, message=message.body)
    return True


def answer_callback_query(world: "StandIn", call: Call) -> bool:
    """https://core.telegram.org/bots/api#answercallbackquery."""
    answer = read_answer(call)
    query = world.queries.take(call.bot, call.text("callback_query_id"), world.clock())
    if not query.answer.done():
        query.answer.set_result(answer)
    world.events.tell("answer", query.person_id, **answer)
    return True


def _markup(call: Call) -> dict[str, Any]:
    keyboard = inline_only(read_keyboard(call.text("reply_markup")))
    return {"reply_markup": keyboard} if keyboard else {}


def _edit(
    world: "StandIn",
    call: Call,
    chat: Chat,
    message: Message,
    replaced: tuple[str, ...],
    content: dict[str, Any],
) -> dict[str, Any]:
    """Put new content in the place of the old; an edit without an inline keyboard takes the old one away."""
    if "reply_markup" in content:
        check_pay(Keyboard("inline", content["reply_markup"]), has_invoice=bool(message.invoice))
    gone = {*replaced, "reply_markup"}
    old = {key: value for key, value in message.body.items() if key in gone}
    if old == content:
        raise refuse("edit-same")
    if world.limits.count_edits:
        count_message(world, call, chat)
    kept = {key: value for key, value in message.body.items() if key not in gone}
    message.body = {**kept, "edit_date": int(world.clock()), **content}
    world.changed()
    world.events.tell("edit", chat.id, message=message.body)
    return message.body


def _delete(world: "StandIn", chat: Chat, messages: list[Message]) -> None:
    oldest = world.clock() - _DELETE_SECONDS
    if any(message.body["date"] < oldest for message in messages):
        raise refuse("delete-late")
    for message in messages:
        chat.forget(message.id)
        world.events.tell("delete", chat.id, message_id=message.id)
    world.changed()


def _read_media(call: Call) -> dict[str, Any]:
    if not call.text("media"):
        raise refuse("required", field="media")
    try:
        media = parse(call.text("media"))
    except ValueError:
        raise refuse("media-json") from None
    if not isinstance(media, dict):
        raise refuse("media", why="expected an Object")
    if "type" not in media:
        raise refuse("media", why='Can\'t find field "type"')
    if not media.get("media"):
        raise refuse("media", why="media not found")
    if media["type"] not in {"photo", "document"}:
        raise refuse("media", why=f'type "{media["type"]}" is unsupported')
    return media


def _read_reactions(call: Call) -> list[dict[str, Any]]:
    value = _reaction_array(call.text("reaction"))
    if len(value) > 1:
        raise refuse("reactions-many")
    for reaction in value:
        _check_reaction(reaction)
    return value


def _reaction_array(text: str) -> list[Any]:
    try:
        value = parse(text) if text else []
    except ValueError:
        raise refuse("reactions-json") from None
    if not isinstance(value, list):
        raise refuse("reactions-array")
    return value


def _check_reaction(reaction: object) -> None:
    if not isinstance(reaction, dict):
        raise refuse("reaction", why="expected an Object")
    if reaction.get("type") != "emoji":
        raise refuse("reaction", why="invalid reaction type specified")
    if reaction.get("emoji") not in REACTIONS:
        raise refuse("reaction-invalid")
