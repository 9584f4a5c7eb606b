"""Programs: reading the rules in force, applying a new version of the file, undoing it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from services import audit, employees, promo_codes, stores, tiers
from services.database import DUPLICATE, Connection, Row, fetch, retrying, row, rows, transaction
from services.errors import Conflict, NotFound
from services.keyring import Keyring
from services.program_file import ProgramConfig, parse
from services.program_file.difference import Change, difference
from services.segments import changes

TOKEN_PURPOSE = "bot_token"  # noqa: S105 - the name of a purpose, not a secret


@dataclass(frozen=True, slots=True)
class Program:
    """One program with the rules of one version of its file."""

    id: int
    slug: str
    version: int
    config: ProgramConfig

    @property
    def name(self) -> str:
        """What customers know it by."""
        return self.config.program.name

    @property
    def currency(self) -> str:
        """The currency of all its receipts, ISO 4217."""
        return self.config.program.currency


@dataclass(frozen=True, slots=True)
class Applied:
    """A version that came into force; no changes: the text was in force already."""

    program: Program
    changes: tuple[Change, ...]


@lru_cache(maxsize=64)
def _parsed(text: str, *, stored: bool = False) -> ProgramConfig:
    return parse(text, stored=stored)


SELECT = """
select p.id, p.slug, p.version, v.text
from program p join program_version v on v.program_id = p.id and v.number = p.version
"""


def _program(found: Row) -> Program:
    return Program(found["id"], found["slug"], found["version"], _parsed(found["text"], stored=True))


async def load(program_id: int) -> Program:
    """The program with the rules in force. Raises NotFound ``unknown_program``."""
    found = await row(SELECT + "where p.id = $1", program_id)
    if not found:
        raise NotFound("unknown_program")
    return _program(found)


class Known:
    """The program that one reader saw last: a version's text never changes, so its number says what is stale."""

    def __init__(self) -> None:
        self._program: Program | None = None

    async def at(self, program_id: int, version: int | None) -> Program:
        """The program with the rules in force, whose number is ``version``. Raises NotFound ``unknown_program``."""
        if self._program is None or (self._program.id, self._program.version) != (program_id, version):
            self._program = await load(program_id)
        return self._program


async def load_in(connection: Connection, program_id: int) -> Program:
    """The same inside a transaction; later versions wait until it ends. Raises NotFound ``unknown_program``."""
    found = await _under_lock(connection, "where p.id = $1 for share of p", program_id)
    if not found:
        raise NotFound("unknown_program")
    return _program(found)


async def _under_lock(connection: Connection, condition: str, value: object) -> Row | None:
    """The program's row, locked, with its text.

    A statement that waits for a rival's new version sees that version's number but not yet its text, so
    that the two do not meet and nothing is found; the next statement, now under the lock, sees both.
    """
    found = await fetch(connection, SELECT + condition, value)
    if not found:
        found = await fetch(connection, SELECT + condition, value)
    return found[0] if found else None


async def by_slug(slug: str) -> Program:
    """The program of that name. Raises NotFound ``unknown_program``."""
    found = await row(SELECT + "where p.slug = $1", slug)
    if not found:
        raise NotFound("unknown_program", program=slug)
    return _program(found)


async def every() -> tuple[Program, ...]:
    """All programs of this deployment, the first one first."""
    return tuple(_program(found) for found in await rows(SELECT + "order by p.id"))


async def text(program: Program, number: int | None = None) -> str:
    """The file of a version (default: the one in force) as it was applied."""
    found = await row(
        "select text from program_version where program_id = $1 and number = $2",
        program.id,
        number or program.version,
    )
    if not found:
        raise NotFound("unknown_version", version=number)
    return str(found["text"])


async def configs(
    connection: Connection, program: Program, numbers: Collection[int]
) -> dict[int, ProgramConfig]:
    """The files of these versions: what priced a receipt of theirs, with the titles of that time."""
    known = {program.version: program.config}
    wanted = sorted(set(numbers) - known.keys())
    sql = "select number, text from program_version where program_id = $1 and number = any($2::int[])"
    found = await fetch(connection, sql, program.id, wanted) if wanted else []
    return known | {one["number"]: _parsed(one["text"], stored=True) for one in found}


