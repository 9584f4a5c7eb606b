"""Looking into TOML data whose shape is not yet known to be right."""

from collections.abc import Iterator
from typing import Any, TypeAlias

from services.program_file.paths import Path
from services.program_file.problems import Fact, Said, said
from services.program_file.suggestions import listed, nearest
from services.program_file.values import shown

Data: TypeAlias = dict[str, Any]
Finding: TypeAlias = tuple[Path, Said, bool]


def wrong_at(path: Path, code: str, **facts: Fact | None) -> Finding:
    """A mistake at this path."""
    return path, said(code, **facts), False


def warned(path: Path, code: str, **facts: Fact | None) -> Finding:
    """A warning at this path."""
    return path, said(code, **facts), True


def table(data: Data, section: str) -> Data:
    """The section, or nothing when it is not a table."""
    value = data.get(section)
    return value if isinstance(value, dict) else {}


def entries(data: Data, section: str) -> Iterator[tuple[Path, Data]]:
    """The tables of a list such as [[tiers]], each with its path."""
    value = data.get(section)
    for place, entry in enumerate(value if isinstance(value, list) else ()):
        if isinstance(entry, dict):
            yield (section, place), entry


def codes(data: Data, section: str) -> set[str]:
    """The codes of the entries of a list."""
    return {code for _, entry in entries(data, section) if isinstance(code := entry.get("code"), str)}


def refers(path: Path, value: Any, known: set[str], noun: str) -> Iterator[Finding]:
    """A mistake when a text names nothing that is known; other values are the schema's business."""
    if isinstance(value, str) and value not in known:
        near = nearest(value, known)
        yield wrong_at(path, f"no_{noun}", value=shown(value), near=near, known=listed(known) or None)
