"""What people do in Telegram: press start, write, press buttons, share contacts, send files, block the bot."""

import asyncio
import re
from typing import TYPE_CHECKING, Any

from sandbox.telegram.bots import Bot
from sandbox.telegram.calls import Upload
from sandbox.telegram.chats import Chat, Person
from sandbox.telegram.profile import commands_for, menu_for
from sandbox.telegram.queries import Query
from sandbox.telegram.text import TEXT_MOST, Formatted, check_length, found_entities

if TYPE_CHECKING:
    from sandbox.telegram.standin import StandIn

# https://core.telegram.org/bots/features#deep-linking
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


class ActError(Exception):
    """Something that a Telegram app would not let a person do. `status` is for HTTP, `code` for programs."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail


def somebody(world: "StandIn", person_id: int) -> Person:
    """The person with this id. Raises ActError 404."""
    if person_id not in world.people:
        raise ActError(404, "person_not_found", f"there is nobody with the id {person_id}")
    return world.people[person_id]


def view(world: "StandIn", bot: Bot, person_id: int) -> dict[str, Any]:
    """The chat as its person sees it."""
    person = somebody(world, person_id)
    chat = world.chat_with(bot, person)
    return {
        "messages": [message.shown() for message in chat.messages.values()],
        "keyboard": chat.keyboard,
        "commands": commands_for(bot, person_id, person.language_code),
        "menu_button": menu_for(bot, str(person_id)),
        "pinned": chat.pinned,
        "started": chat.started,
        "blocked": chat.blocked,
        "description": bot.profile_text("description", person.language_code),
    }


def start(world: "StandIn", bot: Bot, person_id: int, payload: str = "") -> dict[str, Any]:
    """Press start, perhaps by a deep link; a person who blocked the bot unblocks it so."""
    if payload and not _PAYLOAD.fullmatch(payload):
        raise ActError(400, "payload_invalid", "a deep link takes 1-64 characters of A-Z a-z 0-9 _ -")
    person = somebody(world, person_id)
    chat = world.chat_with(bot, person)
    if chat.blocked:
        block(world, bot, person_id, False)
    chat.started = True
    bot.meet(person_id)
    text = f"/start {payload}" if payload else "/start"
    return _say(world, bot, person, {"text": text, "entities": found_entities(text)})


def write(world: "StandIn", bot: Bot, person_id: int, text: str) -> dict[str, Any]:
    """Send a text, or press a button of the reply keyboard, which is the same."""
    person = _writer(world, bot, person_id)
    plain = text.strip()
    if not plain or Formatted(plain).length > TEXT_MOST:
        raise ActError(400, "text_invalid", f"a text has 1-{TEXT_MOST} characters")
    entities = found_entities(plain)
    said = _say(world, bot, person, {"text": plain} | ({"entities": entities} if entities else {}))
    _used_keyboard(world, bot.chats[person_id], plain)
    return said


def press(world: "StandIn", bot: Bot, person_id: int, message_id: int, data: str) -> Query:
    """Press an inline button. The query that comes back waits for the bot's answer."""
    person = _writer(world, bot, person_id)
    message = bot.chats[person_id].messages.get(message_id)
    if message is None:
        raise ActError(404, "message_not_found", f"there is no message {message_id} in this chat")
    rows = message.body.get("reply_markup", {}).get("inline_keyboard", [])
    if not any(button.get("callback_data") == data for row in rows for button in row):
        raise ActError(409, "button_not_found", f"message {message_id} has no button with the data {data!r}")
    query = world.queries.ask(bot, person_id, world.clock())
    asked = {
        "id": query.id,
        "from": person.user(),
        "message": message.body,
        "chat_instance": str(bot.id * 7919 + person_id),
        "data": data,
    }
    world.lines[bot.id].push("callback_query", asked, person_id)
    return query


async def answer_to(query: Query, seconds: float) -> dict[str, Any] | None:
    """What the bot answered, or None when it did not in time."""
    try:
        async with asyncio.timeout(seconds):
            return await asyncio.shield(query.answer)
    except TimeoutError:
        return None