@dataclass(frozen=True, slots=True)
class Version:
    """One applied version of the file; ``applied_by`` is an actor of the audit, ``name`` the person's."""

    number: int
    applied_at: datetime
    applied_by: str
    name: str | None


async def in_force(program: Program) -> Version:
    """When and by whom the program's version was applied."""
    found = await row(
        "select v.number, v.applied_at, v.applied_by, e.name from program_version v"
        " left join employee e on e.program_id = $1 and v.applied_by = 'telegram:' || e.telegram_id"
        " where v.program_id = $1 and v.number = $2",
        program.id,
        program.version,
    )
    if not found:
        raise NotFound("unknown_version", version=program.version)
    return Version(**found)


async def check_currency(program: Program, currency: str) -> None:
    """Amounts that were counted cannot change their currency. Raises Conflict ``currency_in_use``."""
    if currency != program.currency and await row(
        "select 1 as found where exists (select from receipt where program_id = $1)"
        " or exists (select from gift_card where program_id = $1)",
        program.id,
    ):
        raise Conflict("currency_in_use", "program.currency", currency=program.currency)


async def check_worth(program: Program) -> None:
    """Points that were given stay worth what they are: a balance of money counts in the smallest coin.

    Raises Conflict ``balance_in_use``.
    """
    if await row(
        "select 1 as found where exists (select from entry where program_id = $1)"
        " or exists (select from promo_batch where program_id = $1 and points > 0)",
        program.id,
    ):
        raise Conflict("balance_in_use", "points.kind")


async def _check_money(program: Program, config: ProgramConfig) -> None:
    """What was counted keeps its currency and its worth. Raises as ``check_currency`` and ``check_worth``."""
    await check_currency(program, config.program.currency)
    before, after = program.config.points, config.points
    if before.kind != after.kind and before.minor_units_per_point != after.minor_units_per_point:
        await check_worth(program)


async def preview(program: Program, new_text: str) -> tuple[Change, ...]:
    """What applying the text would change. Raises ProgramFileError, Conflict as ``apply``."""
    config = _parsed(new_text)
    if config.program.slug != program.slug:
        raise Conflict("other_program", "program.slug", program=config.program.slug)
    await _check_money(program, config)
    return tuple(difference(program.config, config))


async def apply(new_text: str, *, actor: str, now: datetime, expected_version: int | None = None) -> Applied:
    """Put a file into force as a new version of the program that its slug names; creates the program.

    ``expected_version``: refuse with Conflict ``program_changed`` when somebody applied another in between;
    0 with Conflict ``program_exists`` when there is one already. Raises ProgramFileError when the file is wrong,
    Conflict ``currency_in_use`` when there are receipts in another currency, ``balance_in_use`` when points that
    were given would become money of another worth.
    """
    # of two that create the program at once, the second finds what the first has made
    return await retrying(lambda: _apply(new_text, actor, now, expected_version), also=DUPLICATE)


async def _apply(new_text: str, actor: str, now: datetime, expected_version: int | None) -> Applied:
    config = _parsed(new_text)
    async with transaction() as connection:
        return await _put_into_force(connection, config, new_text, actor, now, expected_version)


async def add(new_text: str, token: str, keyring: Keyring, *, actor: str, now: datetime) -> Applied:
    """Create the program of a file with its bot, both or neither.

    Raises Conflict ``program_exists`` or ``bot_taken``, also when somebody else has just been first, and as ``apply``.
    """
    return await retrying(lambda: _add(new_text, token, keyring, actor, now), also=DUPLICATE)


async def _add(new_text: str, token: str, keyring: Keyring, actor: str, now: datetime) -> Applied:
    config = _parsed(new_text)
    async with transaction() as connection:
        applied = await _put_into_force(connection, config, new_text, actor, now, 0)
        await _give_bot(connection, applied.program.id, token, keyring)
    return applied


async def _put_into_force(
    connection: Connection,
    config: ProgramConfig,
    new_text: str,
    actor: str,
    now: datetime,
    expected_version: int | None,
) -> Applied:
    before = await _locked(connection, config.program.slug)
    if before and expected_version == 0:
        raise Conflict("program_exists", program=before.slug)
    if before and await text(before) == new_text:
        return Applied(before, ())
    if before and expected_version not in (None, before.version):
        raise Conflict("program_changed", version=before.version)
    if before:
        await _check_money(before, config)
    program = await _store_version(connection, before, config, new_text, actor, now)
    changes = tuple(difference(before.config, config)) if before else ()
    await _follow(connection, program, before, now)
    await audit.record(
        connection,
        program.id,
        actor=actor,
        action="program.apply",
        target=str(program.version),
        data={"changes": [change.key for change in changes]},
        now=now,
    )
    return Applied(program, changes)


