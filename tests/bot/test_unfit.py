"""What `regulars run` cannot start with: one clear line, an exit code that says so, and `doctor` explains."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.embedded import Addresses
from tests.terminal import Terminal

SSL_REQUEST = 80877103


class OldPostgres(socketserver.BaseRequestHandler):
    """As much of PostgreSQL 14 as somebody sees who connects, learns its version and leaves."""

    def handle(self) -> None:
        while (length := self._number()) is not None:
            code = self._number()
            self.request.recv(length - 8)
            if code == SSL_REQUEST:
                self.request.sendall(b"N")
                continue
            settings = (b"server_version\x0014.11\x00", b"client_encoding\x00UTF8\x00")
            said = [_message(b"R", struct.pack("!I", 0)), *(_message(b"S", one) for one in settings)]
            key = _message(b"K", struct.pack("!II", 1, 2))
            self.request.sendall(b"".join((*said, key, _message(b"Z", b"I"))))
            self.request.recv(64)  # its farewell
            return

    def _number(self) -> int | None:
        data = self.request.recv(4)
        return int(struct.unpack("!I", data)[0]) if len(data) == 4 else None


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!I", len(body) + 4) + body


@pytest.fixture
def old_postgres() -> Iterator[str]:
    """Where it listens."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), OldPostgres) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"postgresql://regulars:pass5a7@127.0.0.1:{server.server_address[1]}/regulars"
        server.shutdown()


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody else listens, who hangs up."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def refused(terminal: Terminal, **environment: str) -> tuple[int, str]:
    """The exit code of `regulars run`, and all that it said of the failure."""
    done = terminal.started("run", **environment)
    return done.returncode, done.stderr.strip()


def test_a_taken_port(tmp_path: Path, empty_database: str, servers: Addresses, taken: int) -> None:
    terminal = Terminal(tmp_path, empty_database, servers.redis_url)
    assert refused(terminal, HTTP_PORT=str(taken)) == (
        3,
        f"regulars: cannot listen on 127.0.0.1:{taken}: Address already in use; set HTTP_PORT",
    )
    told = terminal.run("doctor", HTTP_PORT=str(taken)).stdout
    place = f"http://127.0.0.1:{taken}"
    assert f"WRONG  the HTTP API does not answer at {place}: something else listens there" in told


def test_a_postgresql_that_is_too_old(tmp_path: Path, old_postgres: str, servers: Addresses) -> None:
    terminal = Terminal(tmp_path, old_postgres, servers.redis_url)
    words = "PostgreSQL 14 is too old: Regulars needs 15 or newer"
    assert refused(terminal) == (3, f"regulars: {words}")
    told = terminal.run("doctor")
    assert told.returncode == 4
    assert f"WRONG  {words}" in told.stdout
    assert "pass5a7" not in told.stdout + told.stderr
