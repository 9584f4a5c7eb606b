"""What pricing and tiers ask about the customers of a batch: read only where the program's rules ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from services import clubs, favourites, tiers
from services.database import Connection, fetch
from services.receipts.state import CustomerState, Pending, State
from services.rules import birthdays, caps, earning_terms
from services.rules import tiers as steps
from services.rules.caps import Past
from services.rules.pricing import Basket, Buyer
from services.rules.tiers import Standing

PAST = """
select customer_id, issued_at, earned - revoked as earned from receipt
where program_id = $1 and customer_id = any($2::bigint[]) and issued_at >= $3 and issued_at < $4
  and (refunded < total or total = 0)
"""


async def read(connection: Connection, state: State, batch: Sequence[Pending], now: datetime) -> None:
    """End the tiers that have ended, and read what counts for tiers, conditions and caps."""
    await _end_tiers(connection, state, now)
    spent = {customer.id: customer.spent for customer in state.customers.values()}
    moments = {item.arrived_at for item in batch}
    state.standings = await tiers.standings(connection, state.program, spent, moments)
    needs = earning_terms.needs(state.config)
    if spent and needs.past:
        await _read_past(connection, state, batch)
    if spent and needs.favourites:
        await _read_favourites(connection, state, batch)
    if spent and needs.clubs:
        state.clubs = await clubs.of(connection, state.program, list(state.customers))


async def _end_tiers(connection: Connection, state: State, now: datetime) -> None:
    due = [customer.id for customer in state.customers.values() if customer.tier_due(now)]
    if due:
        for placed in await tiers.settle_due(connection, state.program, due, now=now):
            customer = state.customers[placed.id]
            customer.tier, customer.tier_since, customer.held = placed.tier, placed.since, placed.held


async def _read_past(connection: Connection, state: State, batch: Sequence[Pending]) -> None:
    """The receipts of the months of this batch, by the clocks of their stores."""
    stores = {store.timezone for store in state.stores.values()}
    sales = [item.receipt.issued_at for item in batch]
    months = [
        month
        for zone in stores
        for sale in (min(sales), max(sales))
        for month in caps.month_of(sale.astimezone(zone))
    ]
    for row in await fetch(
        connection, PAST, state.program.id, list(state.customers), min(months), max(months)
    ):
        state.past.setdefault(row["customer_id"], []).append(Past(row["issued_at"], row["earned"]))


async def _read_favourites(connection: Connection, state: State, batch: Sequence[Pending]) -> None:
    """What was chosen for the months of this batch, by the clocks of their stores."""
    stores = {store.timezone for store in state.stores.values()}
    days = {item.receipt.issued_at.astimezone(zone).date() for zone in stores for item in batch}
    for month in {day.replace(day=1) for day in days}:
        chosen = await favourites.of(connection, state.program, list(state.customers), month)
        state.favourites |= {(one, month.year, month.month): lines for one, lines in chosen.items()}


def buyer(state: State, customer: CustomerState, basket: Basket) -> Buyer:
    """The customer before this receipt counts."""
    used = caps.used(state.past.get(customer.id, ()), basket.at)
    return Buyer(
        tier=customer.tier,
        visits=customer.receipts,
        repeated=customer.receipts < customer.most_receipts,
        birthday=birthdays.counted(customer.birthday, customer.birthday_counts_from, basket.at),
        favourites=state.favourites.get((customer.id, basket.at.year, basket.at.month), frozenset()),
        clubs=state.clubs.get(customer.id, frozenset()),
        receipts_day=used.receipts_day,
        earned_day=used.earned_day,
        earned_month=used.earned_month,
    )


def count(
    state: State, customer: CustomerState, item: Pending, *, earned: int, receipt_id: int, actor: str
) -> None:
    """Add the receipt to what the next one of this customer is measured by, and raise the tier at once."""
    receipt, now = item.receipt, item.arrived_at
    state.past.setdefault(customer.id, []).append(Past(receipt.issued_at, earned))
    visits = 1 if receipt.total else 0  # as services.tiers.standing counts them
    bought = Standing(spent=receipt.total, points=earned, visits=visits)
    state.standings.count(customer.id, bought, receipt.issued_at, now)
    move = tiers.purchased(
        state.config,
        customer.id,
        customer.tier,
        customer.held,
        state.standings.of(customer.id, now),
        receipt_id=receipt_id,
        actor=actor,
        now=now,
    )
    if move.after != customer.tier:
        customer.tier, customer.tier_since = move.after, now
    customer.held = move.held
    state.moves.append(move)


def to_next(state: State, customer: CustomerState, now: datetime) -> int | None:
    """What the next tier still needs of what tiers are measured by; None at the top."""
    measured = state.standings.of(customer.id, now).by(state.config.tier_rules.measured_by)
    return steps.to_next(state.config.tiers, customer.tier, measured)
