"""What of a customer's points may be given away now: their age, and what went today and this month."""

from __future__ import annotations

from datetime import UTC, datetime

from services import points
from services.database import Connection, Row, fetch, rows
from services.programs import Program
from services.rules import transferring
from services.rules.accounts import Account
from services.rules.ledger import Lot
from services.rules.segments import local_day, start_of_day
from services.rules.transferring import Given
from services.transfers.shapes import Quote

# an undone transfer has not been given
GIVEN = """
select coalesce(sum(t.points - coalesce(u.points + u.owed, 0)) filter (where t.at >= $3), 0)::bigint as day,
       coalesce(sum(t.points - coalesce(u.points + u.owed, 0)), 0)::bigint as month
from transfer t left join transfer u on u.program_id = $1 and u.undoes_id = t.id
where t.program_id = $1 and t.giver_id = $2 and t.at >= $4 and t.undoes_id is null
"""
GIVEN_AT = """
select l.id, e.at from lot l join entry e on e.program_id = $1 and e.id = l.entry_id
where l.program_id = $1 and l.customer_id = $2 and (l.remaining > 0 or l.held > 0)
"""


async def quote(program: Program, customer_id: int, *, now: datetime) -> Quote:
    """What the customer may give now; nothing is written."""
    account = await points.read(program, customer_id, now)
    account.settle(now, lambda: 0)
    given = Given(**(await rows(GIVEN, program.id, customer_id, *_since(program, now)))[0])
    lots = _free(program, account, await rows(GIVEN_AT, program.id, customer_id), now)
    terms, free = program.config.transfers, sum(lot.remaining for lot in lots)
    most = transferring.most(terms, free, given)
    return Quote(
        transferring.least(terms),
        most,
        terms.step,
        account.available,
        transferring.suggested(terms, most, _unit(program)),
        None if most else _held_back(program, account, free, given),
    )


def _unit(program: Program) -> int:
    """What people think of as one: a point, or one whole of the currency where the balance is money."""
    config = program.config
    return int(10**config.currency_digits) if config.points.are_money else 1


async def free_lots(connection: Connection, program: Program, account: Account, now: datetime) -> list[Lot]:
    """The lots of a locked and settled account that are old enough, the soonest to expire first."""
    return _free(program, account, await fetch(connection, GIVEN_AT, program.id, account.customer_id), now)


async def given(connection: Connection, program: Program, customer_id: int, now: datetime) -> Given:
    """What a locked customer gave away today and this month."""
    [found] = await fetch(connection, GIVEN, program.id, customer_id, *_since(program, now))
    return Given(**found)


def _free(program: Program, account: Account, ages: list[Row], now: datetime) -> list[Lot]:
    given_at = {row["id"]: row["at"] for row in ages}
    return transferring.old_enough(account.lots, given_at, program.config.transfers.return_window, now)


def _since(program: Program, now: datetime) -> tuple[datetime, datetime]:
    """When this day and this month began, by the clock of the program's first store."""
    zone = program.config.stores[0].zone
    today = local_day(now, zone)
    month = today.replace(day=1)
    return start_of_day(today, zone).astimezone(UTC), start_of_day(month, zone).astimezone(UTC)


def _held_back(program: Program, account: Account, free: int, given: Given) -> str:
    """Why nothing may go: the first reason that stands in the way."""
    terms = program.config.transfers
    if account.debt:
        return "transfer_debt"
    if transferring.most(terms, free, Given()) == 0:
        return "transfer_young"
    return "transfer_day" if transferring.most(terms, free, Given(0, given.month)) else "transfer_month"
