"""The Valkey that comes with the package: start, ask, stop."""

import contextlib
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from bot.places import Place
from bot.postgres import ServerError, last_line
from bot.processes import spawn, stop

_PATIENCE = 30.0


class Valkey:
    """One embedded Valkey on a unix socket; it saves to its folder when it stops and once a minute."""

    def __init__(self, place: Place, sockets: Path, *, save: bool = True) -> None:
        """`place` holds data and programs, `sockets` is the 0700 folder for the socket."""
        self._place = place
        self._socket = sockets / "valkey.sock"
        self._log = place.data / "valkey.log"
        self._save = save
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where redis clients connect to."""
        return f"unix://{quote(str(self._socket))}"

    def start(self) -> None:
        """Retire what a killed parent left, and start; see `wait`."""
        self._retire_leftover()
        folder = self._place.folder("valkey")
        with self._log.open("wb") as output:
            self._process = spawn(
                [str(self._place.valkey_program), *self._options(folder)],
                death_signal=signal.SIGTERM,
                account=self._place.account,
                output=output,
                folder=Path("/"),
            )

    def wait(self) -> None:
        """Block until the server answers. Raises ServerError with the end of its log."""
        deadline = time.monotonic() + _PATIENCE
        while self.is_running() and time.monotonic() < deadline:
            if ask(self._socket, "PING").startswith(b"+PONG"):
                return
            time.sleep(0.01)
        raise ServerError(f"the embedded Valkey does not start: {last_line(self._log)} (see {self._log})")

    def is_running(self) -> bool:
        """Whether the server's process lives."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Save and stop."""
        if self._process is not None:
            stop(self._process, signal.SIGTERM)
            self._process = None

    def _options(self, folder: Path) -> list[str]:
        return [
            *("--port", "0"),
            *("--unixsocket", str(self._socket)),
            *("--unixsocketperm", "700"),
            *("--dir", str(folder)),
            *("--save", "60 1" if self._save else ""),
            *("--daemonize", "no"),
            *("--maxmemory-policy", "noeviction"),
        ]

    def _retire_leftover(self) -> None:
        """Ask a server that outlived a killed parent to save and go."""
        deadline = time.monotonic() + _PATIENCE
        while ask(self._socket, "PING"):
            if time.monotonic() > deadline:
                raise ServerError("an older embedded Valkey does not stop; end it and try again")
            ask(self._socket, "SHUTDOWN")
            time.sleep(0.05)


def ask(path: Path, command: str) -> bytes:
    """Send one inline command to the server at the unix socket `path`; b"" when nothing answers."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(2.0)
        connection.connect(str(path))
        connection.sendall(command.encode() + b"\r\n")
        return connection.recv(128)
    return b""
