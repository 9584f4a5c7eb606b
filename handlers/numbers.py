"""Numbers out of callback data and typed words: strictly ASCII digits, bounded, or nothing."""

from __future__ import annotations

import re

from services.errors import Invalid
from services.program_file import ProgramConfig
from services.typed_values import number_of_points

_WHOLE = re.compile(r"[0-9]{1,18}")
LAST_PAGE = 10_000


def whole(word: str) -> int | None:
    """The number, or None for anything that is not plain digits."""
    return int(word) if _WHOLE.fullmatch(word) else None


def points(word: str, config: ProgramConfig) -> int | None:
    """Points as people type them; where the balance is money an amount such as "12.50". None for anything else."""
    try:
        return number_of_points(word, config)
    except Invalid:
        return None


def page(args: tuple[str, ...], place: int = 0) -> int:
    """The number of a page from a button, from 1; the first one for anything odd."""
    number = whole(args[place]) if len(args) > place else None
    return min(number, LAST_PAGE) if number else 1
