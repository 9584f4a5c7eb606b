"""The text of a message: parsed by its parse_mode, trimmed, measured, with what Telegram marks up by itself."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.calls import Call, parse
from sandbox.telegram.html import parse_html, utf16
from sandbox.telegram.rules import refuse

TEXT_MOST = 4096
CAPTION_MOST = 1024
_BYTES_MOST = 1 << 15
_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/]))"
    r"|(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)])"
    r"|(?P<mention>(?<![\w@])@[A-Za-z]\w{3,31})"
    r"|(?P<hashtag>(?<![\w#])#\w*[^\W\d]\w*)"
)


@dataclass(frozen=True, slots=True)
class Formatted:
    """Plain text with its entities."""

    text: str
    entities: tuple[dict[str, Any], ...] = ()

    @property
    def length(self) -> int:
        """UTF-16 code units."""
        return utf16(self.text)


def message_text(call: Call) -> Formatted:
    """The `text` of a call, before its length is looked at (Telegram looks at the chat first)."""
    if not call.text("text"):
        raise refuse("text-empty")
    found = formatted(call.text("text"), call.text("parse_mode"), call.text("entities"))
    if not found.text:
        raise refuse("text-blank")
    return found


def caption(call: Call) -> Formatted:
    """The `caption` of a call; may be empty."""
    return formatted(call.text("caption"), call.text("parse_mode"), call.text("caption_entities"))


def check_length(found: Formatted, *, is_caption: bool = False) -> None:
    """Refuse what is too long."""
    if found.length > (CAPTION_MOST if is_caption else TEXT_MOST):
        raise refuse("caption-long" if is_caption else "text-long")


def formatted(text: str, parse_mode: str, entities: str) -> Formatted:
    """Text with its mark-up taken out. Markdown is not understood here: the bot does not use it."""
    if len(text.encode(errors="replace")) > _BYTES_MOST:
        raise refuse("text-huge")
    mode = parse_mode.lower()
    if mode not in {"", "none", "html"}:
        raise refuse("parse-mode")
    if text and mode == "html":
        plain, marks = parse_html(text)
    else:
        plain, marks = text, _given(entities)
    return _trimmed(plain, marks)


def found_entities(text: str) -> list[dict[str, Any]]:
    """Commands, links, mentions and hashtags, which Telegram marks up by itself."""
    return [
        {"offset": utf16(text[: found.start()]), "length": utf16(found[0]), "type": str(found.lastgroup)}
        for found in _FOUND.finditer(text)
    ]


def _given(entities: str) -> list[dict[str, Any]]:
    try:
        value = parse(entities) if entities else []
    except ValueError:
        return []
    if not isinstance(value, list):
        return []
    for entity in value:
        _check_entity(entity)
    return value


def _check_entity(entity: object) -> None:
    if not isinstance(entity, dict):
        raise refuse("entity", why="expected an Object")
    for name in ("offset", "length", "type"):
        if name not in entity:
            raise refuse("entity", why=f'Can\'t find field "{name}"')


def _trimmed(text: str, entities: list[dict[str, Any]]) -> Formatted:
    lead = utf16(text[: len(text) - len(text.lstrip())])
    plain = text.strip()
    kept = [moved for entity in entities if (moved := _moved(entity, lead, utf16(plain)))]
    return Formatted(plain, tuple(_merged(kept, found_entities(plain))))


def _moved(entity: dict[str, Any], lead: int, most: int) -> dict[str, Any] | None:
    begin = max(0, entity["offset"] - lead)
    end = min(most, entity["offset"] + entity["length"] - lead)
    return {**entity, "offset": begin, "length": end - begin} if end > begin else None


def _merged(given: list[dict[str, Any]], found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    whole = [entity for entity in given if entity["type"] in {"code", "pre", "text_link", "text_mention"}]
    extra = [entity for entity in found if not any(_overlap(entity, other) for other in whole)]
    return sorted(given + extra, key=lambda entity: (entity["offset"], -entity["length"]))


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"]
    )
