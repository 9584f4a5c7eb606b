"""One `regulars run` a DATA_DIR: a second one is told where the first is."""

import contextlib
import fcntl
import os
from collections.abc import Iterator

from bot.failures import CONFIGURATION, Failure
from bot.places import make_data_dir
from bot.settings import Settings

_LOCK = "run.lock"


@contextlib.contextmanager
def only_run(settings: Settings) -> Iterator[None]:
    """Be the one that runs everything with this DATA_DIR. Raises Failure when another process is."""
    make_data_dir(settings.data_dir)
    # The kernel drops the lock with the process, however it ends; what the file says matters only while it is held.
    with (settings.data_dir / _LOCK).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Failure(_already(settings, lock.read().strip()), CONFIGURATION) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, {settings.local_url}\n")
        lock.flush()
        yield


def _already(settings: Settings, who: str) -> str:
    named = f" ({who})" if who else ""
    return f"Regulars is already running with {settings.data_dir}{named}: stop it, or set another DATA_DIR"
