"""One more character that tells a typing mistake from a code that nobody has: ISO 7064, MOD 37,36."""

from __future__ import annotations

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SIZE = len(CHARACTERS)


def check_character(text: str) -> str:
    """The character to write behind a text of digits and capital letters; others, such as "-", do not count."""
    rest = (SIZE + 1 - _carried(text)) % SIZE
    return CHARACTERS[rest]


def fits(text: str) -> bool:
    """Whether the last character checks the rest: false for any single character that is wrong."""
    return bool(text) and text[-1] in CHARACTERS and check_character(text[:-1]) == text[-1]


def _carried(text: str) -> int:
    """What the standard's recursion has arrived at before the last character is added."""
    product = SIZE
    for character in text:
        place = CHARACTERS.find(character)
        if place >= 0:
            product = 2 * ((product + place) % SIZE or SIZE) % (SIZE + 1)
    return product
