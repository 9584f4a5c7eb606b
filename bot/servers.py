"""Which servers the settings name, and which must be started for them."""

import contextlib
from collections.abc import Callable, Iterator

from bot.embedded import Addresses, Wanted, connected
from bot.settings import Settings

_LONG_PATIENCE = 240.0

Say = Callable[[str], None]


def wanted(settings: Settings, *, lasting: bool = False, redis: bool = True) -> Wanted:
    """Which embedded servers these settings ask for."""
    return Wanted(
        postgres=settings.database_url is None, valkey=redis and settings.redis_url is None, lasting=lasting
    )


@contextlib.contextmanager
def reachable(settings: Settings, needed: Wanted, say: Say) -> Iterator[Addresses]:
    """The addresses of the servers for the length of the block. Call it in the main thread."""
    given = Addresses(settings.database_url or "", settings.redis_url or "")
    if not (needed.postgres or needed.valkey):
        yield given
        return
    patience = _LONG_PATIENCE if needed.lasting else 60.0
    with connected(settings.data_dir, needed, say=say, patience=patience) as found:
        yield Addresses(given.database_url or found.database_url, given.redis_url or found.redis_url)
