"""A deployment to measure: embedded servers as a newcomer has them (fsync on), a program, customers, roles."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import asyncpg

from benchmarks import history
from benchmarks.apart import ROOT, beside, wait_until
from bot.deployment import opened
from bot.embedded import Addresses, Wanted, connected, is_owned
from bot.places import find_place
from services import merchants, programs
from services.database import rows

T = TypeVar("T")
Statement = tuple[Any, ...]  # SQL and its values
TOKEN = "123456789:" + "B" * 35
SECRET = "a secret of the benchmarks"
CUSTOMERS = 20_000
PREFIX = "bench-"
YOUNG = 60.0  # seconds: its servers may not have begun yet
EXAMPLE = ROOT / "examples" / "coffee.toml"

# joined people with all consents, each with an account at Telegram
PEOPLE = """
insert into customer (program_id, telegram_id, phone, card, name, language, language_chosen, created_at, started_at,
                      terms_version, terms_accepted_at, marketing_asked_at, marketing_since, joined_at,
                      service_messages, receipts, spent, tags)
select $1, 1000000 + n, '+7900' || lpad(n::text, 7, '0'), '4' || lpad(n::text, 9, '0'), 'Анна', 'ru', false, $2, $2,
       $4, $2, $2, $2, $2, true, 0, 0, '[]'
from generate_series(1, $3::int) n
"""


@dataclass(frozen=True)
class Facts:
    """What contenders need to know of the program; customers have the ids ``first_customer`` and following."""

    program_id: int
    version: int
    merchant_id: int
    merchant_key: str
    store_id: int
    employee_id: int
    first_customer: int
    customers: int


@dataclass(frozen=True)
class House:
    """A running pair of servers with one prepared program."""

    folder: Path
    addresses: Addresses
    facts: Facts

    def variables(self, **more: str) -> dict[str, str]:
        """The environment of a role."""
        return {
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": self.addresses.database_url,
            "REDIS_URL": self.addresses.redis_url,
            "SECRET_KEY": SECRET,
            "BOT_TOKEN": TOKEN,
            "PUBLIC_URL": "",
            "LOG_LEVEL": "warning",
            **more,
        }

    @contextlib.contextmanager
    def role(self, name: str, **more: str) -> Iterator[subprocess.Popen[bytes]]:
        """`regulars run --only NAME` in a process of its own."""
        command = [sys.executable, "-P", "-m", "bot", "run", "--only", name]
        log = self.folder / f"{name}.log"
        with beside(command, self.variables(**more), self.folder, log) as process:
            yield process

    @contextlib.contextmanager
    def web(self, roles: str = "web", **more: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
        """The web role (and others in its process), once it answers: its port and process."""
        port = free_port()
        with self.role(roles, HTTP_PORT=str(port), **more) as process:
            wait_until(lambda: answers(port, "/readyz"), "an answer of the web role")
            yield port, process

    def another(self, text: str, customers: int) -> Facts:
        """A second program in the same deployment, with a merchant, customers and a history of its own."""
        return with_services(self.addresses, lambda: _prepare(self.addresses, text, customers))

    def ask(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """Run one statement on a connection of its own."""
        return with_services(self.addresses, lambda: rows(sql, *values))

    def fill(self, statements: Iterable[Statement], told: Callable[[int], None] = lambda done: None) -> None:
        """Make many rows; ``told`` after each statement how many were run."""

        async def work() -> None:
            async with _unchecked(self.addresses.database_url) as connection:
                for done, (sql, *values) in enumerate(statements, start=1):
                    await connection.execute(sql, *values)
                    told(done)

        asyncio.run(work())

    def tidy(self) -> None:
        """Leave no debris of the last contender to the next: vacuum and checkpoint."""
        self.ask("vacuum analyze")
        self.ask("checkpoint")


@contextlib.contextmanager
def house(customers: int = CUSTOMERS, text: str | None = None) -> Iterator[House]:
    """Make a deployment in a folder below var/, which lies on the disk that real data would lie on.

    ``text``: its program file; the example that a newcomer runs if left out.
    """
    with folder() as place, connected(place, Wanted(fsync=True)) as addresses:
        facts = with_services(addresses, lambda: _prepare(addresses, text or _example(), customers))
        made = House(place, addresses, facts)
        made.tidy()
        yield made


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A data folder that goes away at the end."""
    parent = ROOT / "var"
    parent.mkdir(exist_ok=True)
    _sweep(parent)
    place = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    place.chmod(0o711)
    try:
        yield place
    finally:
        _remove(place)


def _sweep(parent: Path) -> None:
    """Remove what a run has left that was killed: nobody owns its servers any more."""
    for left in parent.glob(f"{PREFIX}*"):
        if time.time() - left.stat().st_mtime > YOUNG and not is_owned(left):
            _remove(left)


def _remove(place: Path) -> None:
    """The folder, and the data of its servers where they could not reach it."""
    for data in {find_place(place).data, place}:
        shutil.rmtree(data, ignore_errors=True)


@contextlib.asynccontextmanager
async def _unchecked(url: str) -> AsyncIterator[Any]:
    """A connection for rows that are known to belong together: to look each one up would take most of the time."""
    connection = await asyncpg.connect(url.replace("asyncpg://", "postgres://"))
    try:
        await connection.execute("set session_replication_role = replica; set synchronous_commit = off")
        yield connection
    finally:
        await connection.close()


def with_services(addresses: Addresses, work: Callable[[], Awaitable[T]]) -> T:
    """Do something with the services connected."""

    async def connected_work() -> T:
        async with opened(addresses.database_url, lambda _: None, pool_size=2):
            return await work()

    return asyncio.run(connected_work())


def _example() -> str:
    """Every receipt asks for a rating: the most work that a receipt can be."""
    return EXAMPLE.read_text(encoding="utf-8").replace("rest_days = 14", "rest_days = 0")


async def _prepare(addresses: Addresses, text: str, customers: int) -> Facts:
    now = datetime.now(UTC)
    program = (await programs.apply(text, actor="benchmark", now=now)).program
    merchant, key = await merchants.create(program, "Benchmark", actor="benchmark", now=now)
    store = (await rows("select id from store where program_id = $1 and code = 'center'", program.id))[0]
    employee = (await rows("select id from employee where program_id = $1 and code = 'anna'", program.id))[0]
    lowest = program.config.tiers[0].code if program.config.tiers else None
    places = (merchant.id, store["id"], employee["id"])
    async with _unchecked(addresses.database_url) as connection:
        terms = program.config.program.terms_version
        await connection.execute(PEOPLE, program.id, now, customers, terms)
        first = await connection.fetchval("select min(id) from customer where program_id = $1", program.id)
        # every customer has bought once, in the lowest tier
        then = now - timedelta(days=30)
        await connection.execute(history.RECEIPTS, program.id, *places, then, first, lowest)
        for sql in history.OF_RECEIPTS:
            await connection.execute(sql, program.id)
    return Facts(program.id, program.version, merchant.id, key, *places[1:], first, customers)


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def answers(port: int, path: str) -> bool:
    """Whether a GET is answered with 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
