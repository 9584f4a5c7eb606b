"""Every migration as one SQL script, for a database that has no table yet.

Tortoise builds its picture of all tables anew for each step of each migration, which takes seconds; the script takes
a tenth of one. A script that was not made of just these migrations is not used: the migrations run as they are.
`make schema` writes it.
"""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

_MIGRATIONS = Path(__file__).parent / "migrations"
_SCRIPT = Path(__file__).with_name("schema.sql")
_RECORDS = """
create table tortoise_migrations (
    id serial not null primary key, app varchar(255) not null, name varchar(255) not null,
    applied_at timestamptz not null, constraint uid_tortoise_mi_app_3803a5 unique (app, name)
);
"""


def migrations() -> list[str]:
    """Names of the migrations that this program has, in order."""
    return sorted(path.stem for path in _MIGRATIONS.glob("[0-9]*.py"))


def script() -> str | None:
    """The script, or None when it is not of these migrations."""
    if not _SCRIPT.exists():
        return None
    text = _SCRIPT.read_text("utf-8")
    return text if text.startswith(_headline()) else None


def _headline() -> str:
    digest = hashlib.sha256()
    for name in migrations():
        digest.update((_MIGRATIONS / f"{name}.py").read_bytes())
    return f"-- Made by `make schema` of the migrations {digest.hexdigest()}\n"


async def made() -> str:
    """The script as the migrations make it; needs no database."""
    from tortoise.migrations.api import sqlmigrate  # noqa: PLC0415 - only who writes the script needs it

    from models.database import tortoise_config  # noqa: PLC0415 - as above

    lines = [_headline(), _RECORDS]
    for name in migrations():
        config = tortoise_config("postgres://nobody@localhost/nothing")
        written = await sqlmigrate(config=config, app_label="models", migration_name=name)
        lines += [f"-- {name}\n", *(f"{_ended(text)}\n" for text in written if not text.startswith("--"))]
    return "".join(lines)


def _ended(statement: str) -> str:
    statement = statement.strip()
    return statement if statement.endswith(";") else f"{statement};"


if __name__ == "__main__":
    _SCRIPT.write_text(asyncio.run(made()), "utf-8")