def share_contact(
    world: "StandIn",
    bot: Bot,
    person_id: int,
    user_id: int | None = None,
    phone: str | None = None,
    first_name: str | None = None,
) -> dict[str, Any]:
    """Share one's own contact (nothing given), or somebody else's."""
    person = _writer(world, bot, person_id)
    chat = bot.chats[person_id]
    own = user_id in {None, person_id} and phone in {None, "", person.phone}
    whose = person if own else world.people.get(user_id or 0)
    number = phone or (whose.phone if whose else "")
    if not number:
        raise ActError(400, "phone_missing", "a contact has a phone number")
    # Telegram gives the number without the plus
    contact: dict[str, Any] = {"phone_number": number.lstrip("+")}
    contact["first_name"] = first_name or (whose.first_name if whose else number)
    if whose is not None:
        contact["user_id"] = whose.id
        bot.meet(whose.id)
    asking = chat.messages.get(chat.keyboard_message) if own else None
    said = {"reply_to_message": asking.body} if asking else {}
    body = _say(world, bot, person, {**said, "contact": contact})
    if own:
        _used_keyboard(world, chat, None)
    return body


def send_file(
    world: "StandIn", bot: Bot, person_id: int, kind: str, upload: Upload, caption: str = ""
) -> dict[str, Any]:
    """Send a photo or a document. Raises TelegramError when it is no photo or too big."""
    person = _writer(world, bot, person_id)
    check_length(Formatted(caption), is_caption=True)
    file = world.files.add(kind, upload)
    return _say(world, bot, person, file.content() | ({"caption": caption} if caption else {}))


def block(world: "StandIn", bot: Bot, person_id: int, blocked: bool) -> None:
    """Block the bot, or let it write again; the bot learns of it (my_chat_member)."""
    person = somebody(world, person_id)
    chat = world.chat_with(bot, person)
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    states = [
        {"user": bot.user(), "status": "member"},
        {"user": bot.user(), "status": "kicked", "until_date": 0},
    ]
    old, new = states if blocked else reversed(states)
    change = {"chat": chat.about, "from": person.user(), "date": int(world.clock())}
    change |= {"old_chat_member": old, "new_chat_member": new}
    world.lines[bot.id].push("my_chat_member", change, person_id)
    world.events.tell("blocked", person_id, blocked=blocked)
    world.changed()


def _writer(world: "StandIn", bot: Bot, person_id: int) -> Person:
    person = somebody(world, person_id)
    chat = world.chat_with(bot, person)
    if not chat.started:
        raise ActError(409, "not_started", f"{person.first_name} has not pressed start yet")
    if chat.blocked:
        raise ActError(409, "blocked", f"{person.first_name} has blocked the bot")
    return person


def _say(world: "StandIn", bot: Bot, person: Person, content: dict[str, Any]) -> dict[str, Any]:
    chat = bot.chats[person.id]
    message = world.post(bot, chat, person.user(), content)
    world.lines[bot.id].push("message", message.body, chat.id)
    return message.body


def _used_keyboard(world: "StandIn", chat: Chat, text: str | None) -> None:
    """A keyboard for one use goes away when one of its buttons was pressed (None: the contact's)."""
    if not chat.keyboard or not chat.keyboard.get("one_time_keyboard"):
        return
    if text is None or any(button["text"] == text for row in chat.keyboard["keyboard"] for button in row):
        chat.keyboard = None
        world.events.tell("keyboard", chat.id, keyboard=None)


def new_person_id(world: "StandIn", first: int) -> int:
    """An id that nobody has, from `first` on."""
    taken = set(world.people)
    candidate = first
    while candidate in taken:
        candidate += 1
    return candidate


def reset(world: "StandIn", people: list[Person]) -> None:
    """Empty all chats and put these people in the place of all others. Bots keep what they said of themselves."""
    for bot in world.bots.values():
        bot.chats.clear()
        bot.met.clear()
        bot.pending.clear()
        bot.invoices.clear()
        bot.payments.clear()
        bot.subscriptions.clear()
        bot.commands = {place: commands for place, commands in bot.commands.items() if ":" not in place}
        bot.menu_buttons = {chat: button for chat, button in bot.menu_buttons.items() if not chat}
    world.people = {person.id: person for person in people}
    world.files.clear()
    world.queries.clear()
    world.checkouts.clear()
    world.journal.clear()
    world.faults.clear()
    world.limits.forget()
    world.changed()
    world.events.tell("people")
