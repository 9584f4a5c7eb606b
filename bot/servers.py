"""Which servers the settings name, and which must be started for them."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator

from bot.embedded import Addresses, OwnerGone, Servers, Wanted, connected, is_owned
from bot.settings import Settings

_LONG_PATIENCE = 240.0
_LOOK_EVERY = 0.5
_OWNERLESS = 6  # looks: a `regulars run` that is started again takes them over in that time

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
        yield Addresses(
            given.database_url or found.database_url, given.redis_url or found.redis_url, found.owned
        )


async def keep(settings: Settings, owned: Servers | None) -> None:
    """Start this process's own servers again when they die; with those of another, see ``watch_owner``."""
    if owned is None:
        await watch_owner(settings)
        return
    while True:
        await asyncio.sleep(_LOOK_EVERY)
        # on the loop's own thread, which stands still for that moment: servers die with the thread that made them
        owned.watch()


async def watch_owner(settings: Settings) -> None:
    """Raise OwnerGone soon after the embedded servers have lost their owner; wait for ever without such servers."""
    needed = wanted(settings)
    if not (needed.postgres or needed.valkey):
        await asyncio.Event().wait()
    ownerless = 0
    while ownerless < _OWNERLESS:
        await asyncio.sleep(_LOOK_EVERY)
        ownerless = 0 if is_owned(settings.data_dir) else ownerless + 1
    raise OwnerGone
