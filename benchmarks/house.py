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
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from benchmarks import history
from benchmarks.apart import ROOT, beside, wait_until
from bot.deployment import opened
from bot.embedded import Addresses, Wanted, connected
from services import merchants, programs
from services.database import rows

T = TypeVar("T")
TOKEN = "123456789:" + "B" * 35
SECRET = "a secret of the benchmarks"
CUSTOMERS = 20_000
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
    def web(self, roles: str = "web") -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
        """The web role (and others in its process), once it answers: its port and process."""
        port = free_port()
        with self.role(roles, HTTP_PORT=str(port)) as process:
            wait_until(lambda: answers(port, "/readyz"), "an answer of the web role")
            yield port, process

    def ask(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """Run one statement on a connection of its own."""
        return with_services(self.addresses, lambda: rows(sql, *values))

    def tidy(self) -> None:
        """Leave no debris of the last contender to the next: vacuum and checkpoint."""
        self.ask("vacuum analyze")
        self.ask("checkpoint")


@contextlib.contextmanager
def house(customers: int = CUSTOMERS) -> Iterator[House]:
    """Make a deployment in a folder below var/, which lies on the disk that real data would lie on."""
    with folder() as place, connected(place, Wanted(fsync=True)) as addresses:
        facts = with_services(addresses, lambda: _prepare(customers))
        made = House(place, addresses, facts)
        made.tidy()
        yield made


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A data folder that goes away at the end."""
    parent = ROOT / "var"
    parent.mkdir(exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="bench-", dir=parent))
    place.chmod(0o711)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def with_services(addresses: Addresses, work: Callable[[], Awaitable[T]]) -> T:
    """Do something with the services connected."""

    async def connected_work() -> T:
        async with opened(addresses.database_url, lambda _: None, pool_size=2):
            return await work()

    return asyncio.run(connected_work())


async def _prepare(customers: int) -> Facts:
    now = datetime.now(UTC)
    # every receipt asks for a rating and no hour is quiet: the most work that a receipt can be
    text = EXAMPLE.read_text(encoding="utf-8").replace("rest_days = 14", "rest_days = 0")
    program = (await programs.apply(text, actor="benchmark", now=now)).program
    merchant, key = await merchants.create(program, "Benchmark", actor="benchmark", now=now)
    await rows(PEOPLE, program.id, now, customers, program.config.program.terms_version)
    store = (await rows("select id from store where program_id = $1 and code = 'center'", program.id))[0]
    employee = (await rows("select id from employee where program_id = $1 and code = 'anna'", program.id))[0]
    first = (await rows("select min(id) as id from customer where program_id = $1", program.id))[0]
    made = Facts(
        program.id, program.version, merchant.id, key, store["id"], employee["id"], first["id"], customers
    )
    await _live_through(made, now - timedelta(days=30))
    return made


async def _live_through(facts: Facts, at: datetime) -> None:
    """Every customer has bought once."""
    places = (facts.merchant_id, facts.store_id, facts.employee_id)
    await rows(history.RECEIPTS, facts.program_id, *places, at, facts.first_customer)
    for sql in history.OF_RECEIPTS:
        await rows(sql, facts.program_id)


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