async def undo(program: Program, *, actor: str, now: datetime) -> Applied:
    """Put the version before this one into force again, as a new version. Raises as ``previous``."""
    before = await previous(program)
    return await apply(before, actor=actor, now=now, expected_version=program.version)


async def previous(program: Program) -> str:
    """The file of the version before this one. Raises Conflict ``nothing_to_undo``."""
    if program.version == 1:
        raise Conflict("nothing_to_undo")
    return await text(program, program.version - 1)


async def _locked(connection: Connection, slug: str) -> Program | None:
    found = await _under_lock(connection, "where p.slug = $1 for update of p", slug)
    return _program(found) if found else None


async def _store_version(
    connection: Connection,
    before: Program | None,
    config: ProgramConfig,
    new_text: str,
    actor: str,
    now: datetime,
) -> Program:
    if before:
        number = before.version + 1
        await fetch(connection, "update program set version = $2 where id = $1", before.id, number)
        program_id = before.id
    else:
        number = 1
        created = await fetch(
            connection,
            "insert into program (slug, version, created_at) values ($1, 1, $2) returning id",
            config.program.slug,
            now,
        )
        program_id = created[0]["id"]
    await fetch(
        connection,
        "insert into program_version (program_id, number, text, applied_at, applied_by) values ($1, $2, $3, $4, $5)",
        program_id,
        number,
        new_text,
        now,
        actor,
    )
    return Program(program_id, config.program.slug, number, config)


async def _follow(connection: Connection, program: Program, before: Program | None, now: datetime) -> None:
    """Bring the rows that mirror the file in step with it."""
    await stores.follow(connection, program.id, program.config.stores)
    await employees.follow(connection, program.id, program.config.employees)
    await promo_codes.follow(connection, program.id, program.config, now=now)
    if before:
        await tiers.follow(connection, program.id, before.config, program.config, now=now)
    if before and _asked(before.config) != _asked(program.config):
        await changes.add_all(connection, program.id, now=now)


async def set_bot_token(program_id: int, token: str, keyring: Keyring) -> None:
    """Keep the bot's token, encrypted. Raises Conflict ``bot_taken`` when another program has it."""
    async with transaction() as connection:
        await _give_bot(connection, program_id, token, keyring)


async def _give_bot(connection: Connection, program_id: int, token: str, keyring: Keyring) -> None:
    """One program at a time: the same token is encrypted differently each time, so no index finds it twice."""
    await fetch(connection, "select pg_advisory_xact_lock(hashtextextended($1, 0))", TOKEN_PURPOSE)
    others = "select bot_token from program where bot_token is not null and id <> $1"
    for other in await fetch(connection, others, program_id):
        if keyring.decrypt(TOKEN_PURPOSE, other["bot_token"]) == token:
            raise Conflict("bot_taken")
    sealed = keyring.encrypt(TOKEN_PURPOSE, token)
    await fetch(connection, "update program set bot_token = $2 where id = $1", program_id, sealed)


async def set_bot_username(program_id: int, username: str) -> None:
    """Keep the name under which Telegram knows the bot; deep links are made of it."""
    async with transaction() as connection:
        await fetch(connection, "update program set bot_username = $2 where id = $1", program_id, username)


async def bot_username(program_id: int) -> str | None:
    """The name under which Telegram knows the bot; None until it has connected once."""
    found = await row("select bot_username from program where id = $1", program_id)
    return found["bot_username"] if found else None


async def bot_tokens(keyring: Keyring) -> dict[int, str]:
    """The token of each program that has one."""
    found = await rows("select id, bot_token from program where bot_token is not null order by id")
    return {program["id"]: keyring.decrypt(TOKEN_PURPOSE, program["bot_token"]) for program in found}


def _asked(config: ProgramConfig) -> object:
    """What decides who is in which segment, beside the customers' own facts."""
    return config.all_segments, [club.terms for club in config.clubs]
