"""What the bot waits for from a person, and which updates it has finished: in PostgreSQL, so nothing forgets it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

import orjson

from services.customers import Customer
from services.database import Row, fetch, row, rows, transaction
from services.employees import Employee

PATIENCE = timedelta(hours=24)  # a question that old is no longer in anybody's mind


@dataclass(frozen=True, slots=True)
class Awaited:
    """What the bot waits for: a step's name and what it needs to go on."""

    state: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Who:
    """Who is behind a Telegram account, and whether this update was finished before.

    ``spoken``: the language that is remembered for those who work here; ``version``: the rules in force.
    """

    customer: Customer | None
    employee: Employee | None
    awaited: Awaited | None
    spoken: str | None
    repeated: bool
    version: int | None


_CUSTOMER = [column.name for column in fields(Customer)]
_EMPLOYEE = [column.name for column in fields(Employee)]
WHO = f"""
select {", ".join(f"c.{name} as c_{name}" for name in _CUSTOMER)},
       {", ".join(f"e.{name} as e_{name}" for name in _EMPLOYEE)},
       w.state, w.data, w.updated_at, l.language as spoken,
       (select p.version from program p where p.id = $1) as version,
       exists (select from telegram_update u where u.program_id = $1 and u.update_id = $3) as repeated
from (select 1) as one
left join customer c on c.program_id = $1 and c.telegram_id = $2
left join employee e on e.program_id = $1 and e.telegram_id = $2 and e.active
left join conversation w on w.program_id = $1 and w.telegram_id = $2
left join spoken_language l on l.program_id = $1 and l.telegram_id = $2
"""  # noqa: S608 - the names are those of two dataclasses


async def who(program_id: int, telegram_id: int, update_id: int, *, now: datetime) -> Who:
    """Everything that an update's handler asks of the database about the person, in one query."""
    found = await row(WHO, program_id, telegram_id, update_id)
    if found is None:
        return Who(None, None, None, None, repeated=False, version=None)
    return Who(
        Customer(**_part(found, "c_", _CUSTOMER)) if found["c_id"] is not None else None,
        Employee(**_part(found, "e_", _EMPLOYEE)) if found["e_id"] is not None else None,
        _awaited(found, now),
        found["spoken"],
        found["repeated"],
        found["version"],
    )


def _part(found: Row, prefix: str, names: Sequence[str]) -> Row:
    return {name: found[prefix + name] for name in names}


def _awaited(found: Row, now: datetime) -> Awaited | None:
    if found["state"] is None or found["updated_at"] < now - PATIENCE:
        return None
    data = found["data"]
    return Awaited(found["state"], orjson.loads(data) if isinstance(data, str) else data)


async def wait_for(
    program_id: int, telegram_id: int, state: str, data: dict[str, Any], *, now: datetime
) -> None:
    """The next message of this person answers this question; it takes the place of an earlier one."""
    async with transaction() as connection:
        await fetch(
            connection,
            "insert into conversation (program_id, telegram_id, state, data, updated_at)"
            " values ($1, $2, $3, $4::jsonb, $5)"
            " on conflict (program_id, telegram_id) do update"
            " set state = excluded.state, data = excluded.data, updated_at = excluded.updated_at",
            program_id,
            telegram_id,
            state,
            orjson.dumps(data).decode(),
            now,
        )


async def clear(program_id: int, telegram_id: int) -> None:
    """Wait for nothing."""
    async with transaction() as connection:
        sql = "delete from conversation where program_id = $1 and telegram_id = $2"
        await fetch(connection, sql, program_id, telegram_id)


async def finish(program_id: int, update_id: int, *, now: datetime) -> None:
    """The update's handler has finished: its repeat is to change nothing."""
    sql = "insert into telegram_update (program_id, update_id, at) values ($1, $2, $3) on conflict do nothing"
    await rows(sql, program_id, update_id, now)  # one statement is a transaction of its own
