"""Child processes that cannot outlive their parent."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Account:
    """The system user a child runs as; `Account()` is the user we are ourselves."""

    uid: int | None = None
    gid: int | None = None


def spawn(
    command: Sequence[str],
    *,
    death_signal: signal.Signals,
    account: Account | None = None,
    output: IO[bytes] | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own; the kernel sends it `death_signal` when we die.

    The session keeps a Ctrl-C in the terminal away from the child: its owner stops it in order.
    Linux ties the death signal to the spawning thread, so only the main thread may call this.
    Raises OSError when the program cannot be started.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("spawn() must run in the main thread: children die with the thread that made them")
    who = account or Account()
    return subprocess.Popen(  # noqa: S603 - the callers' commands are fixed lists, never a shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=dict(environment) if environment is not None else None,
        cwd=folder,
        user=who.uid,
        group=who.gid,
        extra_groups=[] if who.uid is not None else None,
        start_new_session=True,
        preexec_fn=_die_with_parent(death_signal),  # noqa: PLW1509 - only two system calls, no locks
    )


def _die_with_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    """What the child runs between fork and exec; Popen calls it after it has changed the user."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def arrange() -> None:
        prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return arrange


def stop(process: subprocess.Popen[bytes], *signals: signal.Signals, patience: float = 10.0) -> int:
    """Send each signal in turn, SIGKILL last, waiting `patience` seconds after each; return the exit code."""
    for number in (*signals, signal.SIGKILL):
        if process.poll() is not None:
            break
        process.send_signal(number)
        try:
            return process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
    return process.wait()


def is_alive(pid: int) -> bool:
    """Whether a process with this id exists, whoever it belongs to."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
