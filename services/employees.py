"""Employees: mirrored from the program file; an invite link ties each to a Telegram account."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services import audit
from services.database import DUPLICATE, Connection, Row, fetch, retrying, row, rows, transaction
from services.errors import Invalid, NotFound
from services.keyring import Keyring
from services.program_file.employees import EmployeeRules

INVITE_PURPOSE = "staff_invite"
INVITE_LIFE = timedelta(days=7)
MANAGING = ("manager", "admin", "owner")


@dataclass(frozen=True, slots=True)
class Employee:
    """Who serves; ``store_id`` is null for those of the whole chain, ``telegram_id`` until they were invited."""

    id: int
    code: str
    name: str
    role: str
    store_id: int | None
    telegram_id: int | None
    language: str | None

    @property
    def manages(self) -> bool:
        """Whether the role sees more than its own work."""
        return self.role in MANAGING


FOLLOW = """
insert into employee (program_id, code, name, role, store_id, active)
select $1, e.code, e.name, e.role, s.id, true
from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as e(code, name, role, store)
left join store s on s.program_id = $1 and s.code = e.store
on conflict (program_id, code) do update
set name = excluded.name, role = excluded.role, store_id = excluded.store_id, active = true
"""
SELECT = "select id, code, name, role, store_id, telegram_id, language from employee where program_id = $1 and active "


async def follow(connection: Connection, program_id: int, rules: Sequence[EmployeeRules]) -> None:
    """Make the rows say what the file says; those who left the file lose their access at once."""
    codes = [rule.code for rule in rules]
    await fetch(
        connection,
        "update employee set active = false, telegram_id = null, invite_digest = null"
        " where program_id = $1 and code <> all($2::text[])",
        program_id,
        codes,
    )
    names, roles, stores = (
        zip(*((r.name, r.role, r.store) for r in rules), strict=True) if rules else ((), (), ())
    )
    await fetch(connection, FOLLOW, program_id, codes, list(names), list(roles), list(stores))


async def every(program_id: int) -> tuple[Employee, ...]:
    """The employees of now, in the order in which they were added."""
    return tuple(_employee(found) for found in await rows(SELECT + "order by id", program_id))


async def by_telegram(program_id: int, telegram_id: int) -> Employee | None:
    """The employee behind a Telegram account."""
    found = await row(SELECT + "and telegram_id = $2", program_id, telegram_id)
    return _employee(found) if found else None


async def get(program_id: int, employee_id: int) -> Employee:
    """One employee. Raises NotFound ``unknown_employee``."""
    found = await row(SELECT + "and id = $2", program_id, employee_id)
    if not found:
        raise NotFound("unknown_employee")
    return _employee(found)


async def responsible(
    connection: Connection, program_id: int, store_id: int | None, admin_ids: Collection[int] = ()
) -> list[int]:
    """The Telegram accounts that answer for a store: its manager, those of the whole chain, the admins."""
    found = await fetch(
        connection,
        "select telegram_id from employee where program_id = $1 and active and telegram_id is not null"
        " and (role in ('admin', 'owner')"
        "      or (role = 'manager' and ($2::bigint is null or coalesce(store_id, $2) = $2)))",
        program_id,
        store_id,
    )
    return sorted({*admin_ids, *(employee["telegram_id"] for employee in found)})


async def invite(
    program_id: int,
    employee_id: int,
    *,
    actor: str,
    keyring: Keyring,
    now: datetime,
    token: Callable[[], str] = lambda: secrets.token_urlsafe(18),
) -> str:
    """Make a new invite (an earlier one dies) and return its secret, for a deep link; kept as a digest."""
    secret = token()
    async with transaction() as connection:
        updated = await fetch(
            connection,
            "update employee set invite_digest = $3, invited_at = $4"
            " where program_id = $1 and id = $2 and active returning id",
            program_id,
            employee_id,
            keyring.digest(INVITE_PURPOSE, secret),
            now,
        )
        if not updated:
            raise NotFound("unknown_employee")
        await audit.record(
            connection, program_id, actor=actor, action="staff.invite", target=str(employee_id), now=now
        )
    return secret


async def accept(
    program_id: int, secret: str, telegram_id: int, *, language: str, keyring: Keyring, now: datetime
) -> Employee:
    """Tie the account that opened the invite link; the invite works once, for seven days.

    Raises Invalid ``invite_invalid``; an account that is somebody else's already moves to this employee.
    """
    # the same account may open another invite at this moment, and accounts may change places
    return await retrying(
        lambda: _accept(program_id, secret, telegram_id, language, keyring, now), also=DUPLICATE
    )


async def _accept(
    program_id: int, secret: str, telegram_id: int, language: str, keyring: Keyring, now: datetime
) -> Employee:
    async with transaction() as connection:
        found = await fetch(
            connection,
            SELECT + "and invite_digest = $2 and invited_at > $3 for update",
            program_id,
            keyring.digest(INVITE_PURPOSE, secret),
            now - INVITE_LIFE,
        )
        if not found:
            raise Invalid("invite_invalid")
        await fetch(
            connection,
            "update employee set telegram_id = null where program_id = $1 and telegram_id = $2",
            program_id,
            telegram_id,
        )
        tied = await fetch(
            connection,
            "update employee set telegram_id = $3, language = $4, invite_digest = null"
            " where program_id = $1 and id = $2"
            " returning id, code, name, role, store_id, telegram_id, language",
            program_id,
            found[0]["id"],
            telegram_id,
            language,
        )
        actor = f"telegram:{telegram_id}"
        await audit.record(
            connection, program_id, actor=actor, action="staff.join", target=found[0]["code"], now=now
        )
    return _employee(tied[0])


async def seat(program_id: int, role: str, telegram_id: int, *, now: datetime) -> None:
    """Tie an account to the first free employee of the role, unless it is somebody's already.

    For the sandbox, whose cashier needs no invite link.
    """
    async with transaction() as connection:
        seated = await fetch(
            connection,
            "update employee set telegram_id = $3 where program_id = $1 and not exists"
            " (select from employee e where e.program_id = $1 and e.telegram_id = $3) and id ="
            " (select id from employee where program_id = $1 and role = $2 and active and telegram_id is null"
            "  order by id limit 1) returning code",
            program_id,
            role,
            telegram_id,
        )
        for employee in seated:
            await audit.record(
                connection, program_id, actor="sandbox", action="staff.join", target=employee["code"], now=now
            )


async def set_language(program_id: int, employee_id: int, language: str) -> None:
    """The language in which the bot speaks with the employee."""
    async with transaction() as connection:
        sql = "update employee set language = $3 where program_id = $1 and id = $2"
        await fetch(connection, sql, program_id, employee_id, language)


def _employee(found: Row) -> Employee:
    return Employee(**found)
