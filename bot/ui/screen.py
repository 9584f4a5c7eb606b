"""Messages as plain data: what an edge turns into Telegram objects or JSON."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Keyboard = Literal["inline", "contact", "remove"]


@dataclass(frozen=True, slots=True)
class Button:
    """A button: `action` is callback data ("noun:verb:arg"), `url` opens a link, `contact` shares a contact.

    In a "contact" keyboard a button with none of the three sends its own text as a message.
    """

    text: str
    action: str | None = None
    url: str | None = None
    contact: bool = False


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG file and the name that it is sent under."""

    data: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: Telegram HTML, rows of buttons and perhaps a picture (then the text is its caption).

    `keyboard` says what `rows` are: "inline" buttons under the message, "contact" a reply keyboard that asks
    for the person's own contact, "remove" takes the reply keyboard away (rows are empty then).
    """

    text: str
    rows: Rows = ()
    picture: Picture | None = None
    keyboard: Keyboard = "inline"

    def with_rows(self, *rows: tuple[Button, ...]) -> Screen:
        """Return the same screen with more rows below."""
        return replace(self, rows=self.rows + rows)


@dataclass(frozen=True, slots=True)
class Alert:
    """The answer to a pressed button: plain text, at most 200 characters; `modal` asks for an OK."""

    text: str
    modal: bool = False
