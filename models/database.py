"""How Tortoise finds the tables and migrations, and the connection pool."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import asyncpg


class PlainConnection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg has no types
    """A pooled connection that keeps nothing between its users: no settings, cursors, listeners or session locks.

    So there is nothing to reset when it returns to the pool, which would be one more round trip a statement.
    An open transaction is rolled back all the same.
    """

    def get_reset_query(self) -> str:
        """Nothing; locks live in transactions (``pg_advisory_xact_lock``) or on connections of their own."""
        return ""


def tortoise_config(database_url: str, pool_size: int = 10) -> dict[str, Any]:
    """Tortoise's configuration for one PostgreSQL URL (``postgres://`` or ``asyncpg://``).

    A unix socket is given as ``?host=/folder``.
    """
    return {
        "connections": {
            "default": {
                "engine": "tortoise.backends.asyncpg",
                "credentials": _credentials(database_url, pool_size),
            }
        },
        "apps": {
            "models": {
                "models": ["models"],
                "default_connection": "default",
                "migrations": "models.migrations",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def _credentials(database_url: str, pool_size: int) -> dict[str, Any]:
    url = urlsplit(database_url)
    options: dict[str, Any] = dict(parse_qsl(url.query))
    host = options.pop("host", None) or url.hostname
    return {
        "host": host,
        "port": url.port or 5432,
        "user": unquote(url.username) if url.username else None,
        "password": unquote(url.password) if url.password else None,
        "database": unquote(url.path.lstrip("/")),
        "minsize": 1,
        "maxsize": pool_size,
        "connection_class": PlainConnection,
        **options,
    }
