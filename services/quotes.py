"""Quotes: what a basket would earn, what points may pay, and what is left; nothing is stored or used up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from services import lookups, offers
from services.customers import Customer
from services.database import Connection, transaction
from services.errors import Invalid, RegularsError
from services.lookups import Asker
from services.offers import CurrentOffer
from services.pricer import Pricer, check, supposed
from services.programs import Program
from services.receipts.fold import Priced
from services.receipts.shapes import CustomerRef, NewReceipt, ReceiptAnswer
from services.receipts.state import Memory, Pending, State
from services.rules import pricing
from services.rules.redemption import Payable


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose till asks."""

    program: Program
    merchant_id: int
    merchant: str


@dataclass(frozen=True, slots=True)
class Paying:
    """The basket if ``points`` pay for a part of it; money in minor units."""

    points: int
    worth: int
    payable: int
    earned: int


@dataclass(frozen=True, slots=True)
class Quote:
    """``answer`` is what the receipt would be answered if no points paid, but for the balance, which is now's."""

    answer: ReceiptAnswer
    balance: int = 0
    pending: int = 0
    redemption: Payable | None = None  # none: nobody showed a card
    paying: Paying | None = None  # none: no points may pay
    offers: tuple[CurrentOffer, ...] = ()


async def quote(
    pricer: Pricer, caller: Caller, basket: NewReceipt, *, points: int | None = None, now: datetime
) -> Quote:
    """Price a basket for a till. ``points``: how many would pay; none: as many as may.

    Raises what recording the same receipt would, NotFound for an unknown customer, and what
    ``services.pricer.check`` says of the points.
    """
    ref = basket.customer
    if ref and ref.kind != "card":
        basket = replace(basket, customer=await _card(pricer, caller, basket, ref, now))
    item = Pending(caller.merchant_id, caller.merchant, basket, now)

    async def known(connection: Connection) -> RegularsError | None:
        """A card is looked at where it is priced; a code or phone before, since it has to wait for its turn."""
        if ref is None or ref.kind != "card":
            return None
        found = await _identified(connection, pricer, caller, basket, ref, now)
        return found if isinstance(found, RegularsError) else None

    state = await pricer.look(caller.program, item, known)
    bare = supposed(state, item)
    if bare.customer is None:
        return Quote(bare.answer)
    current = await offers.current(caller.program, bare.customer.id, now=now)
    return _quote(caller.program, state, item, bare, points, current)


def _quote(
    program: Program,
    state: State,
    item: Pending,
    bare: Priced,
    points: int | None,
    current: tuple[CurrentOffer, ...],
) -> Quote:
    [account] = state.accounts.values()
    account.settle(item.arrived_at, state.ids.take)
    balance, pending = account.available, account.pending
    may = pricing.payable(program.config, bare.dues, balance)
    if points is not None and points > 0:
        may = check(program, bare.dues, balance, points)
    chosen = may.most if points is None else points
    paying = _paying(supposed(state, item, chosen, last=True), chosen) if chosen else None
    return Quote(bare.answer, balance, pending, may, paying, current)


def _paying(priced: Priced, points: int) -> Paying:
    answer = priced.answer
    earned = answer.points.earned if answer.points else 0
    worth = priced.pending.receipt.total - answer.discount - answer.payable
    return Paying(points, worth, answer.payable, earned)


async def _card(
    pricer: Pricer, caller: Caller, basket: NewReceipt, ref: CustomerRef, now: datetime
) -> CustomerRef:
    """The card of whom the till means; counted and limited as a lookup is, in a transaction of its own."""
    async with transaction() as connection:
        found = await _identified(connection, pricer, caller, basket, ref, now)
    if isinstance(found, RegularsError):
        raise found
    return CustomerRef("card", found.card)


async def _identified(
    connection: Connection,
    pricer: Pricer,
    caller: Caller,
    basket: NewReceipt,
    ref: CustomerRef,
    now: datetime,
) -> Customer | RegularsError:
    memory = await pricer.follow(connection, caller.program)
    asker = Asker(caller.program.id, caller.merchant_id, store_id(memory, caller, basket.store))
    return await lookups.identify(connection, asker, ref, keyring=pricer.keyring, now=now)


def store_id(memory: Memory, caller: Caller, code: str) -> int:
    """The merchant's store of this code. Raises Invalid ``unknown_store``, also for another merchant's."""
    store = memory.stores.get(code)
    if store is None or store.merchant not in (None, caller.merchant):
        raise Invalid("unknown_store", "store")
    return store.id
