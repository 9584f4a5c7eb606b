"""The command line as a person uses it: a process, its output, its exit code."""

import atexit
import json
import os
import select
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0


@cache
def _forks() -> subprocess.Popen[str]:
    """The process that becomes a command in a twentieth of the second and a half that a new Python needs."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "tests.command_forks"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
    )
    atexit.register(process.kill)
    return process


class Terminal:
    """Runs commands against one database with one DATA_DIR."""

    def __init__(self, folder: Path, database_url: str, redis_url: str) -> None:
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "DATA_DIR": str(folder / "var"),
        }

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """A command to its end, in a process that had imported it before."""
        with tempfile.TemporaryDirectory() as said:
            out, errors = Path(said, "stdout"), Path(said, "stderr")
            out.touch()
            errors.touch()
            job = {
                "arguments": arguments,
                "environment": self.environment | environment,
                "folder": str(self.folder),
                "stdout": str(out),
                "stderr": str(errors),
            }
            code = _ask(json.dumps(job))
            return subprocess.CompletedProcess(
                arguments, code, out.read_text("utf-8"), errors.read_text("utf-8")
            )

    def started(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """A command to its end, started from nothing."""
        return subprocess.run(
            [sys.executable, "-P", "-m", "bot", *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            env=self.environment | environment,
            timeout=PATIENCE,
        )

    def refused(self, *arguments: str, **environment: str) -> tuple[int, str]:
        """The exit code and the one line of a command that must fail."""
        done = self.run(*arguments, **environment)
        assert done.returncode != 0
        assert "Traceback" not in done.stderr
        return done.returncode, done.stderr.strip()


def _ask(job: str) -> int:
    process = _forks()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(job + "\n")
    process.stdin.flush()
    ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
    if not ready:
        process.kill()
        _forks.cache_clear()
        raise AssertionError(f"no end after {PATIENCE} seconds: {job}")
    return int(process.stdout.readline())
