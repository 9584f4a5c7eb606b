"""Names of things: one line, nothing in it that a screen, a log or a terminal would obey."""

from __future__ import annotations

import unicodedata

# control characters, halves of surrogate pairs, line and paragraph separators
_REFUSED = frozenset({"Cc", "Cs", "Zl", "Zp"})
# what turns the direction of the text after it; joiners inside emoji are of the same category and harmless
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_line(text: str) -> bool:
    """Whether the text is one line with something on it."""
    return not text.isspace() and text != "" and not any(map(_is_refused, text))


def as_line(text: str) -> str:
    """The text on one line, for people; what it must not hold becomes a question mark."""
    return "".join("?" if _is_refused(character) else character for character in " ".join(text.split()))


def _is_refused(character: str) -> bool:
    return unicodedata.category(character) in _REFUSED or character in _TURNS
