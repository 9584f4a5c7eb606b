"""The program files that are measured: the least that one can say, and everything at once."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent


def minimal() -> str:
    """The text of the smallest file."""
    return (_FOLDER / "minimal.toml").read_text(encoding="utf-8")


def full(slug: str = "full") -> str:
    """The text of the file with everything, as another program if so wished."""
    return (_FOLDER / "full.toml").read_text(encoding="utf-8").replace('slug = "full"', f'slug = "{slug}"')
