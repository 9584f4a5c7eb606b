"""Contenders in processes of their own: facts go in as JSON, the result comes back as JSON."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from bot.processes import spawn, stop

ROOT = Path(__file__).parent.parent
MARK = b"RESULT "


def run(module: str, **facts: Any) -> Any:
    """Run ``python -m module`` with these facts and return its result. Raises RuntimeError when it fails."""
    done = subprocess.run(
        module_command(module, **facts), capture_output=True, check=False, env=environment(), cwd=ROOT
    )
    return _result(module, done.returncode, done.stdout, done.stderr)


@contextlib.contextmanager
def going_on(module: str, **facts: Any) -> Iterator[Callable[[], Any]]:
    """The same beside what the block does. Call what you get to end its input, and have its result."""
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        module_command(module, **facts), stdin=pipe, stdout=pipe, stderr=pipe, env=environment(), cwd=ROOT
    )

    def ended() -> Any:
        output, errors = process.communicate()
        return _result(module, process.returncode, output, errors)

    try:
        yield ended
    finally:
        process.kill()
        process.wait()


def _result(module: str, code: int, output: bytes, errors: bytes) -> Any:
    found = [line for line in output.splitlines() if line.startswith(MARK)]
    if code != 0 or not found:
        raise RuntimeError(f"{module} failed: {errors.decode(errors='replace')[-2000:]}")
    return orjson.loads(found[-1].removeprefix(MARK))


def contender(
    work: Callable[..., Awaitable[Any]],
    loop_factory: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop,
) -> None:
    """The other side of ``run``: do the work with the facts of the command line and print its result."""
    facts = orjson.loads(sys.argv[1])
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        result = runner.run(_awaited(work, facts))
    sys.stdout.buffer.write(MARK + orjson.dumps(result) + b"\n")


async def _awaited(work: Callable[..., Awaitable[Any]], facts: dict[str, Any]) -> Any:
    return await work(**facts)


@contextlib.contextmanager
def beside(
    command: Sequence[str],
    variables: Mapping[str, str] | None = None,
    folder: Path = ROOT,
    output: Path | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """A long-lived process for the length of the block."""
    with contextlib.ExitStack() as stack:
        written = stack.enter_context(output.open("ab")) if output else None
        process = spawn(
            command,
            death_signal=signal.SIGTERM,
            environment=environment(variables),
            folder=folder,
            output=written,
        )
        try:
            yield process
        finally:
            stop(process, signal.SIGTERM, patience=20.0)


def module_command(module: str, **facts: Any) -> list[str]:
    """The command of a long-lived process of our own."""
    return [sys.executable, "-P", "-m", module, orjson.dumps(facts).decode()]


def environment(variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a child: ours with the checkout importable."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **(variables or {})}


def wait_until(done: Callable[[], bool], what: str, patience: float = 60.0, every: float = 0.02) -> float:
    """Wait until something is so; returns the seconds it took. Raises TimeoutError."""
    began = time.monotonic()
    while not done():
        if time.monotonic() - began > patience:
            raise TimeoutError(f"{what} did not happen in {patience:.0f} s")
        time.sleep(every)
    return time.monotonic() - began
