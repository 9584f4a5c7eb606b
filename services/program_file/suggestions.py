"""A kind word for a typo."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """'did you mean "bonus"?' when something close to the word exists, else None."""
    by_lower = {name.lower(): name for name in sorted(known)}
    close = get_close_matches(word[:80].lower(), by_lower, n=1, cutoff=0.7)
    return f'did you mean "{by_lower[close[0]]}"?' if close else None
