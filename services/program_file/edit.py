"""Changing a program file by key, with its comments, order and spacing kept.

The text itself is edited, at the places that `Layout` found. Every edit is proved: the new text must read
as the old data with just that change, or the edit is refused.
"""

import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from services.errors import Invalid, NotFound
from services.program_file.layout import Layout
from services.program_file.parse import read_toml
from services.program_file.paths import Path, path_of
from services.program_file.written import Value, plain, toml, toml_key


def edit(text: str, key: str, value: Value) -> str:
    """The text with the value at this key; a key or a section that is not there yet is added.

    Raises Invalid for a key that is not one, NotFound for a place inside an entry that does not exist.
    """
    path, written = _path(key), plain(value)
    return _proved(
        text, key, lambda data: _set(data, path, written), lambda layout, wanted: _put(layout, wanted, path)
    )


def add(text: str, section: str, entry: Mapping[str, Value]) -> str:
    """The text with one more [[section]] entry after the others."""
    path, written = _path(section), plain(entry)
    return _proved(
        text,
        section,
        lambda data: _append(data, path, written),
        lambda layout, wanted: _grow(layout, wanted, path),
    )


def remove(text: str, key: str) -> str:
    """The text without this key, or without this entry of a list such as employees[2].

    Raises NotFound when it is not there.
    """
    path = _path(key)
    return _proved(
        text, key, lambda data: _delete(data, path), lambda layout, wanted: _cut(layout, wanted, path)
    )


def _path(key: str) -> Path:
    try:
        return path_of(key)
    except ValueError as error:
        raise Invalid("program_file_key", key) from error


def _proved(text: str, key: str, change: Callable[[Any], None], rewrite: Callable[[Layout, Any], str]) -> str:
    wanted = read_toml(text)
    try:
        layout = Layout(text.removeprefix("\ufeff"))
        change(wanted)
    except RecursionError as error:
        raise Invalid("program_file_not_editable", key) from error
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise NotFound("program_file_key", key) from error
    edited = rewrite(layout, wanted)
    try:
        proof = tomllib.loads(edited, parse_float=Decimal)
    except tomllib.TOMLDecodeError:
        proof = None
    around = _path(key)[:-1]
    if proof is None or _without_empty(proof, around) != _without_empty(wanted, around):
        raise Invalid("program_file_not_editable", key)
    return edited.replace("\n", "\r\n") if "\r\n" in text else edited


def _without_empty(data: dict[str, Any], around: Path) -> dict[str, Any]:
    """The last [[entry]] takes its list away with it, the last `name.en` the table of names: an empty one and none
    are the same, among the lists of the file and in the tables around the place."""
    kept = {key: value for key, value in data.items() if value != []}
    if around and isinstance(inside := kept.get(str(around[0])), dict):
        kept[str(around[0])] = _without_empty(inside, around[1:])
        if not kept[str(around[0])]:
            del kept[str(around[0])]
    return kept


def _set(data: Any, path: Path, value: Any) -> None:
    for part in path[:-1]:
        data = data.setdefault(part, {}) if isinstance(data, dict) else data[part]
    data[path[-1]] = value


def _append(data: Any, path: Path, entry: Any) -> None:
    for part in path[:-1]:
        data = data[part]
    data.setdefault(path[-1], []).append(entry)


def _delete(data: Any, path: Path) -> None:
    for part in path[:-1]:
        data = data[part]
    del data[path[-1]]


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _put(layout: Layout, wanted: Any, path: Path) -> str:
    """Replace the value that stands there, or write a new pair into the nearest table around it."""
    written = _written_around(layout, path)
    if written is not None:
        pair = layout.pairs[written]
        return _spliced(layout, pair.value_start, pair.value_end, toml(_at(wanted, written)))
    table = path[:-1]
    line = f"{toml_key(str(path[-1]))} = {toml(_at(wanted, path))}"
    if table in layout.tables:
        return _inserted(layout, layout.tables[table].end, line)
    beside = [pair.value_end for at, pair in layout.pairs.items() if at[:-1] == table]
    if beside:  # written with dots: name.en = … in [points]
        around = next(path[:depth] for depth in range(len(table), -1, -1) if path[:depth] in layout.tables)
        key = ".".join(toml_key(str(part)) for part in path[len(around) :])
        return _inserted(layout, max(beside), f"{key} = {toml(_at(wanted, path))}")
    header = ".".join(toml_key(str(part)) for part in table)
    return _at_end(layout, f"[{header}]\n{line}")


def _grow(layout: Layout, wanted: Any, path: Path) -> str:
    if path in layout.pairs:  # written as one list: stores = [ … ]
        return _put(layout, wanted, path)
    entry = _at(wanted, path)[-1]
    lines = [f"{toml_key(key)} = {toml(value)}" for key, value in entry.items()]
    block = "\n".join((f"[[{'.'.join(toml_key(str(part)) for part in path)}]]", *lines))
    others = [table.end for at, table in layout.tables.items() if at[: len(path)] == path]
    return _inserted(layout, max(others), f"\n{block}") if others else _at_end(layout, block)


def _cut(layout: Layout, wanted: Any, path: Path) -> str:
    inside = _written_around(layout, path[:-1])
    if inside is not None:
        return _put(layout, wanted, inside)
    if path in layout.pairs:
        pair = layout.pairs[path]
        return _without_lines(layout, [(pair.start, pair.value_end)])
    tables = [table for at, table in layout.tables.items() if at[: len(path)] == path]
    return _without_lines(layout, [(table.start, table.end) for table in tables])


def _written_around(layout: Layout, path: Path) -> Path | None:
    """The innermost key around the path, or the path itself, whose value stands in the text."""
    while path and path not in layout.pairs:
        path = path[:-1]
    return path or None


def _spliced(layout: Layout, start: int, end: int, piece: str) -> str:
    return layout.text[:start] + piece + layout.text[end:]


def _inserted(layout: Layout, after: int, line: str) -> str:
    """The text with a line after the one that holds this offset."""
    if after == 0:
        return f"{line}\n{layout.text}"
    end = _line_end(layout, after)
    if end == len(layout.text) and not layout.text.endswith("\n"):
        return f"{layout.text}\n{line}\n"
    return _spliced(layout, end, end, f"{line}\n")


def _at_end(layout: Layout, block: str) -> str:
    return f"{layout.text.rstrip()}\n\n{block}\n".lstrip("\n")


def _without_lines(layout: Layout, spans: list[tuple[int, int]]) -> str:
    text = layout.text
    for start, end in sorted(spans, reverse=True):
        first = text.rfind("\n", 0, start) + 1
        before, after = text[:first], text[_line_end(layout, end) :]
        text = before + (after[1:] if before.endswith("\n\n") and after.startswith("\n") else after)
    return text


def _line_end(layout: Layout, offset: int) -> int:
    """The offset behind the line break of the line that holds this offset."""
    found = layout.text.find("\n", offset)
    return len(layout.text) if found < 0 else found + 1
