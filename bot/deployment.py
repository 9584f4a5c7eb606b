"""One deployment: its servers, its database, its first program."""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bot.failures import CONFIGURATION, Failure, explain
from bot.migrations import alone, migrate
from bot.settings import Settings, kept_secret
from bot.till_keys import named, till_keys
from services import customers, database, employees, merchants, payment_tokens, programs
from services.clock import Clock, SandboxClock, SystemClock
from services.errors import Conflict, RegularsError
from services.keyring import Keyring
from services.programs import Program

Say = Callable[[str], None]
EXAMPLE_MERCHANT = "Example"
ACTOR = "command line"
UNSOLD = (
    "it is sold for money, and no token of a payment provider is known (PAYMENT_TOKEN for the first program,"
    " --payment-token-file of `regulars program add` for others)"
)
# the sandbox numbers its people from 1000; no account that speaks with bots today has so small a number
_SMALLEST_REAL_ID = 100_000


@dataclass(frozen=True)
class Prepared:
    """What every start needs: the first program, and the first merchant's key while it still works.

    ``till_keys``: the keys that the sandbox's till holds, by the merchant's name; none with a real bot.
    """

    program: Program
    merchant_key: str | None
    till_keys: Mapping[str, str] = field(default_factory=dict)


@contextlib.asynccontextmanager
async def opened(database_url: str, say: Say, pool_size: int = 10) -> AsyncIterator[None]:
    """Migrate if needed and connect the services for the length of the block."""
    await migrate(database_url, say)
    await database.connect(database_url, pool_size)
    try:
        yield
    finally:
        await database.disconnect()


def keyring(settings: Settings) -> Keyring:
    """The keyring of this deployment. Raises OSError when the key can be neither read nor made."""
    return Keyring(settings.secret())


def clock(settings: Settings) -> Clock:
    """The machine's clock, or with the sandbox one that its page can move."""
    return SandboxClock() if settings.sandbox else SystemClock()


async def prepare(settings: Settings, database_url: str, keys: Keyring, say: Say) -> Prepared:
    """Make sure that there is a first program with its bot token, and a merchant to try it with."""
    if not await programs.every() or not await _has_merchants():
        async with alone(database_url, say):
            await _first_program(settings, say)
            await _first_merchant(settings)
    program = (await programs.every())[0]
    tokens = await programs.bot_tokens(keys)
    if tokens.get(program.id) != settings.token():
        await _take_bot(program, settings, keys)
    await payment_tokens.keep(program.id, payment_token(settings), keys)
    merchant_key = await _working_key(settings)
    if not settings.sandbox:
        return Prepared(program, merchant_key)
    await _seat_cashier(program)
    locked = partial(alone, database_url, say)
    held = await till_keys(program, settings.data_dir, merchant_key, alone=locked, actor=ACTOR)
    return Prepared(program, merchant_key, held)


async def _take_bot(program: Program, settings: Settings, keys: Keyring) -> None:
    try:
        await programs.set_bot_token(program.id, settings.token(), keys)
    except Conflict as error:
        words = f"BOT_TOKEN cannot be used for {program.slug}: {explain(error)[0]}"
        raise Failure(words, CONFIGURATION) from error


def payment_token(settings: Settings) -> str | None:
    """The first program's token of a payment provider; the sandbox has a provider of its own."""
    if settings.payment_token is None and settings.sandbox:
        from sandbox.telegram.invoices import TEST_PROVIDER  # noqa: PLC0415 - as below

        return TEST_PROVIDER
    return settings.payment_token


async def _seat_cashier(program: Program) -> None:
    """The sandbox's cashier works at the first till; invite links are for people."""
    from sandbox.people import CASHIER_ID  # noqa: PLC0415 - a second of imports that only the sandbox needs

    await employees.seat(program.id, "cashier", CASHIER_ID, now=SystemClock().now())


async def pretenders(settings: Settings, program: Program) -> str | None:
    """How many people of the sandbox are left in a program of a real bot, in words; None when there are none."""
    if settings.sandbox:
        return None
    count = await customers.count_accounts(program.id, below=_SMALLEST_REAL_ID)
    accounts = [one.telegram_id for one in await employees.every(program.id) if one.telegram_id]
    employed = sum(account < _SMALLEST_REAL_ID for account in accounts)
    if not count and not employed:
        return None
    who = f"{count} of the customers and {employed} of the employees of {program.slug}"
    return f"{who} are the sandbox's pretend people"


def merchant_key_file(settings: Settings) -> Path:
    """Where the first merchant's key is kept, 0600."""
    return settings.data_dir / "merchant.key"


async def _has_merchants() -> bool:
    return bool(await merchants.every((await programs.every())[0]))


async def _first_program(settings: Settings, say: Say) -> None:
    if await programs.every():
        return
    path = settings.first_program_file
    say(f"Applying the program file {path.name}")
    try:
        await programs.apply(read_text(path), actor=ACTOR, now=SystemClock().now())
    except RegularsError as error:
        problems = "\n".join(f"  {line}" for line in explain(error)[0].splitlines())
        raise Failure(f"{path} cannot be applied:\n{problems}", CONFIGURATION) from error
    except (OSError, Failure) as error:  # it will not mend itself: whoever supervises must not try again
        raise Failure(f"PROGRAM_FILE cannot be read: {explain(error)[0]}", CONFIGURATION) from error


async def _first_merchant(settings: Settings) -> None:
    program = (await programs.every())[0]
    if await merchants.every(program):
        return
    key = kept_secret(merchant_key_file(settings), merchants.new_key)
    name = EXAMPLE_MERCHANT
    if settings.sandbox:  # a real one is made by command, and its key shown to whom it is for
        name = next(iter(named(program.config)), name)
    await merchants.create(program, name, actor=ACTOR, now=SystemClock().now(), key=lambda: key)


async def _working_key(settings: Settings) -> str | None:
    """The kept key, unless the merchant has got another one since."""
    path = merchant_key_file(settings)
    if not path.exists():
        return None
    key = path.read_text().strip()
    return key if await merchants.authenticate(key) else None


def read_text(path: Path) -> str:
    """A file as UTF-8 text. Raises Failure for a folder or another encoding, OSError otherwise."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Failure(f"{path} is not UTF-8 text") from None
    except IsADirectoryError:
        raise Failure(f"{path} is a folder, not a file") from None
