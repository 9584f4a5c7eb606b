"""Paid memberships and payments out of their rows."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from services.database import Connection, fetch, row, rows
from services.program_file.memberships import MembershipRules
from services.rules.memberships import STARS

if TYPE_CHECKING:
    from services.programs import Program


SHORTEST_AHEAD = timedelta(days=3)
LATE = timedelta(hours=1)  # Telegram takes the money when a period is over, and tells of it a little later
GRACE: timedelta = MembershipRules.model_fields["grace"].default  # of a membership that left the file


@dataclass(frozen=True, slots=True)
class Membership:
    """A paid membership; ``price`` in Stars or minor units, ``renews``: Telegram will take the money again.

    ``stopped``: the bot has switched the renewal off, and only the bot lets it be switched on again.
    """

    id: int
    customer_id: int
    code: str
    tier: str
    price: int
    currency: str
    days: int
    payload: str
    telegram_id: int
    charge_id: str
    renews: bool
    stopped: bool
    started_at: datetime
    paid_until: datetime
    ends_at: datetime
    ended_at: datetime | None
    end_reason: str | None

    @property
    def in_stars(self) -> bool:
        """Whether it is a subscription of Telegram's."""
        return self.currency == STARS

    def is_over(self, now: datetime) -> bool:
        """Whether only the days of grace are left of a subscription that nobody renews."""
        return self.in_stars and not self.renews and now >= self.paid_until

    def renewable(self, rules: MembershipRules | None, now: datetime) -> bool:
        """Whether another period may be bought: one for money that ends soon."""
        if self.in_stars or rules is None or rules.in_stars or rules.code != self.code:
            return False
        return now >= self.paid_until - min(max(rules.remind_before, SHORTEST_AHEAD), rules.period / 2)


def grace(rules: MembershipRules | None, *, in_stars: bool) -> timedelta:
    """How long a tier lasts after the end of what is paid, when another payment is expected."""
    days = rules.grace if rules else GRACE
    return max(days, LATE) if in_stars else days


COLUMNS = ", ".join(column.name for column in fields(Membership))
SELECT = f"select {COLUMNS} from paid_membership where program_id = $1 "  # noqa: S608 - names of the dataclass


async def current(program: Program, customer_id: int) -> Membership | None:
    """The customer's membership that has not ended."""
    found = await row(SELECT + "and customer_id = $2 and ended_at is null", program.id, customer_id)
    return Membership(**found) if found else None


async def current_in(connection: Connection, program_id: int, customer_id: int) -> Membership | None:
    """The same inside a transaction; the customer is to be locked."""
    sql = SELECT + "and customer_id = $2 and ended_at is null for update"
    found = await fetch(connection, sql, program_id, customer_id)
    return Membership(**found[0]) if found else None


async def of_payload(connection: Connection, program_id: int, payload: str) -> Membership | None:
    """The newest membership that an invoice with this payload began."""
    sql = SELECT + "and payload = $2 order by ended_at desc nulls first, id desc limit 1"
    found = await fetch(connection, sql, program_id, payload)
    return Membership(**found[0]) if found else None


async def get_in(connection: Connection, program_id: int, membership_id: int) -> Membership:
    """One membership; the customer is to be locked."""
    return Membership(
        **(await fetch(connection, SELECT + "and id = $2 for update", program_id, membership_id))[0]
    )


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment as an admin sees it; ``state``: paid, refunding, refused or refunded."""

    id: int
    customer_id: int | None
    membership_id: int | None
    code: str | None
    amount: int
    currency: str
    at: datetime
    state: str
    problem: str | None

    @property
    def in_stars(self) -> bool:
        """Whether Telegram can give it back."""
        return self.currency == STARS


PAYMENTS = """
select p.id, p.customer_id, p.membership_id, m.code, p.amount, p.currency, p.at, p.problem,
       coalesce((select case r.kind when 'refund' then 'refunded' when 'refund_refused' then 'refused'
                        else 'refunding' end
                 from payment r where r.program_id = $1 and r.payment_id = p.id order by r.id desc limit 1), 'paid')
       as state
from payment p left join paid_membership m on m.program_id = $1 and m.id = p.membership_id
where p.program_id = $1 and p.kind = 'payment'
"""


UNCLEAR = """
select count(*) as count from payment p where p.program_id = $1 and p.kind = 'payment' and p.problem is not null
and not exists (select from payment r where r.program_id = $1 and r.payment_id = p.id and r.kind = 'refund')
"""


async def payments(program: Program, customer_id: int, limit: int = 6) -> list[Paid]:
    """A customer's payments, newest first."""
    sql = PAYMENTS + " and p.customer_id = $2 order by p.id desc limit $3"
    return [Paid(**found) for found in await rows(sql, program.id, customer_id, limit)]


async def any_paid(program: Program, customer_id: int) -> bool:
    """Whether the customer has ever paid for anything."""
    sql = "select 1 as found from payment where program_id = $1 and customer_id = $2 and kind = 'payment' limit 1"
    return await row(sql, program.id, customer_id) is not None


async def unclear(program: Program) -> int:
    """How many payments gave nothing and were not given back."""
    found = await row(UNCLEAR, program.id)
    return int(found["count"]) if found else 0


async def payment(program: Program, payment_id: int) -> Paid | None:
    """One payment."""
    found = await row(PAYMENTS + " and p.id = $2", program.id, payment_id)
    return Paid(**found) if found else None
