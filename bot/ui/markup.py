"""Telegram HTML: which strings are ready markup, and how people's own words become safe to show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

NAME_LIMIT = 64

_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPECIAL = re.compile('[&<>"]')
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_JOINERS = "\u200d\ufe0e\ufe0f"


class Html(str):
    """A string that is Telegram HTML already and is not escaped again."""

    __slots__ = ()


def escape(text: str) -> Html:
    """Return the text with the characters that Telegram HTML gives a meaning to written as entities."""
    if isinstance(text, Html):
        return text
    return Html(text.translate(_ENTITIES) if _SPECIAL.search(text) else text)


def units(text: str) -> int:
    """Return the length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def short(text: str, limit: int) -> str:
    """Return the text within `limit` UTF-16 units, cut at a word if one is near, with an ellipsis."""
    if 2 * len(text) <= limit or units(text) <= limit:
        return text
    cut = text.encode("utf-16-le")[: (limit - 1) * 2].decode("utf-16-le", "ignore")
    space = cut.rfind(" ")
    if space > len(cut) * 2 // 3:
        cut = cut[:space]
    return _whole_characters(cut, text[len(cut) :]).rstrip(" ,.;:-") + "…"


def _whole_characters(cut: str, rest: str) -> str:
    """Drop what is left of a character (an emoji of several parts, a letter and its accent) cut in two."""
    if rest and (rest[0] in _JOINERS or unicodedata.combining(rest[0])):
        cut = cut[:-1]
    while cut and (cut[-1] in "\u200d" or unicodedata.combining(cut[-1])):
        cut = cut[:-2]
    return cut


@lru_cache(maxsize=2048)
def tidy(text: str, limit: int = NAME_LIMIT) -> str:
    """Return a name or a title on one line: no invisible or direction marks, single spaces, shortened.

    Remembered, since titles are said again and again.
    """
    return short(" ".join(_INVISIBLE.sub("", text).split()), limit)


def prose(text: str, limit: int = 1000) -> Html:
    """Return people's own words of several lines as Telegram HTML: escaped, shortened, lines kept."""
    clean = _INVISIBLE.sub("", text.replace("\r\n", "\n")).strip()
    return escape(short(re.sub(r"\n{3,}", "\n\n", clean), limit))


def fitting(blocks: Sequence[str], between: str = "\n\n", limit: int = 3800) -> str:
    """Join blocks of markup, leaving out those at the end that do not fit, with an ellipsis in their place.

    Whole blocks only, so that no tag is cut; the markup is counted, which is never less than what is read.
    """
    kept: list[str] = []
    length = 0
    for block in blocks:
        length += units(block) + units(between)
        if length > limit:
            return between.join([*kept, "…"])
        kept.append(block)
    return between.join(kept)
