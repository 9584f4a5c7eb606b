"""Real PostgreSQL and Valkey for a test session, from the packages of the program itself."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.embedded import Addresses, Wanted, connected


@contextlib.contextmanager
def servers() -> Iterator[Addresses]:
    """Start fresh servers (without fsync) in a folder of their own; stop and remove them at the end."""
    # Not pytest's tmp_path: when root runs the tests, the user that runs PostgreSQL cannot enter it.
    folder = Path(tempfile.mkdtemp(prefix="regulars-test-"))
    folder.chmod(0o711)
    try:
        with connected(folder, Wanted(fsync=False)) as addresses:
            yield addresses
    finally:
        shutil.rmtree(folder, ignore_errors=True)
