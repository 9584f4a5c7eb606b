"""What promo codes look like: easy to read aloud, hard to guess, and those made in a batch checked for mistakes."""

from __future__ import annotations

import re
from collections.abc import Callable

from services.rules.check_characters import check_character, fits

# no letter or digit that reads like another one (B8, I1L, O0, S5, Z2, UV), and no vowels to spell words with
ALPHABET = "CDFGHJKMNPQRTWXY34679"
LENGTH = 10  # 43 random bits
PREFIX = re.compile(r"[A-Z0-9]{2,12}")
_MADE = re.compile(r"[A-Z0-9]{2,12}-[A-Z0-9]{11}")


def random_part(choose: Callable[[str], str]) -> str:
    """Characters that nobody can foresee."""
    return "".join(choose(ALPHABET) for _ in range(LENGTH))


def made(prefix: str, choose: Callable[[str], str]) -> str:
    """A code of a batch: the prefix, ten random characters and one that checks them all.

    Drawn again until the check character is easy to read too.
    """
    while True:
        code = f"{prefix}-{random_part(choose)}"
        check = check_character(code)
        if check in ALPHABET:
            return code + check


def mistyped(code: str) -> bool:
    """Whether a code is written as those of a batch are, but its check character does not fit."""
    return _MADE.fullmatch(code) is not None and not fits(code)
