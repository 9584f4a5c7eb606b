"""`regulars run` as an operator starts it: a process of its own with its own DATA_DIR, its output in a file."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def machine(**extra: str) -> Iterator["Machine"]:
    """A place of its own for Regulars, which goes with the block; ``extra`` are settings."""
    # Not pytest's tmp_path: when root runs the tests, the user that runs PostgreSQL cannot enter it.
    folder = Path(tempfile.mkdtemp(prefix="regulars-run-"))
    folder.chmod(0o711)
    try:
        yield Machine(folder, extra=extra)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Machine:
    """Runs commands of Regulars with one environment."""

    folder: Path
    port: int = field(default_factory=free_port)
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def data_dir(self) -> Path:
        return self.folder / "var"

    @property
    def environment(self) -> dict[str, str]:
        own = {"DATA_DIR": str(self.data_dir), "HTTP_PORT": str(self.port), "PYTHONPATH": str(ROOT)}
        return {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"} | own | self.extra

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-P", "-m", "bot", *arguments]

    def run(self, *arguments: str, seconds: float = 60) -> subprocess.CompletedProcess[str]:
        """A command to its end."""
        return subprocess.run(
            self.command(*arguments),
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            env=self.environment,
            timeout=seconds,
        )

    @contextlib.contextmanager
    def started(self, *arguments: str, log: str = "log") -> Iterator["Running"]:
        """A command that goes on until the block ends."""
        path = self.folder / log
        with path.open("wb") as output:
            process = subprocess.Popen(
                self.command(*arguments),
                cwd=self.folder,
                env=self.environment,
                stdout=output,
                stderr=output,
            )
        try:
            yield Running(process, path, self.url)
        finally:
            process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            process.wait()


@dataclass
class Running:
    """A command that goes on."""

    process: subprocess.Popen[bytes]
    log: Path
    url: str

    def said(self) -> str:
        return self.log.read_text()

    def until(self, holds: Callable[[], bool], seconds: float = 60) -> None:
        """Wait for something while the command goes on."""
        deadline = time.monotonic() + seconds
        while not holds():
            assert self.process.poll() is None and time.monotonic() < deadline, self.said()
            time.sleep(0.05)

    def until_ready(self) -> None:
        """Wait until the HTTP API answers."""
        self.until(self.is_ready)

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def process_of(self, *words: str) -> int:
        """The id of a process that this one started, by words of its command. Raises AssertionError."""
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                command = (entry / "cmdline").read_bytes().decode(errors="replace")
                if parent == self.process.pid and all(word in command for word in words):
                    return int(entry.name)
        raise AssertionError(f"{self.process.pid} has no process {words}\n{self.said()}")

    def ended(self, seconds: float = 60) -> int:
        """The exit code once it has ended by itself."""
        return self.process.wait(seconds)
