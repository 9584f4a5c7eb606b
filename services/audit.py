"""What admins did, kept for those who must answer for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from services.database import Connection, Row, fetch, rows


async def record(
    connection: Connection,
    program_id: int,
    *,
    actor: str,
    action: str,
    target: str | None = None,
    data: dict[str, Any] | None = None,
    now: datetime,
) -> None:
    """Add one act to the caller's transaction. ``actor``: ``telegram:<id>``, ``cli`` or ``merchant:<id>``."""
    await fetch(
        connection,
        "insert into audit (program_id, actor, action, target, data, at) values ($1, $2, $3, $4, $5::jsonb, $6)",
        program_id,
        actor,
        action,
        target,
        orjson.dumps(data or {}).decode(),
        now,
    )


async def counted(
    connection: Connection, program_id: int, *, actor: str, action: str, since: datetime
) -> int:
    """How often somebody did something after a moment, for limits that must outlive every restart."""
    found = await fetch(
        connection,
        "select count(*) as acts from audit where program_id = $1 and at > $2 and actor = $3 and action = $4",
        program_id,
        since,
        actor,
        action,
    )
    return int(found[0]["acts"])


async def latest(program_id: int, limit: int = 20) -> list[Row]:
    """The last acts, newest first: actor, action, target, data, at."""
    return await rows(
        "select actor, action, target, data, at from audit where program_id = $1 order by at desc, id desc limit $2",
        program_id,
        limit,
    )


@dataclass(frozen=True, slots=True)
class Act:
    """One act with the people and things that its row names by id; ``name`` is of who did it.

    ``data`` is what was recorded with it: points and reason of a grant, the changed keys of the rules …
    """

    at: datetime
    actor: str
    action: str
    target: str | None
    data: Mapping[str, Any]
    name: str | None
    customer: str | None
    card: str | None
    employee: str | None
    segment: str | None


PAGE = """
select a.at, a.actor, a.action, a.target, a.data, coalesce(e.name, nullif(c.name, ''), m.name) as name,
       coalesce(g.name, o.name) as customer, coalesce(g.card, o.card) as card, w.name as employee, k.segment
from (select *, case when actor like 'telegram:%' then split_part(actor, ':', 2)::bigint end as account,
             case when actor like 'merchant:%' then split_part(actor, ':', 2)::bigint end as merchant_id
      from audit where program_id = $1 order by at desc, id desc limit $2 offset $3) a
left join employee e on e.program_id = $1 and e.telegram_id = a.account
left join customer c on c.program_id = $1 and c.telegram_id = a.account
left join merchant m on m.program_id = $1 and m.id = a.merchant_id
left join customer g on g.program_id = $1
     and g.card = case when a.action = 'grant' or a.action like 'customer.%' then a.target end
left join customer o on o.program_id = $1
     and o.id = case when a.action like 'contact.%' then a.target::bigint end
left join employee w on w.program_id = $1 and a.action like 'staff.%' and a.target in (w.id::text, w.code)
left join campaign k on k.program_id = $1
     and k.id = case when a.action like 'campaign.%' then a.target::bigint end
order by a.at desc, a.id desc
"""


async def page(program_id: int, *, limit: int, offset: int = 0) -> list[Act]:
    """Acts, newest first."""
    found = await rows(PAGE, program_id, limit, offset)
    return [Act(**act | {"data": orjson.loads(act["data"])}) for act in found]
