"""Methods that send: messages, photos, documents, copies, forwards, chat actions."""

from typing import TYPE_CHECKING, Any

from sandbox.telegram.access import count_message, known_chat, named_message, open_chat, replied_message
from sandbox.telegram.calls import Call
from sandbox.telegram.chats import Chat, Message
from sandbox.telegram.keyboards import Keyboard, check_pay, invoice_keyboard, read_keyboard
from sandbox.telegram.purchases import Invoice
from sandbox.telegram.rules import refuse
from sandbox.telegram.text import Formatted, caption, check_length, message_text

if TYPE_CHECKING:
    from sandbox.telegram.standin import StandIn

ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_SERVICE = frozenset({"successful_payment", "refunded_payment"})
_CONTENT = ("text", "entities", "photo", "document", "caption", "caption_entities", "contact")


def text_content(found: Formatted) -> dict[str, Any]:
    """The part of a Message that is text."""
    content: dict[str, Any] = {"text": found.text}
    return content | ({"entities": list(found.entities)} if found.entities else {})


def caption_content(found: Formatted) -> dict[str, Any]:
    """The part of a Message that is a caption."""
    content: dict[str, Any] = {"caption": found.text} if found.text else {}
    return content | ({"caption_entities": list(found.entities)} if found.entities else {})


def send_message(world: "StandIn", call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#sendmessage."""
    found = message_text(call)
    chat, keyboard = target(call)
    check_length(found)
    return deliver(world, call, chat, text_content(found), keyboard).body


def send_photo(world: "StandIn", call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#sendphoto."""
    return _send_file(world, call, "photo")


def send_document(world: "StandIn", call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#senddocument."""
    return _send_file(world, call, "document")


def copy_message(world: "StandIn", call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#copymessage."""
    chat, keyboard = target(call)
    source = named_message(call, known_chat(call, "from_chat_id"), "message to copy")
    if source.body.keys() & {"invoice", *_SERVICE}:
        raise refuse("copy-forbidden")
    content = {key: source.body[key] for key in _CONTENT if key in source.body}
    if "caption" in call.params and "text" not in content:
        found = caption(call)
        check_length(found, is_caption=True)
        content = {key: value for key, value in content.items() if not key.startswith("caption")}
        content |= caption_content(found)
    return {"message_id": deliver(world, call, chat, content, keyboard).id}


def forward_message(world: "StandIn", call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#forwardmessage."""
    chat = open_chat(call)
    source = named_message(call, known_chat(call, "from_chat_id"), "message to forward")
    if source.body.keys() & _SERVICE:
        raise refuse("forward-forbidden")
    origin = {"type": "user", "sender_user": source.body["from"], "date": source.body["date"]}
    content = {key: source.body[key] for key in (*_CONTENT, "invoice") if key in source.body}
    invoice = call.bot.invoices.get(source.invoice)
    return deliver(world, call, chat, {"forward_origin": origin, **content}, None, invoice).body


def send_chat_action(world: "StandIn", call: Call) -> bool:
    """https://core.telegram.org/bots/api#sendchataction."""
    if call.text("action") not in ACTIONS:
        raise refuse("action")
    world.events.tell("typing", open_chat(call).id, action=call.text("action"))
    return True


def target(call: Call) -> tuple[Chat, Keyboard | None]:
    """The chat and the keyboard of a call that sends."""
    keyboard = read_keyboard(call.text("reply_markup"), in_group=call.integer("chat_id") < 0)
    return open_chat(call), keyboard


def _send_file(world: "StandIn", call: Call, kind: str) -> dict[str, Any]:
    if not call.text(kind) and kind not in call.files:
        raise refuse("file-missing", what=kind)
    found = caption(call)
    chat, keyboard = target(call)
    check_length(found, is_caption=True)
    file = world.files.wanted(call, call.text(kind), kind, kind)
    return deliver(world, call, chat, {**file.content(), **caption_content(found)}, keyboard).body


def deliver(
    world: "StandIn",
    call: Call,
    chat: Chat,
    content: dict[str, Any],
    keyboard: Keyboard | None,
    invoice: Invoice | None = None,
) -> Message:
    """Put a message of the bot into a chat: count it, reply, show its keyboard."""
    if invoice is not None:
        keyboard = invoice_keyboard(call.bot, invoice, keyboard, forwarded="forward_origin" in content)
    else:
        check_pay(keyboard)
    replied = replied_message(call, chat)
    count_message(world, call, chat)
    if replied is not None:
        content = {"reply_to_message": _short(replied), **content}
    if call.flag("protect_content"):
        content = {**content, "has_protected_content": True}
    if keyboard is not None and keyboard.kind == "inline":
        content = {**content, "reply_markup": keyboard.body}
    editable = keyboard is None or keyboard.kind == "inline"
    message = world.post(call.bot, chat, call.bot.user(), content, editable=editable)
    message.invoice = invoice.slug if invoice else ""
    _show_keyboard(world, chat, message, keyboard)
    return message


def _short(message: Message) -> dict[str, Any]:
    return {key: value for key, value in message.body.items() if key != "reply_to_message"}


def _show_keyboard(world: "StandIn", chat: Chat, message: Message, keyboard: Keyboard | None) -> None:
    if keyboard is None or keyboard.kind not in {"reply", "remove"}:
        return
    shown = keyboard.kind == "reply"
    chat.keyboard = keyboard.body if shown else None
    chat.keyboard_message = message.id if shown else 0
    world.events.tell("keyboard", chat.id, keyboard=chat.keyboard)
