"""The values of a statement: they travel beside its text and are never part of it."""

from __future__ import annotations


class Parameters:
    """Hands out ``$n`` for values; the same value of the same type is sent once."""

    def __init__(self, *first: object) -> None:
        self.values: list[object] = list(first)
        self._known: dict[tuple[str, object], str] = {}

    def add(self, value: object, sql_type: str) -> str:
        """The place of a value in the text, with its type. Lists must come as tuples."""
        known = self._known.get((sql_type, value))
        if known:
            return known
        self.values.append(list(value) if isinstance(value, tuple) else value)
        place = f"${len(self.values)}::{sql_type}"
        self._known[sql_type, value] = place
        return place
