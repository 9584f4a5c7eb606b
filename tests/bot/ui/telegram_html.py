"""Telegram's HTML as its documentation has it: which tags there are and how long a text is without them.

https://core.telegram.org/bots/api#html-style
"""

from __future__ import annotations

import html
import re

TAGS = {
    "b",
    "strong",
    "i",
    "em",
    "u",
    "ins",
    "s",
    "strike",
    "del",
    "code",
    "pre",
    "a",
    "blockquote",
    "tg-spoiler",
}
_TAG = re.compile(r"<(/?)([a-z-]+)((?:\s+[a-z]+(?:=\"[^\"<>]*\")?)*)>")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-f]+);")


def plain(markup: str) -> str:
    """The text that a reader sees. Raises ValueError for markup that Telegram would refuse."""
    opened: list[str] = []
    for closing, tag, _ in _TAG.findall(markup):
        if tag not in TAGS:
            raise ValueError(f"unknown tag {tag}")
        if not closing:
            opened.append(tag)
        elif not opened or opened.pop() != tag:
            raise ValueError(f"</{tag}> closes nothing in {markup!r}")
    if opened:
        raise ValueError(f"not closed: {opened}")
    text = _TAG.sub("", markup)
    if "<" in text or ">" in text or "&" in _ENTITY.sub("", text):
        raise ValueError(f"a character that should be an entity in {markup!r}")
    return html.unescape(text)
