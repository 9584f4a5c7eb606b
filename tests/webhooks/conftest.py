"""The application over a real database, and a till that speaks to it."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import pytest
import pytest_asyncio
from aiohttp import ClientResponse, ClientSession, web
from yarl import URL

from services import programs
from services.database import rows
from services.keyring import Keyring
from services.merchants import Merchant
from services.programs import Program
from services.receipts.recorder import Recorder
from tests.conftest import NOW
from webhooks.api.answers import encode
from webhooks.auth import Authenticator
from webhooks.metrics import Metrics
from webhooks.server import application, runner

PROGRAM = """
[program]
slug = "cafe"
name = "Cafe <b>&"
currency = "{currency}"
language = "en"
languages = ["ru"]
merchant = "Cafe"
terms_version = "1"
terms = "Be nice"

[points]
name.en = {{ one = "bean", other = "beans" }}
name.ru = {{ one = "зерно", few = "зерна", many = "зёрен" }}
minor_units_per_point = 100
base_rate = "5%"

[[stores]]
code = "center"
name = "Center"
timezone = "Europe/Moscow"

[[tiers]]
code = "guest"
title = "Guest"
from = 0

[[tiers]]
code = "silver"
title = {{ en = "Silver", ru = "Серебро" }}
from = 500
bonus = "2%"

[[employees]]
code = "anna"
name = "Anna"
store = "center"

[[promo_codes]]
code = "HELLO"
points = 10
"""


class SetClock:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        return self.at.timestamp()


@dataclass
class Till:
    """Speaks to the application as a merchant's till does."""

    session: ClientSession
    url: str
    key: str
    clock: SetClock
    down: set[str]
    routes: list[web.AbstractRoute]

    def at(self, path: str) -> URL:
        return URL(self.url + path, encoded=True)

    async def post(self, path: str, body: object, headers: Mapping[str, str] | None = None) -> "Said":
        data = body if isinstance(body, bytes | str) else orjson.dumps(body)
        sent = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json", **(headers or {})}
        async with self.session.post(self.at(path), data=data, headers=sent) as response:
            return await said(response)

    async def get(self, path: str, **options: Any) -> "Said":
        async with self.session.get(self.at(path), **options) as response:
            return await said(response)

    async def request(self, method: str, path: str, **options: Any) -> "Said":
        async with self.session.request(method, self.at(path), **options) as response:
            return await said(response)


@dataclass(frozen=True)
class Said:
    """What the application answered."""

    status: int
    media: str
    headers: Mapping[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.raw)


async def said(response: ClientResponse) -> Said:
    return Said(response.status, response.content_type, response.headers, await response.read())


def receipt(**changes: Any) -> dict[str, Any]:
    """A receipt that is right, but for the changes; ``...`` leaves a field out."""
    body: dict[str, Any] = {
        "receipt_id": "A-1001",
        "store": "center",
        "employee": "anna",
        "customer": {"phone": "+79161234567"},
        "issued_at": "2026-11-21T12:00:00+03:00",
        "currency": "RUB",
        "total": "540.00",
        "lines": [line()],
        **changes,
    }
    return {key: value for key, value in body.items() if value is not ...}


def line(**changes: Any) -> dict[str, Any]:
    """A line that is right, but for the changes; ``...`` leaves a field out."""
    body = {
        "sku": "latte",
        "name": "Latte",
        "category": "coffee",
        "quantity": "2",
        "amount": "540.00",
        "cost": "160.00",
        **changes,
    }
    return {key: value for key, value in body.items() if value is not ...}


@pytest.fixture
def currency() -> str:
    return "RUB"


@pytest_asyncio.fixture
async def program(database: str, currency: str) -> Program:
    return (await programs.apply(PROGRAM.format(currency=currency), actor="test", now=NOW)).program


@pytest.fixture
def keyring() -> Keyring:
    return Keyring("a secret for tests only")


@pytest_asyncio.fixture
async def till(merchant_key: tuple[Merchant, str], keyring: Keyring) -> AsyncIterator[Till]:
    async for made in serve(merchant_key[1], keyring):
        yield made


async def serve(key: str, keyring: Keyring) -> AsyncIterator[Till]:
    """A till and the application that it speaks to."""
    clock, metrics, down = SetClock(), Metrics(), set[str]()
    recorder = Recorder(keyring=keyring, encode=encode, observe=metrics.batch)
    app = application(
        clock=clock,
        keyring=keyring,
        recorder=recorder,
        readiness={name: check(name, down) for name in ("database", "redis", "migrations")},
        metrics=metrics,
        authenticator=Authenticator(timer=clock.seconds),
    )
    serving = runner(app)
    await serving.setup()
    await web.TCPSite(serving, "127.0.0.1", 0).start()
    host, port = serving.addresses[0][:2]
    async with ClientSession() as session:
        yield Till(session, f"http://{host}:{port}", key, clock, down, list(app.router.routes()))
    await serving.cleanup()
    await recorder.drain()


def check(name: str, down: set[str]) -> Any:
    async def passes() -> None:
        if name in down:
            raise ConnectionError(f"{name} at secret-address is away")
        await rows("select 1")

    return passes
