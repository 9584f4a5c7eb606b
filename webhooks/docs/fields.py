"""Rows of a table out of a JSON schema: each field with its path, its kind and what is said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

Schema = Mapping[str, Any]
_KINDS = {
    "integer": "integer",
    "boolean": "true or false",
    "object": "object",
    "array": "list",
    "string": "text",
}


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field; ``path`` is written ``lines[].amount``."""

    path: str
    kind: str
    required: bool
    words: str


def rows(schema: Schema, schemas: Mapping[str, Schema], path: str = "") -> Iterator[FieldRow]:
    """Every field of an object, with those of the objects inside it; of a choice, those of each."""
    resolved, _ = _resolved(schema, schemas)
    if choices := resolved.get("oneOf") or resolved.get("anyOf"):
        yield from _of_each(choices, schemas, path)
    needed = set(resolved.get("required", ()))
    for name, part in resolved.get("properties", {}).items():
        inner, nullable = _resolved(part, schemas)
        here = f"{path}{name}"
        words = part.get("description") or inner.get("description", "")
        yield FieldRow(here, _kind(inner, schemas, nullable), name in needed, _words(words, inner))
        if inner.get("type") == "array":
            yield from rows(inner["items"], schemas, f"{here}[].")
        else:
            yield from rows(inner, schemas, f"{here}.")


def _of_each(choices: Sequence[Schema], schemas: Mapping[str, Schema], path: str) -> Iterator[FieldRow]:
    """The fields of several objects, each once; needed are those that all of them need."""
    found: dict[str, FieldRow] = {}
    needed: Counter[str] = Counter()
    for choice in choices:
        for row in rows(choice, schemas, path):
            found.setdefault(row.path, row)
            needed[row.path] += row.required
    for row in found.values():
        yield replace(row, required=needed[row.path] == len(choices))


def _resolved(schema: Schema, schemas: Mapping[str, Schema]) -> tuple[Schema, bool]:
    """The schema behind a reference or behind ``null``, and whether null is allowed."""
    if "$ref" in schema:
        return _resolved(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    if len(choices) == 1:
        inner, _ = _resolved(choices[0], schemas)
        return inner, len(schema["anyOf"]) > 1
    return schema, False


def _kind(schema: Schema, schemas: Mapping[str, Schema], nullable: bool) -> str:
    if "enum" in schema:
        kind = " | ".join(str(value) for value in schema["enum"])
    elif schema.get("type") == "array":
        inner, _ = _resolved(schema["items"], schemas)
        kind = f"list of {_kind(inner, schemas, False)}s"
    elif schema.get("format") == "date-time":
        kind = "time"
    else:
        kind = _KINDS.get(str(schema.get("type")), "anything")
    return f"{kind} or null" if nullable else kind


def _words(words: str, schema: Schema) -> str:
    """The description with an example and the limits, one sentence after the other."""
    parts = [words] if words else []
    if schema.get("examples"):
        parts.append(f"Such as {schema['examples'][0]}.")
    if "maxLength" in schema:
        parts.append(f"At most {schema['maxLength']} characters.")
    if "maxItems" in schema:
        parts.append(f"At most {schema['maxItems']}.")
    return " ".join(parts)
