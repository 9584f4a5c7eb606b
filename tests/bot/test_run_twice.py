"""Two of them with one DATA_DIR, as real processes: the second is refused, or outlives the first."""

import os
import signal
import urllib.request
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.regulars import Machine, Running, free_port, machine

TAKEN_OVER = "this one takes them over"


@pytest.fixture
def place() -> Iterator[Machine]:
    with machine() as made:
        yield made


def lives_on(process: Running) -> bool:
    """Whether its HTTP API finds the database."""
    with urllib.request.urlopen(f"{process.url}/readyz", timeout=5) as answer:
        return bool(answer.status == 200)


@pytest.mark.timeout(120)
def test_a_second_run_is_refused_and_told_where_the_first_is(place: Machine) -> None:
    with place.started("run") as first:
        first.until_ready()
        done = replace(place, port=free_port()).run("run")
        assert done.returncode == 3
        who = f"process {first.process.pid}, {place.url}"
        assert done.stderr == (
            f"regulars: Regulars is already running with {place.data_dir} ({who}):"
            " stop it, or set another DATA_DIR\n"
        )
        assert done.stdout == ""
        assert lives_on(first)
        first.process.send_signal(signal.SIGKILL)
        first.ended()
    with place.started("run", log="again") as again:
        again.until(lambda: "Starting Regulars" in again.said(), 10)


@pytest.mark.timeout(150)
def test_roles_that_joined_take_the_servers_over(place: Machine) -> None:
    beside = replace(place, port=free_port())
    with place.started("run") as first:
        first.until_ready()
        with beside.started("run", "--only", "web", log="beside") as second:
            second.until_ready()
            assert "Making a new PostgreSQL database" not in second.said()
            first.process.terminate()
            assert first.ended() == 0
            second.until(lambda: TAKEN_OVER in second.said(), 30)
            second.until_ready()
            assert lives_on(second)
            assert "Traceback" not in second.said()
            # and who comes now joins them
            assert place.run("merchant", "list").returncode == 0
            assert lives_on(second)
            # and they come back when they die, as with `regulars run`
            for server in ("postgres", "valkey-server"):
                os.kill(second.process_of(f"/{server}"), signal.SIGKILL)
            second.until(lambda: second.said().count("has stopped; starting it again") == 2, 20)
            second.until_ready()
            assert place.run("merchant", "list").returncode == 0
