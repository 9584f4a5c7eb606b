"""The web role: the HTTP API and, as the sandbox, the stand-in for Telegram on the same port."""

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from bot import webhook
from bot.deployment import merchant_key_file
from models import schema
from services.clock import SandboxClock
from services.database import rows
from services.receipts.recorder import Recorder
from webhooks.api.answers import encode
from webhooks.metrics import Metrics
from webhooks.server import application, runner

if TYPE_CHECKING:
    from bot.app import App


async def serve(app: "App") -> None:
    """Serve until cancelled; what was accepted by then is recorded and answered."""
    metrics = Metrics()
    recorder = Recorder(keyring=app.keyring, encode=encode, observe=metrics.batch)
    built = application(
        clock=app.clock,
        keyring=app.keyring,
        recorder=recorder,
        metrics=metrics,
        readiness={"database": _database, "migrations": _migrations, "redis": app.redis.ping},
    )
    if app.settings.public_url:
        webhook.mount(built, app.keyring, app.settings.data_dir)
    if _is_sandbox(app):
        _mount_sandbox(built, app)
    serving = runner(built)
    await serving.setup()
    try:
        await web.SockSite(serving, app.listener()).start()
        app.say(greeting(app))
        await asyncio.Event().wait()
    finally:
        await serving.cleanup()
        await recorder.drain()


def greeting(app: "App") -> str:
    """What a person needs once everything answers: the addresses to open, and the key to call the API."""
    url = app.settings.local_url
    lines = ["", "Regulars is ready."]
    if _is_sandbox(app):
        lines.append(f"  Sandbox        {url}/sandbox")
    lines.append(f"  API documents  {url}/v1/docs")
    if app.prepared.merchant_key and app.settings.sandbox:
        lines.append(f"  Merchant key   {app.prepared.merchant_key}")
    elif app.prepared.merchant_key:
        lines.append(f"  Merchant key   in {merchant_key_file(app.settings)}")
    return "\n".join([*lines, ""])


def _is_sandbox(app: "App") -> bool:
    return app.settings.sandbox and "sandbox" in app.roles


async def _database() -> None:
    await rows("select 1 as one")


async def _migrations() -> None:
    """Raises when the tables are older than the program."""
    found = await rows("select name from tortoise_migrations where app = 'models'")
    missing = set(schema.migrations()) - {record["name"] for record in found}
    if missing:
        raise LookupError(f"missing: {', '.join(sorted(missing))}")


class _MovableClock:
    """The sandbox's clock as its page moves it."""

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock

    async def advance(self, seconds: int) -> None:
        await self._clock.advance(seconds)

    async def reset(self) -> None:
        await self._clock.reset()

    async def offset(self) -> int:
        await self._clock.refresh()
        return int(self._clock.offset().total_seconds())


def _mount_sandbox(built: web.Application, app: "App") -> None:
    from bot.till import till_of  # noqa: PLC0415 - only the sandbox needs these
    from sandbox import assets, clock, server, till  # noqa: PLC0415
    from sandbox.people import BOT_NAME, BOT_USERNAME, default_people  # noqa: PLC0415
    from sandbox.telegram import StandIn  # noqa: PLC0415
    from services import programs  # noqa: PLC0415

    stand_in = StandIn(app.settings.data_dir / "telegram.json", calendar=lambda: app.clock.now().timestamp())
    stand_in.add_bot(app.settings.token(), BOT_USERNAME, BOT_NAME)
    for person in default_people():
        stand_in.add_person(person)

    async def current_till() -> till.TillData:
        program = await programs.load(app.prepared.program.id)
        return till_of(program, app.prepared.merchant_key or "", app.prepared.till_keys)

    hosts = (app.settings.http_host,)
    server.mount(built, stand_in, hosts)
    assets.mount(built, hosts)
    till.mount(built, till=current_till, hosts=hosts)
    if isinstance(app.clock, SandboxClock):
        clock.mount(built, clock=_MovableClock(app.clock), hosts=hosts)
