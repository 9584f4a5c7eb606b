"""What a receipt would do, without recording it: the same reading and the same fold, then thrown away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from copy import copy, deepcopy
from dataclasses import fields, replace
from datetime import timedelta
from itertools import count

from services import ids
from services.database import Connection, transaction
from services.errors import Conflict, Invalid, RegularsError
from services.keyring import Keyring
from services.programs import Program
from services.receipts import buyers
from services.receipts import state as states
from services.receipts.fold import Priced, price
from services.receipts.state import HoldState, Memory, Pending, State
from services.rules import pricing
from services.rules.accounts import Account
from services.rules.ledger import Hold
from services.rules.pricing import Dues
from services.rules.redemption import Payable

# what the fold only reads, and accounts, which are copied apart
SHARED = {"program", "keyring", "ids", "stores", "employees", "accounts"}
SUPPOSED = "supposed"  # the token of a hold that a quote imagines; no real one is that short
MOMENT = timedelta(minutes=1)


First = Callable[[Connection], Awaitable[RegularsError | None]]


class _NoIds(ids.Ids):
    """Ids for rows that are never written: they cost the database nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers: Iterator[int] = count(-1, -1)

    async def reserve(self, connection: Connection, count: int) -> None:
        """There are always enough."""

    def take(self) -> int:
        """The next one; below zero, where no row is."""
        return next(self._numbers)


class Pricer:
    """Prices baskets as they would be recorded now; keeps the rules in force of each program."""

    def __init__(self, keyring: Keyring) -> None:
        self.keyring = keyring
        self._memories: dict[int, Memory] = {}

    async def follow(self, connection: Connection, program: Program) -> Memory:
        """The program's stores and employees."""
        memory = self._memories.setdefault(program.id, Memory(ids=_NoIds()))
        await memory.follow(connection, program.id, program.version)
        return memory

    async def read(self, connection: Connection, program: Program, item: Pending) -> State:
        """Lock the customer and read all that pricing needs, with every lot that may pay."""
        memory = await self.follow(connection, program)
        state = await states.read(connection, program, memory, self.keyring, [item], whole=True)
        await buyers.read(connection, state, [item], item.arrived_at)
        return state

    async def look(self, program: Program, item: Pending, first: First | None = None) -> State:
        """The same in a transaction that leaves nothing, not even what reading brings up to date.

        ``first`` may refuse: then what it has written stays, and its refusal is raised.
        """
        with suppress(_Seen):
            async with transaction() as connection:
                refusal = await first(connection) if first else None
                if refusal is None:
                    state = await self.read(connection, program, item)
                    raise _Seen
            raise refusal
        return state


class _Seen(Exception):
    """Enough was read: the transaction is to be undone."""


def supposed(state: State, item: Pending, paying: int = 0, *, last: bool = False) -> Priced:
    """The receipt as it would be if so many points paid; the state stays as it is, unless this is its last use.

    Raises what recording would: Invalid or TooMany with the field.
    """
    trial = state if last else _copied(state)
    if paying:
        customer_id = next(iter(trial.accounts))
        account = trial.accounts[customer_id]
        account.settle(item.arrived_at, trial.ids.take)
        account.set_aside(Hold(trial.ids.take(), item.arrived_at + MOMENT), paying, item.arrived_at)
        trial.holds[SUPPOSED] = HoldState(account.holds[-1].id, item.merchant_id, customer_id, "live")
        item = replace(item, receipt=replace(item.receipt, hold=SUPPOSED))
    return price(trial, item)


def check(program: Program, dues: Dues, available: int, asked: int) -> Payable:
    """Whether exactly ``asked`` points may pay, and the limits.

    Raises Conflict ``not_enough_points``, Invalid ``points_below_minimum``, ``points_not_step`` or
    ``points_above_share``, each with the number that would do.
    """
    may = pricing.payable(program.config, dues, available)
    if asked > available or available < program.config.redemption.minimum_balance:
        raise Conflict("not_enough_points", "points", available=available)
    if asked < may.minimum:
        raise Invalid("points_below_minimum", "points", minimum=may.minimum)
    if asked % may.step:
        raise Invalid("points_not_step", "points", step=may.step)
    if asked > may.most:
        raise Invalid("points_above_share", "points", most=may.most)
    return may


def _copied(state: State) -> State:
    """A state of its own for one trial; the program, and what else is only read, is shared."""
    trial = copy(state)
    for field in fields(state):
        if field.name not in SHARED:
            setattr(trial, field.name, deepcopy(getattr(state, field.name)))
    trial.accounts = {
        customer_id: _copied_account(account) for customer_id, account in state.accounts.items()
    }
    return trial


def _copied_account(account: Account) -> Account:
    """Lots are many, so they are copied flat."""
    return Account(
        account.customer_id,
        account.available,
        account.pending,
        account.held,
        account.debt,
        lots=[copy(lot) for lot in account.lots],
        debts=[copy(debt) for debt in account.debts],
        holds=[replace(hold, shares=dict(hold.shares)) for hold in account.holds],
        grace=account.grace,
    )
