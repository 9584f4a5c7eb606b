"""What a customer has, as of a moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.points.loading import read
from services.programs import Program
from services.rules.accounts import Account


@dataclass(frozen=True, slots=True)
class Balance:
    """A customer's points as of a moment."""

    available: int
    pending: int
    held: int
    debt: int
    maturing: tuple[tuple[datetime, int], ...]  # when pending points become available
    expiring: tuple[tuple[datetime, int], ...]  # the soonest expiries of available points

    @property
    def soonest_expiry(self) -> tuple[datetime, int] | None:
        """The next moment at which points burn, and how many."""
        return self.expiring[0] if self.expiring else None


async def balance(program: Program, customer_id: int, *, now: datetime) -> Balance:
    """The balance as of now, settled in memory; nothing is written."""
    account = await read(program, customer_id, now)
    account.settle(now, lambda: 0)
    return of_account(account)


def of_account(account: Account) -> Balance:
    """The balance of a settled account with all its lots."""
    return Balance(
        account.available,
        account.pending,
        account.held,
        account.debt,
        _by_moment((lot.matures_at, lot.remaining) for lot in account.lots if not lot.matured),
        _by_moment((lot.expires_at, lot.remaining) for lot in account.lots if lot.matured and lot.expires_at),
    )


def _by_moment(amounts: Iterable[tuple[datetime, int]]) -> tuple[tuple[datetime, int], ...]:
    sums: dict[datetime, int] = {}
    for moment, points in amounts:
        if points:
            sums[moment] = sums.get(moment, 0) + points
    return tuple(sorted(sums.items()))
