"""A kind word for a typo."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str | None:
    """What was probably meant: something known and close to the word, else None."""
    by_lower = {name.lower(): name for name in sorted(known)}
    close = get_close_matches(word[:80].lower(), by_lower, n=1, cutoff=0.7)
    return by_lower[close[0]] if close else None


def listed(known: Iterable[str], most: int = 12) -> str:
    """The names in order, at most so many."""
    return ", ".join(sorted(known)[:most])
