"""The composition root: which roles there are, what each is given, and how they live side by side.

A role's modules are imported only when that role starts: aiogram alone costs seconds and most of the memory.
"""
# ruff: noqa: PLC0415 - a role imports only what it needs

import asyncio
import contextlib
import signal
import socket
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from bot.deployment import Prepared, clock, keyring, opened, prepare, pretenders
from bot.embedded import Addresses, Servers
from bot.failures import CONFIGURATION, Failure
from bot.servers import keep
from bot.settings import Settings, SettingsError
from services.clock import Clock, SandboxClock
from services.database import LOST
from services.keyring import Keyring

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = structlog.get_logger(__name__)

Say = Callable[[str], None]
CORE = ("web", "sender", "scheduler", "sandbox")
BOT = ("bot",)
_CLOCK_SECONDS = 0.5
_GRACE = 8.0
_LONGEST_PAUSE = 30.0


@dataclass(frozen=True)
class App:
    """What roles are made of. `listener` gives the web role a fresh handle of its bound socket."""

    settings: Settings
    database_url: str
    clock: Clock
    keyring: Keyring
    redis: "Redis"
    prepared: Prepared
    roles: frozenset[str]
    listener: Callable[[], socket.socket]
    say: Say


async def _web(app: App) -> None:
    """The HTTP API, health, documents and, as the sandbox, the stand-in for Telegram."""
    from bot.web import serve

    await serve(app)


async def _sender(app: App) -> None:
    """Outbox rows to Telegram."""
    from bot.sender import run

    await run(
        clock=app.clock,
        keyring=app.keyring,
        redis=app.redis,
        api_url=app.settings.telegram_url,
        rate=app.settings.send_rate,
    )


async def _scheduler(app: App) -> None:
    """What time alone brings about."""
    from bot.telegram import Telegram
    from scheduler import run
    from scheduler.errands import Errands

    telegram = Telegram(app.settings.telegram_url, connections=2)
    try:
        errands = Errands(telegram, app.keyring)
        await run(clock=app.clock, database_url=app.database_url, errands=errands)
    finally:
        await telegram.close()


async def _bot(app: App) -> None:
    """Conversations in Telegram."""
    import bot.aiogram_lazily  # noqa: F401 - before anything of aiogram
    from bot.polling import run

    await run(
        clock=app.clock,
        keyring=app.keyring,
        redis=app.redis,
        api_url=app.settings.telegram_url,
        public_url=app.settings.public_url,
        admin_ids=_admins(app.settings),
        data_dir=app.settings.data_dir,
        rate=app.settings.send_rate,
    )


def _admins(settings: Settings) -> frozenset[int]:
    """ADMIN_IDS; the sandbox's own administrator needs no setting."""
    if not settings.sandbox:
        return settings.admin_ids
    from sandbox.people import ADMIN_ID

    return settings.admin_ids | {ADMIN_ID}


async def _sandbox(app: App) -> None:
    """Nothing of its own: its routes are mounted by the web role of the same process."""
    if "web" not in app.roles:
        raise SettingsError("the sandbox role needs the web role: use --only web,sandbox")
    await asyncio.Event().wait()


ROLES: dict[str, Callable[[App], Awaitable[None]]] = {
    "web": _web,
    "sender": _sender,
    "scheduler": _scheduler,
    "sandbox": _sandbox,
    "bot": _bot,
}


async def serve(settings: Settings, addresses: Addresses, roles: Iterable[str], say: Say) -> None:
    """Run `roles` in this process until SIGTERM or SIGINT.

    Raises SettingsError and Failure for what only a person can mend, OwnerGone when the embedded servers have
    ended with the process that owned them; anything else starts the role again.
    """
    from redis.asyncio import Redis

    chosen = frozenset(roles)
    with _listen(settings) if "web" in chosen else socket.socket() as bound:
        stopping = _stopped_by_signal()
        keys = keyring(settings)
        async with opened(addresses.database_url, say), Redis.from_url(addresses.redis_url) as redis:
            app = App(
                settings=settings,
                database_url=addresses.database_url,
                clock=clock(settings),
                keyring=keys,
                redis=redis,
                prepared=await prepare(settings, addresses.database_url, keys, say),
                roles=chosen,
                listener=bound.dup,
                say=say,
            )
            await _warn(app)
            await _run_all(app, addresses.owned, stopping)


async def _warn(app: App) -> None:
    """Once a start, by the process that says when all is ready."""
    pretend = await pretenders(app.settings, app.prepared.program) if "web" in app.roles else None
    if pretend:
        app.say(f"Warning: {pretend}; `regulars doctor` says what to do")


def _listen(settings: Settings) -> socket.socket:
    """Bind before anything else, so that a taken port is found at once."""
    family = socket.AF_INET6 if ":" in settings.http_host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.http_host, settings.http_port))
    except OSError as error:
        listener.close()
        place = f"{settings.http_host}:{settings.http_port}"
        raise Failure(f"cannot listen on {place}: {error.strerror}; set HTTP_PORT", CONFIGURATION) from None
    return listener


def _stopped_by_signal() -> asyncio.Event:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    return stopping


async def _run_all(app: App, owned: Servers | None, stopping: asyncio.Event) -> None:
    """Every role as a task of its own; the first that fails for good ends the process."""
    tasks = [asyncio.create_task(_keep_running(name, app), name=name) for name in sorted(app.roles)]
    tasks.append(asyncio.create_task(keep(app.settings, owned), name="servers"))
    if isinstance(app.clock, SandboxClock):
        tasks.append(asyncio.create_task(_follow_clock(app.clock), name="clock"))
    end = asyncio.create_task(stopping.wait(), name="end")
    try:
        done, _ = await asyncio.wait([end, *tasks], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (end, *tasks):
            task.cancel()
        await asyncio.wait([end, *tasks], timeout=_GRACE)
    for task in done - {end}:
        task.result()


async def _keep_running(name: str, app: App) -> None:
    """Start the role again, later and later, whenever it fails."""
    pause = 1.0
    while True:
        began = asyncio.get_running_loop().time()
        log.info("role starts", role=name)
        try:
            await ROLES[name](app)
            log.error("role ended", role=name)
        except (SettingsError, Failure):
            raise
        except Exception:  # a role must not take the others down: say what happened, start it again
            log.exception("role failed", role=name)
        if asyncio.get_running_loop().time() - began > 60:
            pause = 1.0
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


async def _follow_clock(sandbox_clock: SandboxClock) -> None:
    """Other processes move the sandbox's clock too."""
    while True:
        with contextlib.suppress(*LOST):
            await sandbox_clock.refresh()
        await asyncio.sleep(_CLOCK_SECONDS)
