"""The PostgreSQL and Valkey that come with the package, one pair for each DATA_DIR.

Whoever holds the lock in DATA_DIR owns the servers and writes their addresses into a file beside it;
every other command joins them through that file.
"""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import parse_qs, unquote, urlsplit

from bot.places import TEMPORARY, Place, find_place, make_data_dir, socket_folder
from bot.postgres import Postgres, ServerError
from bot.valkey import Valkey

_STATE = "servers.json"
_LOCK = "servers.lock"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Addresses:
    """Where the servers are; "" for one that is not embedded. ``owned``: they are this process's to keep alive."""

    database_url: str
    redis_url: str
    owned: "Servers | None" = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Wanted:
    """Which servers are needed and how: `fsync=False` is for tests, `lasting` for `regulars run`."""

    postgres: bool = True
    valkey: bool = True
    fsync: bool = True
    lasting: bool = False


class OwnerGone(Exception):
    """The process that owned the embedded servers has ended, and they with it."""


class Servers:
    """The embedded servers of one DATA_DIR, owned by this process until `stop`."""

    def __init__(self, data_dir: Path, wanted: Wanted, lock: IO[bytes], say: Say) -> None:
        """Use `Servers.claim`, which takes the lock first."""
        self._data_dir = data_dir
        self._wanted = wanted
        self._lock = lock
        self._say = say
        self._running: list[Postgres | Valkey] = []
        self._sockets: Path | None = None

    @classmethod
    def claim(cls, data_dir: Path, wanted: Wanted, say: Say) -> "Servers | None":
        """Become the owner of the servers of `data_dir`; None when another process is."""
        make_data_dir(data_dir)
        # Open for the owner's whole life: the kernel drops the lock with the process, however it ends.
        lock = (data_dir / _LOCK).open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return None
        _forget(data_dir)
        return cls(data_dir, wanted, lock, say)

    def start(self) -> Addresses:
        """Start the wanted servers side by side; return when both take connections.

        Raises ServerError or OSError; nothing is left running then.
        """
        try:
            return self._start()
        except BaseException:
            self.stop()
            raise

    def watch(self) -> None:
        """Start again whichever server has died; its address stays the same."""
        for server in self._running:
            if not server.is_running():
                self._say(f"{type(server).__name__} has stopped; starting it again")
                server.start()
                server.wait()

    def stop(self) -> None:
        """Stop the servers and give DATA_DIR up; harmless when called twice."""
        while self._running:
            self._running.pop().stop()
        if self._sockets is not None:
            _drop_sockets(self._sockets)
        _forget(self._data_dir)
        self._lock.close()

    def _start(self) -> Addresses:
        place = find_place(self._data_dir)
        if place.data != self._data_dir:
            self._say(
                f"PostgreSQL may not run as root and no other user reaches {self._data_dir}: "
                f"its data is in {place.data}"
            )
        sockets = self._sockets = socket_folder(place)
        made = self._make(place, sockets)
        for server in made:
            self._running.append(server)
            server.start()
        for server in made:
            server.wait()
        urls = {type(server): server.url for server in made}
        addresses = Addresses(urls.get(Postgres, ""), urls.get(Valkey, ""))
        _remember(self._data_dir, addresses, sockets, lasting=self._wanted.lasting)
        return addresses

    def _make(self, place: Place, sockets: Path) -> list[Postgres | Valkey]:
        made: list[Postgres | Valkey] = []
        if self._wanted.valkey:
            made.append(Valkey(place, sockets, save=self._wanted.fsync))
        if self._wanted.postgres:
            postgres = Postgres(place, sockets, fsync=self._wanted.fsync)
            if postgres.is_new:
                self._say("Making a new PostgreSQL database")
            made.append(postgres)
        return made


@contextlib.contextmanager
def connected(
    data_dir: Path, wanted: Wanted, *, say: Say = lambda _: None, patience: float = 60.0
) -> Iterator[Addresses]:
    """Join the running servers of `data_dir`, or own them for the length of the block.

    A `lasting` caller joins only servers that last: it waits for a short command to finish, then owns.
    Raises ServerError when the servers of another process do not answer within `patience` seconds.
    """
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        servers = Servers.claim(data_dir, wanted, say)
        if servers is not None:
            with _stopping(servers):
                yield replace(servers.start(), owned=servers)
            return
        joined = running(data_dir, wanted)
        if joined is not None:
            yield joined
            return
        time.sleep(0.02)
    raise ServerError(f"another Regulars process holds {data_dir}, but its servers do not answer")


def running(data_dir: Path, wanted: Wanted) -> Addresses | None:
    """The addresses of servers that another process owns, when they answer and fit."""
    state = _recall(data_dir)
    if state is None:
        return None
    addresses = Addresses(state["database_url"], state["redis_url"])
    needed = [addresses.database_url] * wanted.postgres + [addresses.redis_url] * wanted.valkey
    if (wanted.lasting and not state["lasting"]) or not all(map(_answers, needed)):
        return None
    return addresses


def is_owned(data_dir: Path) -> bool:
    """Whether some process, be it this one, owns the servers of `data_dir` or is about to start them."""
    try:
        with (data_dir / _LOCK).open("ab") as lock:
            # shared, so that askers do not find each other
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:  # held; or it cannot be asked for now, e.g. for want of file handles
        return True
    return False


@contextlib.contextmanager
def _stopping(servers: Servers) -> Iterator[None]:
    """Stop the servers at the end, also when SIGTERM ends the block."""
    before = signal.getsignal(signal.SIGTERM)
    if before is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        servers.stop()
        signal.signal(signal.SIGTERM, before)


def _leave(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def _remember(data_dir: Path, addresses: Addresses, sockets: Path, *, lasting: bool) -> None:
    state = {
        "pid": os.getpid(),
        "lasting": lasting,
        "sockets": str(sockets),
        "database_url": addresses.database_url,
        "redis_url": addresses.redis_url,
    }
    draft = data_dir / f"{_STATE}.new"
    draft.write_text(json.dumps(state) + "\n")
    draft.chmod(0o600)
    draft.replace(data_dir / _STATE)


def _recall(data_dir: Path) -> dict[str, Any] | None:
    """What the last owner wrote; None when there is nothing (or half a file after a full disk)."""
    try:
        return cast(dict[str, Any], json.loads((data_dir / _STATE).read_text()))
    except (FileNotFoundError, ValueError):
        return None


def _forget(data_dir: Path) -> None:
    """Drop the address file, and the socket folder below /tmp that it may name."""
    state = _recall(data_dir)
    if state is not None:
        _drop_sockets(Path(state["sockets"]))
    (data_dir / _STATE).unlink(missing_ok=True)


def _drop_sockets(folder: Path) -> None:
    """Remove a socket folder that was made below /tmp; one inside the data folder stays."""
    if folder.name.startswith(TEMPORARY):
        shutil.rmtree(folder, ignore_errors=True)


def _socket_path(url: str) -> Path:
    """The unix socket behind the address of an embedded server."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return Path(unquote(parts.path))
    return Path(parse_qs(parts.query).get("host", [""])[0]) / ".s.PGSQL.5432"


def _answers(url: str) -> bool:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.connect(str(_socket_path(url)))
    except OSError:
        return False
    return True
