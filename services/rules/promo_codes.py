"""Promo codes: easy to read aloud, hard to guess, those of a batch checked for mistakes; and what they do."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.rules.check_characters import check_character, fits
from services.rules.earning import Applied, Earning
from services.rules.earning_terms import Kind, Rule

# no letter or digit that reads like another one (B8, I1L, O0, S5, Z2, UV), and no vowels to spell words with
ALPHABET = "CDFGHJKMNPQRTWXY34679"
LENGTH = 10  # 43 random bits
PREFIX = re.compile(r"[A-Z0-9]{2,12}")
_MADE = re.compile(r"[A-Z0-9]{2,12}-[A-Z0-9]{11}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one code does: gives ``points``, takes ``discount`` basis points off, or is an earning rule.

    ``earns`` is the rule's kind, base, bonus or multiply, and ``rate`` its basis points.
    """

    code: str
    points: int = 0
    discount: int = 0
    earns: Kind | None = None
    rate: int = 0

    @property
    def name(self) -> str:
        """What it is called among what gave a receipt's points."""
        return f"promo:{self.code}"

    @property
    def rule(self) -> Rule | None:
        """The earning rule, for all lines and of priority 0."""
        return Rule(code=self.name, kind=self.earns, value=self.rate) if self.earns else None


def rules(codes: Sequence[Terms]) -> tuple[Rule, ...]:
    """The earning rules among the codes of a receipt."""
    return tuple(rule for code in codes if (rule := code.rule))


def counted(code: Terms, earning: Earning) -> bool:
    """Whether the receipt used the code up: one by which nothing more was earned is kept for another time."""
    return code.earns is None or code.name in earning.heard


def gifts(codes: Sequence[Terms]) -> tuple[Applied, ...]:
    """The points that codes give by themselves."""
    return tuple(Applied(code.name, code.points) for code in codes if code.points)


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
