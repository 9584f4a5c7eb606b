"""The supervisor: children die with it, come back when they fail, and stop when asked."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bot.processes import is_alive
from bot.supervisor import Child, Supervisor

ROOT = Path(__file__).parents[2]
# What a child does: it says that it lives, and lives on.
STEADY = "import os, sys, time; print('child', os.getpid(), flush=True); time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + STEADY


def supervisor(*children: str, wrap: str = "") -> subprocess.Popen[str]:
    """A process that supervises these programs."""
    listed = ", ".join(f"Child('c{n}', [sys.executable, '-c', {code!r}])" for n, code in enumerate(children))
    code = (
        f"import os, sys, bot.supervisor as s; from bot.supervisor import Child, Supervisor\n{wrap}\n"
        f"say = lambda words: print(words, flush=True)\n"
        f"sys.exit(Supervisor([{listed}], None, say, dict(os.environ)).run())"
    )
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT)


def read_pids(process: subprocess.Popen[str], count: int) -> list[int]:
    assert process.stdout is not None
    pids: list[int] = []
    while len(pids) < count:
        line = process.stdout.readline()
        assert line, "the supervisor ended early"
        if line.startswith("child "):
            pids.append(int(line.split()[1]))
    return pids


def eventually(check: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_signal_stops_everything_with_exit_code_0() -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        process = supervisor(STEADY, STEADY)
        pids = read_pids(process, 2)
        began = time.monotonic()
        process.send_signal(number)
        assert process.wait(15) == 0
        assert time.monotonic() - began < 5
        assert not any(map(is_alive, pids))


def test_a_child_that_will_not_stop_is_killed() -> None:
    process = supervisor(STUBBORN, wrap="s._PATIENCE = 0.5")
    pids = read_pids(process, 1)
    process.terminate()
    assert process.wait(15) == 0
    assert not is_alive(pids[0])


def test_children_die_with_a_killed_supervisor() -> None:
    process = supervisor(STEADY, STEADY)
    pids = read_pids(process, 2)
    process.kill()
    process.wait()
    eventually(lambda: not any(map(is_alive, pids)))


def test_a_child_that_dies_comes_back_and_the_other_stays() -> None:
    process = supervisor(STEADY, STEADY)
    first, second = read_pids(process, 2)
    os.kill(first, signal.SIGKILL)
    (third,) = read_pids(process, 1)
    assert third not in (first, second)
    assert is_alive(second)
    process.terminate()
    assert process.wait(15) == 0


def test_pauses_grow_while_a_child_keeps_dying_and_shrink_after_a_steady_life() -> None:
    child = Child("c", ["true"])
    child.began = time.monotonic()
    assert [child.plan_restart() for _ in range(8)] == [0.5, 1, 2, 4, 8, 16, 30, 30]
    child.began = time.monotonic() - 3600
    assert child.plan_restart() == 0.5


def test_a_child_with_a_wrong_setting_ends_the_supervisor(tmp_path: Path) -> None:
    known = tmp_path / "the steady one is known"
    waits = f"import pathlib, time\nwhile not pathlib.Path({str(known)!r}).exists(): time.sleep(0.02)\n"
    process = supervisor(STEADY, waits + "raise SystemExit(3)")
    pids = read_pids(process, 1)
    known.touch()
    assert process.wait(15) == 3
    assert not is_alive(pids[0])


def test_a_supervisor_without_children_waits_for_the_signal() -> None:
    process = supervisor()
    time.sleep(1)
    assert process.poll() is None
    process.terminate()
    assert process.wait(15) == 0
    assert Supervisor([], None, print).children == []


def test_a_supervisor_stays_small() -> None:
    code = "import sys, bot.commands.running; print(sorted({'tortoise', 'asyncpg', 'aiohttp'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
