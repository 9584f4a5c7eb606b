"""Money has come: stored once by Telegram's charge, in one transaction with the tier that it buys.

Whatever is wrong with a payment, it is kept: what gave nothing says why (``problem``), and the admins are told.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from services import points, tiers
from services.customers import changed
from services.database import DUPLICATE, Connection, fetch, retrying, transaction
from services.keyring import Keyring
from services.memberships import invoices, reading, refunding, telling
from services.memberships.reading import Membership
from services.memberships.writing import NewPayment, begin, end, prolong, store
from services.points import Grant
from services.program_file.memberships import MembershipRules
from services.rules import memberships as rule
from services.rules.memberships import Sold

if TYPE_CHECKING:
    from services.programs import Program


@dataclass(frozen=True, slots=True)
class Paid:
    """What Telegram says of a payment; ``first``: of the first of a subscription, ``until``: it lasts so long."""

    charge_id: str
    provider_charge_id: str
    telegram_id: int
    amount: int
    currency: str
    payload: str
    recurring: bool = False
    first: bool = False
    until: datetime | None = None


@dataclass(slots=True)
class _Case:
    """One payment in work: what was sold, to whom, and what that customer has."""

    program: Program
    paid: Paid
    sold: Sold
    rules: MembershipRules | None
    running: Membership | None
    own: Membership | None  # that this very invoice began
    now: datetime

    @property
    def again(self) -> bool:
        """Whether it prolongs what runs: a renewal, or another period for money."""
        if self.running is None:
            return False
        if self.sold.in_stars:
            return self.running.payload == self.paid.payload and not self.paid.first
        return not self.running.in_stars and self.running.code == self.sold.code

    @property
    def tier(self) -> str | None:
        """The tier that was sold, or what the membership gives today if that one left the file."""
        if self.program.config.tier(self.sold.tier):
            return self.sold.tier
        return self.rules.tier if self.rules else None

    @property
    def subscription(self) -> str:
        """The charge that names the subscription: its first one."""
        return self.own.charge_id if self.own and not self.paid.first else self.paid.charge_id

    @property
    def grace(self) -> timedelta:
        return reading.grace(self.rules, in_stars=self.sold.in_stars)


async def settle(
    program: Program, paid: Paid, *, keyring: Keyring, admin_ids: Collection[int] = (), now: datetime
) -> bool:
    """Store a payment with what it buys; false when it was stored before. Raises only what the database does."""
    return await retrying(lambda: _settle(program, paid, keyring, admin_ids, now), also=DUPLICATE)


async def _settle(
    program: Program, paid: Paid, keyring: Keyring, admin_ids: Collection[int], now: datetime
) -> bool:
    async with transaction() as connection:
        sold = invoices.read(keyring, program.id, paid.payload)
        own = await reading.of_payload(connection, program.id, paid.payload)
        sold = sold or (_as_sold(own) if own else None)
        customer_id = await _customer(connection, program, sold, paid)
        if await _known(connection, program, paid.charge_id):
            return False
        problem = _problem(sold, customer_id, paid)
        if problem or sold is None or customer_id is None:
            new = NewPayment(paid, customer_id, now, problem=problem)
            payment_id = await store(connection, program.id, new)
            if payment_id is not None:
                await telling.unclear(connection, program, new, payment_id, admin_ids)
            return payment_id is not None
        running = await reading.current_in(connection, program.id, customer_id)
        rules = program.config.membership(sold.code)
        await _take(connection, _Case(program, paid, sold, rules, running, own, now), admin_ids)
        return True


async def keep(
    program: Program, paid: Paid, problem: str, *, admin_ids: Collection[int], now: datetime
) -> bool:
    """Store a payment that could not be worked out, so that it is not lost; false when it was stored before."""
    async with transaction() as connection:
        new = NewPayment(paid, None, now, problem=problem)
        payment_id = await store(connection, program.id, new)
        if payment_id is not None:
            await telling.unclear(connection, program, new, payment_id, admin_ids)
        return payment_id is not None


def _as_sold(own: Membership) -> Sold:
    """A renewal is understood by the row of its first payment, even when SECRET_KEY is another one now."""
    return Sold(own.customer_id, own.code, own.tier, own.price, own.currency, own.days, "-")


async def _customer(connection: Connection, program: Program, sold: Sold | None, paid: Paid) -> int | None:
    """The customer who bought, locked; of an unknown invoice the one who paid, if it is one."""
    if sold is not None:
        await points.lock(connection, program.id, [sold.customer_id])
        sql = "select id from customer where program_id = $1 and id = $2"
        found = await fetch(connection, sql, program.id, sold.customer_id)
    else:
        sql = "select id from customer where program_id = $1 and telegram_id = $2 and joined_at is not null for update"
        found = await fetch(connection, sql, program.id, paid.telegram_id)
    return found[0]["id"] if found else None


async def _known(connection: Connection, program: Program, charge_id: str) -> bool:
    sql = "select 1 as found from payment where program_id = $1 and charge_id = $2 and kind = 'payment'"
    return bool(await fetch(connection, sql, program.id, charge_id))


def _problem(sold: Sold | None, customer_id: int | None, paid: Paid) -> str | None:
    if sold is None:
        return "unknown_invoice"
    if customer_id is None:
        return "unknown_customer"
    return "other_price" if (paid.amount, paid.currency) != (sold.price, sold.currency) else None


async def _take(connection: Connection, case: _Case, admin_ids: Collection[int]) -> None:
    if case.running is not None and not case.again:
        if not case.running.is_over(case.now):
            await _twice(connection, case, admin_ids)
            return
        await end(connection, case.program.id, case.running, "lapsed", case.now)
        case.running = None
    until, ends = _times(case)
    membership = await _begun(connection, case, until, ends)
    tier = case.tier
    if tier is not None:
        actor = f"telegram:{case.paid.telegram_id}"
        facts = (connection, case.program, case.sold.customer_id, tier, ends)
        await tiers.pay_in(*facts, actor=actor, now=case.now)
    given = await _welcome(connection, case)
    problem = None if tier else "tier_gone"
    new = NewPayment(case.paid, case.sold.customer_id, case.now, membership.id, until, given, problem)
    payment_id = await _stored(connection, case, new)
    if tier is None:
        await telling.unclear(connection, case.program, new, payment_id, admin_ids)
    again = case.running is not None
    await telling.paid(connection, case.program, membership, new, payment_id, tier, again=again)


async def _stored(connection: Connection, case: _Case, new: NewPayment) -> int:
    payment_id = await store(connection, case.program.id, new)
    if payment_id is None:  # the customer is locked, and the charge was looked for under the lock
        raise RuntimeError("a payment was stored twice at once")
    return payment_id


def _times(case: _Case) -> tuple[datetime, datetime]:
    before = case.running.paid_until if case.running else None
    until = rule.paid_until(before, case.sold.days, case.now, case.paid.until)
    # who switched the renewal off and paid all the same: Telegram was not told in time, and nothing more comes
    expected = not case.running.stopped if case.running else True
    return until, rule.ends_at(until, case.grace, expected=expected)


async def _begun(connection: Connection, case: _Case, until: datetime, ends: datetime) -> Membership:
    if case.running is not None:
        return await prolong(connection, case.program.id, case.running, until, ends)
    facts = (case.program.id, case.sold, case.paid, case.subscription)
    return await begin(connection, *facts, until, ends, now=case.now)


async def _welcome(connection: Connection, case: _Case) -> int:
    """Points for the first payment; the key makes them come once, however often somebody begins anew."""
    welcome = case.rules.welcome if case.rules else 0
    if not welcome or case.own is not None or case.running is not None:
        return 0
    customer_id, key = case.sold.customer_id, f"membership:{case.sold.customer_id}:{case.sold.code}"
    grant = Grant(customer_id, welcome, "membership", "program", key)
    fresh = await points.give(connection, case.program, [grant], now=case.now)
    if fresh:
        await changed(connection, case.program.id, customer_id, "points", case.now)
    return welcome if fresh else 0


async def _twice(connection: Connection, case: _Case, admin_ids: Collection[int]) -> None:
    """A second membership beside the first was not to be sold: Stars go back by themselves, money by a person."""
    facts = (case.program.id, case.sold, case.paid, case.subscription)
    membership = await begin(connection, *facts, case.now, case.now, now=case.now, ended="twice")
    new = NewPayment(case.paid, case.sold.customer_id, case.now, membership.id, problem="twice")
    payment_id = await _stored(connection, case, new)
    if case.sold.in_stars:
        await refunding.ask_in(connection, case.program.id, payment_id, actor="program", now=case.now)
    await telling.twice(connection, case.program, new, payment_id)
    await telling.unclear(connection, case.program, new, payment_id, admin_ids)
