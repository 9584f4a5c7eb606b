"""What migrations say of keys again and again: each is led by the program, so that one key shards the data.

Released migrations use this, so its sentences never change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def primary(tables: Iterable[str]) -> list[str]:
    """Statements that put the program first in the primary key of each table."""
    return [
        f"alter table {table} drop constraint {table}_pkey, add primary key (program_id, id)"
        for table in tables
    ]


def references(wanted: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Statements for references within one program: table -> column -> the table it refers to."""
    return [
        f"alter table {table} add constraint {table}_{column}_fkey foreign key (program_id, {column})"
        f" references {target} (program_id, id)"
        for table, columns in wanted.items()
        for column, target in columns.items()
    ]
