"""Many rows into many tables by one statement: what a command writes costs one round trip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from services.database import Connection, fetch

Columns: TypeAlias = Mapping[str, str]  # column -> its type in PostgreSQL
Values: TypeAlias = Sequence[Sequence[object]]  # one a row, in the order of the columns


class Writing:
    """Collects rows of one program and writes them at once; names of tables and columns are the code's own.

    The parts see the tables as they were before the statement, and no two of them may touch the same row.
    References between new rows hold all the same: PostgreSQL checks them when the whole statement is done.
    """

    def __init__(self, program_id: int) -> None:
        self._values: list[object] = [program_id]
        self._parts: list[str] = []

    def insert(self, table: str, columns: Columns, values: Values, *, conflict: str = "") -> None:
        """New rows, with what to do when a key is there already (default: an error)."""
        if values:
            names = ", ".join(columns)
            source = self._source(columns, values)
            self._parts.append(
                f"insert into {table} (program_id, {names}) select $1, * from {source} {conflict}"  # noqa: S608
            )

    def update(self, table: str, columns: Columns, values: Values) -> None:
        """Other values for rows that are there, found by ``id``, the first of the columns."""
        if values:
            changes = ", ".join(f"{name} = r.{name}" for name in columns if name != "id")
            source = self._source(columns, values)
            self._parts.append(
                f"update {table} set {changes} from {source}"  # noqa: S608
                f" where {table}.program_id = $1 and {table}.id = r.id"
            )

    async def run(self, connection: Connection) -> None:
        """Write everything; nothing when there is nothing. Raises what PostgreSQL says of a key or a check."""
        if self._parts:
            *parts, last = self._parts
            named = ", ".join(f"part_{number} as ({part})" for number, part in enumerate(parts))
            await fetch(connection, f"with {named} {last}" if named else last, *self._values)

    def _source(self, columns: Columns, values: Values) -> str:
        first = len(self._values) + 1
        self._values += [list(column) for column in zip(*values, strict=True)]
        arrays = ", ".join(f"${first + place}::{kind}[]" for place, kind in enumerate(columns.values()))
        return f"unnest({arrays}) as r({', '.join(columns)})"
