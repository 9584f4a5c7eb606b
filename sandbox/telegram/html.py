"""Telegram's HTML: text with tags -> plain text and entities, with Telegram's own complaints.

The tags and rules are those of https://core.telegram.org/bots/api#html-style; the words of the errors are what
bots get (https://github.com/teknologi-umum/bot/issues/87, https://github.com/teloxide/teloxide/issues/549).
Offsets in errors are bytes of UTF-8, offsets of entities are UTF-16 code units.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sandbox.telegram.rules import TelegramError, refuse

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_TAGS = frozenset(_KINDS) | {"a", "tg-emoji", "tg-time"}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_PLAIN = re.compile(r"[^&<]+")
_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]*)|#(?P<dec>[0-9]*)|(?P<name>[A-Za-z]*))(?P<end>;?)")
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>/\"']*")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_SPACE = re.compile(r"\s*")
_LONGEST_REFERENCE = 10


def utf16(text: str) -> int:
    """The length in UTF-16 code units, which is how Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(text: str) -> tuple[str, list[dict[str, Any]]]:
    """The plain text and the entities of Telegram HTML. Raises TelegramError as Telegram would."""
    return _Reader(text).read()


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    piece: int


@dataclass(slots=True)
class _Reader:
    source: str
    at: int = 0
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)

    def read(self) -> tuple[str, list[dict[str, Any]]]:
        while self.at < len(self.source):
            self._step()
        if self.open:
            raise _wrong(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.pieces), self.entities

    def _step(self) -> None:
        character = self.source[self.at]
        if character == "&":
            self._reference()
        elif character != "<":
            plain = _PLAIN.match(self.source, self.at)
            self._add(plain[0] if plain else "")
            self.at += len(self.pieces[-1])
        elif self.source.startswith("</", self.at):
            self._end_tag()
        else:
            self._start_tag()

    def _add(self, text: str) -> None:
        self.pieces.append(text)
        self.length += utf16(text)

    def _reference(self) -> None:
        character, self.at = _decode(self.source, self.at)
        self._add(character)

    def _start_tag(self) -> None:
        begin = self.at
        name = _matched(_TAG_NAME, self.source, begin + 1)
        self.at = begin + 1 + len(name)
        where = _where(self.source, begin)
        if self.at >= len(self.source):
            raise _wrong(f"Unclosed start tag {where}")
        tag = name.lower()
        if tag not in _TAGS:
            raise _wrong(f'Unsupported start tag "{tag}" {where}')
        attributes = self._attributes(tag, where)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _wrong(f'Tag "span" must have class "tg-spoiler" {where}')
        self.open.append(_Open(tag, attributes, self.length, len(self.pieces)))

    def _attributes(self, tag: str, where: str) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self._skip_space()
            if self._peek() == ">":
                self.at += 1
                return found
            name = _matched(_ATTRIBUTE_NAME, self.source, self.at)
            if not name:
                if not self._peek():
                    raise _wrong(f"Unclosed start tag {where}")
                raise _wrong(f'Empty attribute name in the tag "{tag}" {where}')
            self.at += len(name)
            found[name] = self._attribute_value(tag, where)

    def _attribute_value(self, tag: str, where: str) -> str:
        self._skip_space()
        if self._peek() == "=":
            self.at += 1
            self._skip_space()
            return self._value(tag, where)
        if not self._peek():
            raise _wrong(f'Unclosed start tag "{tag}" {where}')
        return ""

    def _value(self, tag: str, where: str) -> str:
        if not self._peek():
            raise _wrong(f'Unclosed start tag "{tag}" {where}')
        value = self._quoted() if self._peek() in "'\"" else self._bare()
        if not self._peek():
            raise _wrong(f"Unclosed start tag {where}")
        return value

    def _bare(self) -> str:
        begin = self.at
        value = _matched(_TOKEN, self.source, begin)
        self.at += len(value)
        if self._peek() and not self._peek().isspace() and self._peek() != ">":
            raise _wrong(f"Unexpected end of name token {_where(self.source, begin)}")
        return value.lower()

    def _quoted(self) -> str:
        quote, begin = self._peek(), self.at + 1
        end = self.source.find(quote, begin)
        if end < 0:
            self.at = len(self.source)
            return ""
        self.at = end + 1
        return _REFERENCE.sub(lambda found: _decode(found[0], 0)[0], self.source[begin:end])

    def _end_tag(self) -> None:
        where = _where(self.source, self.at)
        if not self.open:
            raise _wrong(f"Unexpected end tag {where}")
        name = _matched(_TAG_NAME, self.source, self.at + 2)
        self.at += 2 + len(name)
        self._skip_space()
        if self._peek() != ">":
            raise _wrong(f"Unclosed end tag {where}")
        self.at += 1
        tag = self.open[-1].tag
        if name and name.lower() != tag:
            raise _wrong(f'Unmatched end tag {where}, expected "</{tag}>", found "</{name.lower()}>"')
        self._close(self.open.pop())

    def _close(self, opened: _Open) -> None:
        length = self.length - opened.offset
        if length <= 0:
            return
        shape = self._shape(opened, length)
        if shape:
            self.entities.append({"offset": opened.offset, "length": length, **shape})

    def _shape(self, opened: _Open, length: int) -> dict[str, Any] | None:
        if opened.tag == "a":
            return _link(opened.attributes.get("href") or "".join(self.pieces[opened.piece :]))
        if opened.tag == "tg-emoji":
            return _emoji(opened.attributes.get("emoji-id", ""))
        if opened.tag == "tg-time":
            return None
        if opened.tag == "blockquote" and "expandable" in opened.attributes:
            return {"type": "expandable_blockquote"}
        if opened.tag == "pre":
            return self._pre(opened.offset, length)
        return {"type": _KINDS[opened.tag], **_language(opened)}

    def _pre(self, offset: int, length: int) -> dict[str, Any]:
        inner = self.entities[-1] if self.entities else {}
        same = inner.get("type") == "code" and (inner["offset"], inner["length"]) == (offset, length)
        if not same or "language" not in inner:
            return {"type": "pre"}
        return {"type": "pre", "language": self.entities.pop()["language"]}

    def _skip_space(self) -> None:
        self.at += len(_matched(_SPACE, self.source, self.at))

    def _peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""


