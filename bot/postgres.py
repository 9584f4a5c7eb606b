"""The PostgreSQL that comes with the package: initialise, start, stop."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from bot.places import Place, private_folder
from bot.processes import is_alive, spawn, stop

DATABASE = "regulars"
_USER = "postgres"
_PORT = 5432
_LOG_LIMIT = 8_000_000
_START_PATIENCE = 180.0
_STARTS = 3


class ServerError(Exception):
    """An embedded server cannot do its work; the message says why in plain words."""


class Postgres:
    """One embedded PostgreSQL cluster, listening on a unix socket only."""

    def __init__(self, place: Place, sockets: Path, *, fsync: bool = True) -> None:
        """`place` holds data and programs, `sockets` is the 0700 folder for the socket."""
        self._place = place
        self._sockets = sockets
        self._fsync = fsync
        self._data = place.data / "postgres"
        self._log = place.data / "postgres.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where Tortoise and asyncpg connect to."""
        return f"asyncpg://{_USER}@/{DATABASE}?host={quote(str(self._sockets))}"

    @property
    def is_new(self) -> bool:
        """Whether the cluster is still to be made."""
        return not self._data.exists()

    def start(self) -> None:
        """Make the cluster when it is new, retire what a killed parent left, and start; see `wait`."""
        if self.is_new:
            self._initialise()
        _check_owner(self._data)
        self._retire_leftover()
        if self._log.exists() and self._log.stat().st_size > _LOG_LIMIT:
            self._log.unlink()
        self._launch()

    def wait(self) -> None:
        """Block until the server takes connections. Raises ServerError with the end of its log."""
        for _ in range(_STARTS):
            if self._became_ready():
                return
            # After kill -9 of the server itself, its last backends hold the shared memory a moment longer.
            time.sleep(0.5)
            self._launch()
        raise ServerError(f"the embedded PostgreSQL does not start: {last_line(self._log)} (see {self._log})")

    def is_running(self) -> bool:
        """Whether the server's process lives."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, everything committed stays."""
        if self._process is not None:
            stop(self._process, signal.SIGINT, signal.SIGQUIT, patience=20.0)
            self._process = None

    def _initialise(self) -> None:
        """Make the cluster with its database in a draft folder, then give it its name."""
        draft = self._place.data / "postgres.new"
        if draft.exists():
            shutil.rmtree(draft)
        private_folder(draft, self._place.account)
        initdb = ["-A", "trust", "-U", _USER, "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
        if not self._fsync:
            initdb.append("--no-sync")
        self._run("initdb", *initdb, "-D", str(draft))
        single = ["--single", "-D", str(draft), "-F", "template1"]
        self._run("postgres", *single, feed=f"CREATE DATABASE {DATABASE};\n")
        draft.rename(self._data)

    def _run(self, program: str, *arguments: str, feed: str = "") -> None:
        account = self._place.account
        done = subprocess.run(  # noqa: S603 - our own binary and arguments
            [str(self._place.postgres_programs / program), *arguments],
            input=feed.encode(),
            capture_output=True,
            check=False,
            cwd="/",
            env=_environment(),
            user=account.uid,
            group=account.gid,
            extra_groups=[] if account.uid is not None else None,
            start_new_session=True,
        )
        if b"could not look up effective user ID" in done.stderr:
            raise ServerError(f"PostgreSQL needs a user with a name: add user {os.geteuid()} to /etc/passwd")
        if done.returncode != 0:
            why = reason(done.stderr.decode(errors="replace")) or f"exit code {done.returncode}"
            raise ServerError(f"{program} failed: {why}")

    def _launch(self) -> None:
        with self._log.open("ab") as output:
            self._process = spawn(
                [str(self._place.postgres_programs / "postgres"), "-D", str(self._data), *self._options()],
                death_signal=signal.SIGINT,
                account=self._place.account,
                output=output,
                environment=_environment(),
                folder=Path("/"),
            )

    def _options(self) -> list[str]:
        options = {
            "listen_addresses": "",
            "port": str(_PORT),
            "unix_socket_directories": str(self._sockets),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_checkpoints": "off",
            "jit": "off",
        }
        if not self._fsync:
            options |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
        return [part for name, value in options.items() for part in ("-c", f"{name}={value}")]

    def _became_ready(self) -> bool:
        """Wait for the word that the server itself writes into its lock file, as pg_ctl does."""
        deadline = time.monotonic() + _START_PATIENCE
        while self._process is not None and self._process.poll() is None:
            lines = self._lock_lines()
            if lines[:1] == [str(self._process.pid)] and lines[7:8] == ["ready"]:
                return True
            if time.monotonic() > deadline:
                raise ServerError(f"the embedded PostgreSQL is not ready after {_START_PATIENCE:.0f} s")
            time.sleep(0.01)
        return False

    def _lock_lines(self) -> list[str]:
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []
        return [line.strip() for line in lines]

    def _retire_leftover(self) -> None:
        """Stop a server that outlived a killed parent; drop a lock whose process id is now someone else's.

        We hold the lock on DATA_DIR, so a server that still runs here has no owner any more.
        """
        lines = self._lock_lines()
        pid = abs(int(lines[0])) if lines and lines[0].lstrip("-").isdigit() else 0
        if not pid or not is_alive(pid):
            return
        if not _works_in(pid, self._data):
            (self._data / "postmaster.pid").unlink()
            return
        for number in (signal.SIGINT, signal.SIGQUIT):
            os.kill(pid, number)
            if _is_gone(pid, 20.0):
                return
        raise ServerError(f"an older embedded PostgreSQL (process {pid}) does not stop; end it and try again")


def reason(said: str) -> str:
    """The line of a program's complaints that tells most: its first serious one, else its last.

    What initdb says after PostgreSQL gave up ("removing contents of data directory") is not why.
    """
    if "No space left" in said or "Check free disk space" in said:
        return "no space is left on the disk"
    lines = said.strip().splitlines()
    serious = (line for line in lines if any(word in line for word in ("FATAL", "PANIC", "error: ")))
    return next(serious, lines[-1] if lines else "")


def last_line(log: Path) -> str:
    """The end of a server's log that tells most: its last FATAL or ERROR line, else its last line."""
    try:
        lines = log.read_text(errors="replace").strip().splitlines()[-30:]
    except FileNotFoundError:
        return "it wrote no log"
    serious = [line for line in lines if "FATAL" in line or "PANIC" in line]
    return (serious or lines or ["it wrote no log"])[-1]


def _environment() -> dict[str, str]:
    """No PG* variable of the caller's shell may reach the server; nothing is looked up on PATH."""
    return {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}


def _check_owner(data: Path) -> None:
    owner = data.stat().st_uid
    if os.geteuid() not in (0, owner):
        raise ServerError(
            f"{data} belongs to user {owner}: run as that user or root, or set another DATA_DIR"
        )


def _works_in(pid: int, data: Path) -> bool:
    """Whether process `pid` is the server of `data` (it works in that folder); unknown counts as yes."""
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == data.resolve()
    except PermissionError:
        return False
    except FileNotFoundError:
        return not Path("/proc/self").exists()


def _is_gone(pid: int, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if not is_alive(pid):
            return True
        time.sleep(0.02)
    return False
