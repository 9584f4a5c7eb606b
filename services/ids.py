"""Ids of the hot tables, taken in blocks of one sequence so that a batch can link its rows itself."""

from __future__ import annotations

from services.database import Connection, fetch

BLOCK = 100  # the sequence's increment, see the migrations


class Ids:
    """Hands out ids that no other process has; gaps are harmless.

    ``ahead``: how many to take at least when some are missing, for who will need more soon.
    """

    def __init__(self, ahead: int = 0) -> None:
        self._free: list[int] = []
        self._ahead = ahead

    async def reserve(self, connection: Connection, count: int) -> None:
        """Make sure that ``count`` ids can be taken without asking the database."""
        missing = count - len(self._free)
        if missing <= 0:
            return
        blocks = -(-max(missing, self._ahead) // BLOCK)
        starts = await fetch(
            connection, "select nextval('row_id') as start from generate_series(1, $1)", blocks
        )
        fresh = [start["start"] + offset for start in starts for offset in range(BLOCK)]
        self._free = sorted(self._free + fresh, reverse=True)

    def take(self) -> int:
        """The smallest free id."""
        return self._free.pop()


async def take(connection: Connection, count: int) -> Ids:
    """Ids for one command."""
    ids = Ids()
    await ids.reserve(connection, count)
    return ids