def _wrong(why: str) -> TelegramError:
    return refuse("entities", why=why)


def _where(source: str, at: int) -> str:
    return f"at byte offset {len(source[:at].encode())}"


def _matched(pattern: re.Pattern[str], text: str, at: int) -> str:
    found = pattern.match(text, at)
    return found[0] if found else ""


def _decode(text: str, at: int) -> tuple[str, int]:
    """The character of the reference at `at` and where to go on; an unknown one stays as it is written."""
    found = _REFERENCE.match(text, at)
    character = _character(found) if found else ""
    if not found or not character:
        return text[at], at + 1
    return character, found.end()


def _character(found: re.Match[str]) -> str:
    if found["name"] is not None:
        return _NAMED.get(found["name"], "")
    digits, base = (found["hex"], 16) if found["hex"] is not None else (found["dec"], 10)
    code = int(digits or "0", base)
    if (
        code == 0
        or code >= 0x10FFFF
        or found.end("end") - len(found["end"]) - found.start() >= _LONGEST_REFERENCE
    ):
        return ""
    if 0xD800 <= code <= 0xDFFF:
        raise _wrong(
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched "
            "surrogate code units"
        )
    return chr(code)


def _link(address: str) -> dict[str, Any] | None:
    """A text link, a mention by id, or None when the address is not one that Telegram opens."""
    parts = urlsplit(address if "://" in address else f"http://{address}")
    if parts.scheme == "tg":
        person = parse_qs(parts.query).get("id", [""])[0]
        if parts.netloc == "user" and person.isdigit():
            return {"type": "text_mention", "user": {"id": int(person), "is_bot": False, "first_name": ""}}
        return {"type": "text_link", "url": address}
    if parts.scheme not in {"http", "https", "ton"} or "." not in (parts.hostname or ""):
        return None
    return {"type": "text_link", "url": parts._replace(path=parts.path or "/").geturl()}


def _emoji(identifier: str) -> dict[str, Any]:
    if not identifier.lstrip("-").isdigit() or int(identifier) == 0:
        raise _wrong("Invalid custom emoji identifier specified")
    return {"type": "custom_emoji", "custom_emoji_id": identifier}


def _language(opened: _Open) -> dict[str, str]:
    name = opened.attributes.get("class", "")
    if opened.tag != "code" or not name.startswith("language-"):
        return {}
    return {"language": name.removeprefix("language-")}
