"""Keys of a program file as paths: ("tiers", 1, "from") is written tiers[1].from."""

import re
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]{1,60}")
_PART = re.compile(r"(?:^|\.)([A-Za-z0-9_-]{1,60})|\[(\d{1,6})\]")


def is_bare(key: str) -> bool:
    """Whether TOML lets the key stand without quotes."""
    return bool(_BARE.fullmatch(key))


def dotted(path: Path) -> str:
    """The path as one reads it; odd keys stand in quotes, cut to one short line."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += ("." if text else "") + (part if is_bare(part) else quoted(part))
    return text


def quoted(key: str) -> str:
    """A key that is not plain, in quotes, without anything that would break the line."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in key[:40])
    return f'"{plain}{"…" if len(key) > 40 else ""}"'


def path_of(key: str) -> Path:
    """The path of a dotted key such as tiers[1].from; ValueError when it is not one."""
    parts: list[str | int] = []
    at = 0
    while match := _PART.match(key, at):
        parts.append(match[1] if match[1] is not None else int(match[2]))
        at = match.end()
    if not parts or at != len(key) or isinstance(parts[0], int):
        raise ValueError(f"not a key: {key}")
    return tuple(parts)
