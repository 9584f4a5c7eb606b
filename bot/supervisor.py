"""`regulars run`: owns the embedded servers and two child processes, and starts again what dies."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.embedded import Servers, running
from bot.failures import CONFIGURATION, UNAVAILABLE, Failure
from bot.places import make_data_dir
from bot.processes import spawn
from bot.servers import wanted
from bot.settings import Settings

_ROOT = Path(__file__).parent.parent
_STEADY_SECONDS = 60.0
_LONGEST_PAUSE = 30.0
_PATIENCE = 12.0
_TICK = 1.0

Say = Callable[[str], None]


@dataclass
class Child:
    """A process that runs some roles; started again after its pause when it dies."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    pause: float = 0.5
    due: float = 0.0

    def start(self, environment: Mapping[str, str]) -> None:
        """Start the process; its output is ours."""
        self.process = spawn(self.command, death_signal=signal.SIGTERM, environment=environment)
        self.began = time.monotonic()

    def plan_restart(self) -> float:
        """Note when to start again; return the pause, which doubles while the process keeps dying."""
        now = time.monotonic()
        if now - self.began > _STEADY_SECONDS:
            self.pause = 0.5
        pause = self.pause
        self.process, self.due, self.pause = None, now + pause, min(self.pause * 2, _LONGEST_PAUSE)
        return pause


def role_command(roles: Sequence[str]) -> list[str]:
    """The command that runs these roles in a process of their own."""
    return [sys.executable, "-P", "-m", "bot", "run", "--only", ",".join(roles)]


@dataclass
class Supervisor:
    """Runs `children` until a signal; `servers` is None when all of them are elsewhere."""

    children: list[Child]
    servers: Servers | None
    say: Say
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self) -> int:
        """Block until SIGTERM, SIGINT or SIGHUP; return the exit code."""
        with _Signals() as signals:
            try:
                for child in self.children:
                    child.start(self.environment)
                # The children import their modules while the servers start.
                if self.servers is not None:
                    self.servers.start()
                return self._watch(signals)
            finally:
                self._stop()

    def _watch(self, signals: "_Signals") -> int:
        while not signals.stopping:
            for child in self.children:
                if child.process is not None and child.process.poll() is not None:
                    code = child.process.returncode
                    if code == CONFIGURATION:  # it has said what is wrong; trying again cannot help
                        return code
                    self.say(
                        f"{child.name} has ended (exit code {code}); again in {child.plan_restart():g} s"
                    )
                elif child.process is None and time.monotonic() >= child.due:
                    child.start(self.environment)
            if self.servers is not None:
                self.servers.watch()
            signals.wait(_TICK)
        self.say("Stopping")
        return 0

    def _stop(self) -> None:
        """Ask all children at once, wait, then insist; the servers go last."""
        alive = [child.process for child in self.children if child.process is not None]
        for process in alive:
            process.terminate()
        deadline = time.monotonic() + _PATIENCE
        for process in alive:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self.servers is not None:
            self.servers.stop()


class _Signals:
    """Turns signals into a wake-up of `wait`; the end of a child wakes it too."""

    _ENDS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

    def __init__(self) -> None:
        self.stopping = False
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(self._writer, False)

    def __enter__(self) -> "_Signals":
        self._before = {number: signal.signal(number, self._end) for number in self._ENDS}
        self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        self._descriptor = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        return self

    def __exit__(self, *_: object) -> None:
        signal.set_wakeup_fd(self._descriptor)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._reader)
        os.close(self._writer)

    def _end(self, _number: int, _frame: object) -> None:
        self.stopping = True

    def wait(self, seconds: float) -> None:
        """Sleep until a signal arrives, at most `seconds`."""
        if select.select([self._reader], [], [], seconds)[0]:
            os.read(self._reader, 4096)


def supervise(settings: Settings, groups: Mapping[str, Sequence[str]], say: Say, **overrides: str) -> int:
    """Run each group of roles in a process of its own; `overrides` go into their environment.

    Returns the exit code. Raises ServerError or OSError when the servers cannot be started.
    """
    make_data_dir(settings.data_dir)
    inherited = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([str(_ROOT), *([inherited] if inherited else [])])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", **overrides}
    children = [Child(name, role_command(roles)) for name, roles in groups.items()]
    return Supervisor(children, _own_servers(settings, say), say, environment).run()


def _own_servers(settings: Settings, say: Say) -> Servers | None:
    """Claim the embedded servers; None when none is needed or another `regulars run` owns them."""
    needed = wanted(settings, lasting=True)
    if not (needed.postgres or needed.valkey):
        return None
    deadline = time.monotonic() + 60.0
    while time.monotonic() < deadline:
        servers = Servers.claim(settings.data_dir, needed, say)
        if servers is not None or running(settings.data_dir, needed) is not None:
            return servers
        time.sleep(0.05)
    raise Failure(f"another Regulars command holds {settings.data_dir} and does not end", UNAVAILABLE)
