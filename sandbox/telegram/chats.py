"""People, chats and messages: what the stand-in remembers of a conversation."""

from dataclasses import dataclass, field
from typing import Any

MESSAGES_KEPT = 500
STARS_AT_FIRST = 2500


@dataclass(slots=True)
class Person:
    """Somebody with a Telegram account and Stars. `phone` is E.164 with the plus; `role` is a word for the page."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "ru"
    phone: str = ""
    role: str = "customer"
    stars: int = STARS_AT_FIRST

    def user(self) -> dict[str, Any]:
        """Telegram's User object."""
        optional = {
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
        }
        user: dict[str, Any] = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        return user | {key: value for key, value in optional.items() if value}

    def chat(self) -> dict[str, Any]:
        """Telegram's Chat object of the private chat with this person."""
        optional = {"last_name": self.last_name, "username": self.username}
        chat: dict[str, Any] = {"id": self.id, "first_name": self.first_name}
        return chat | {key: value for key, value in optional.items() if value} | {"type": "private"}


@dataclass(slots=True)
class Message:
    """A message as Telegram's Message object, and what the object does not tell.

    `invoice` is the slug of the invoice in it, `receipt` the charge that paid it.
    """

    id: int
    body: dict[str, Any]
    outgoing: bool
    editable: bool = True
    reactions: list[dict[str, Any]] = field(default_factory=list)
    invoice: str = ""
    receipt: str = ""

    def shown(self) -> dict[str, Any]:
        """The object as a person sees it."""
        extra = {"reactions": self.reactions, "receipt": self.receipt}
        return self.body | {key: value for key, value in extra.items() if value}


@dataclass(slots=True)
class Chat:
    """One bot's chat with a person or a group."""

    id: int
    about: dict[str, Any]
    started: bool = False
    blocked: bool = False
    keyboard: dict[str, Any] | None = None
    keyboard_message: int = 0
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)

    @property
    def is_group(self) -> bool:
        """Whether several people are in it."""
        return self.id < 0

    def keep(self, message: Message) -> None:
        """Remember a message; the oldest are forgotten."""
        self.messages[message.id] = message
        while len(self.messages) > MESSAGES_KEPT:
            self.forget(next(iter(self.messages)))

    def forget(self, message_id: int) -> None:
        """Drop a message, and its pin."""
        self.messages.pop(message_id, None)
        if message_id in self.pinned:
            self.pinned.remove(message_id)


def load_chat(data: dict[str, Any]) -> Chat:
    """A chat from the state file."""
    messages = {int(key): Message(**value) for key, value in data.pop("messages").items()}
    return Chat(**data, messages=messages)
