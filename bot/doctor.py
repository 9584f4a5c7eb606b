"""`regulars doctor`: what is configured, reachable and wrong, in plain words."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.deployment import UNSOLD, keyring, opened, pretenders
from bot.embedded import Addresses, running
from bot.failures import UNAVAILABLE, Failure, explain
from bot.live import Wishes, walk
from bot.questions import username
from bot.servers import reachable, wanted
from bot.settings import Settings, read_settings
from services import memberships, merchants, payment_tokens, programs

Say = Callable[[str], None]
_PATIENCE = 10.0
_BEGIN_CLEAN = (
    "they count in every number and segment, and nothing reaches them. To begin clean, keep the program file"
    " (`regulars program show`), stop Regulars, and start it with another DATA_DIR (with DATABASE_URL: an empty"
    " database) and the file as PROGRAM_FILE"
)

_SOMEBODY_ELSE = "something else listens there: stop it, or set another HTTP_PORT"


@dataclass
class Findings:
    """Lines for people; `wrong` counts those that keep Regulars from working."""

    say: Say
    wrong: int = field(default=0)

    def good(self, words: str) -> None:
        """Something works."""
        self.say(f"  ok     {words}")

    def note(self, words: str) -> None:
        """Something that one may want to know."""
        self.say(f"  note   {words}")

    def wait(self, words: str) -> None:
        """The person who reads this is to do something."""
        self.say(f"  DO     {words}")

    def bad(self, words: str) -> None:
        """Something does not work."""
        self.wrong += 1
        self.say(f"  WRONG  {words}")


def examine(say: Say, wishes: Wishes | None = None) -> int:
    """Look at everything; with ``wishes`` walk the main journey as well. Returns 0 when nothing is wrong."""
    settings = read_settings()
    findings = Findings(say)
    say("Settings")
    _settings(settings, findings)
    say("Servers")
    needed = wanted(settings)
    if running(settings.data_dir, needed) is None and (needed.postgres or needed.valkey):
        findings.note("Regulars is not running here; the embedded servers are started for this look")
    try:
        with reachable(settings, needed, lambda _: None) as addresses:
            asyncio.run(_look(settings, addresses, findings, wishes))
    except Exception as error:  # whatever it is, it is what the person asked for
        findings.bad(explain(error)[0])
    say("Everything works" if not findings.wrong else f"{findings.wrong} wrong")
    return UNAVAILABLE if findings.wrong else 0


def _settings(settings: Settings, findings: Findings) -> None:
    findings.good(f"DATA_DIR is {settings.data_dir}")
    findings.good("BOT_TOKEN is set: real Telegram" if settings.bot_token else "no BOT_TOKEN: the sandbox")
    findings.good(f"PostgreSQL: {'DATABASE_URL' if settings.database_url else 'embedded'}")
    findings.good(f"Redis: {'REDIS_URL' if settings.redis_url else 'embedded'}")
    if settings.secret_key is None:
        findings.note(f"SECRET_KEY is in {settings.data_dir / 'secret.key'}: keep a copy with your backups")
    if settings.bot_token and not settings.admin_ids:
        findings.note("ADMIN_IDS is empty: nobody is an administrator yet")
    if settings.sandbox and settings.http_host not in ("127.0.0.1", "localhost", "::1"):
        findings.note(f"the sandbox listens on {settings.http_host}: others may reach it")
    if not settings.first_program_file.is_file():
        findings.bad(f"there is no program file {settings.first_program_file}")


async def _look(settings: Settings, addresses: Addresses, findings: Findings, wishes: Wishes | None) -> None:
    await _try("Redis answers", "Redis cannot be used", _ping(addresses.redis_url), findings)
    async with opened(addresses.database_url, lambda _: None, pool_size=2):
        findings.good("PostgreSQL answers and its tables are up to date")
        findings.say("Programs")
        await look_at_programs(settings, findings)
        await _network(settings, findings)
        if wishes is not None:
            await _live(settings, findings, wishes)


async def _live(settings: Settings, findings: Findings, wishes: Wishes) -> None:
    findings.say("The main journey")
    if findings.wrong:
        findings.note("it begins when nothing above is wrong")
    else:
        await walk(settings, wishes, findings)


async def _network(settings: Settings, findings: Findings) -> None:
    findings.say("Network")
    place = settings.local_url
    alive = _alive(settings)
    await _try(
        f"the HTTP API answers at {place}", f"the HTTP API does not answer at {place}", alive, findings
    )
    if settings.bot_token:
        asked = username(settings.telegram_url, settings.bot_token)
        await _try("Telegram knows the bot", "the bot cannot be used", asked, findings)


async def look_at_programs(settings: Settings, findings: Findings) -> None:
    """The programs of this deployment, and what each still lacks."""
    found = await programs.every()
    if not found:
        findings.note("there is no program yet: the first start of `regulars run` applies one")
        return
    tokens, selling = await programs.bot_tokens(keyring(settings)), await payment_tokens.having()
    for program in found:
        count = len(await merchants.every(program))
        findings.good(f"{program.slug}, version {program.version}, {count} merchant{'s' * (count != 1)}")
        if program.id not in tokens:
            findings.bad(f"{program.slug} has no bot token")
        for rules in program.config.memberships if program.id not in selling else ():
            if not rules.in_stars:
                findings.note(f"{program.slug}: the membership {rules.code} is not offered: {UNSOLD}")
        unclear = await memberships.unclear(program)
        if unclear:
            findings.note(
                f"{program.slug}: {unclear} payment{'s' * (unclear != 1)} could not be worked out; admins were told"
                " in the bot, with a button to give them back"
            )
        pretend = await pretenders(settings, program)
        if pretend:
            findings.note(f"{pretend}: {_BEGIN_CLEAN}")


async def _try(words: str, otherwise: str, check: Awaitable[object], findings: Findings) -> None:
    try:
        await asyncio.wait_for(check, _PATIENCE)
    except TimeoutError:
        findings.bad(f"{otherwise}: no answer in {_PATIENCE:.0f} s")
    except Exception as error:  # whatever it is, it is what the person asked for
        findings.bad(f"{otherwise}: {explain(error)[0]}")
    else:
        findings.good(words)


async def _ping(redis_url: str) -> None:
    from redis.asyncio import Redis  # noqa: PLC0415 - only this look needs it

    async with Redis.from_url(redis_url) as redis:
        await redis.ping()


async def _alive(settings: Settings) -> None:
    import aiohttp  # noqa: PLC0415 - only this look needs it

    try:
        async with aiohttp.ClientSession() as session, session.get(f"{settings.local_url}/readyz") as answer:
            if answer.status not in (200, 503):
                raise Failure(_SOMEBODY_ELSE)
            if answer.status != 200:
                raise Failure(f"it says {answer.status}")
    except aiohttp.ClientConnectorError:
        if _is_free(settings):
            raise Failure("Regulars is not running, start it with `regulars run`") from None
        raise
    except aiohttp.ClientError as error:  # whoever it is does not speak HTTP
        raise Failure(_SOMEBODY_ELSE) from error


def _is_free(settings: Settings) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((settings.http_host, settings.http_port)) != 0
