"""Stamps, coupons and promo codes on a receipt: what comes off it, and what it leaves; in memory only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from services import points
from services import stamps as stamp_rows
from services.receipts.shapes import OffAnswer, StampsAnswer
from services.receipts.state import CustomerState, Pending, PromoCodeState, State
from services.rules import promotions
from services.rules.accounts import Account
from services.rules.discounts import Off
from services.rules.earning import Applied
from services.rules.ledger import Entry
from services.rules.pricing import Basket, Dues
from services.rules.promotions import Plan
from services.rules.stamps import Mark
from services.writing import Writing


@dataclass(frozen=True, slots=True)
class Given:
    """What a receipt did to stamp cards and coupons; ``points``: what full cards gave."""

    points: int = 0
    marks: tuple[Mark, ...] = ()
    offs: tuple[Off, ...] = ()
    cards: tuple[StampsAnswer, ...] = ()

    @property
    def told(self) -> tuple[OffAnswer, ...]:
        """What came off, as it is answered."""
        return tuple(OffAnswer(off.source, off.code, off.amount) for off in self.offs)

    @property
    def applied(self) -> tuple[Applied, ...]:
        """The points that full cards gave, by card."""
        return tuple(Applied(f"stamps:{mark.card}", mark.points) for mark in self.marks if mark.points)


NOTHING = Given()


def plan(
    state: State,
    customer: CustomerState,
    basket: Basket,
    due: Dues,
    promo_codes: Sequence[PromoCodeState],
    now: datetime,
) -> Plan:
    """What comes off a basket that costs ``due``."""
    if not (promo_codes or state.config.stamps or state.config.coupons):
        return promotions.NOTHING
    cards = state.promotions.cards_of(customer.id)
    holder = state.promotions.holder(customer.id, customer.tier, customer.receipts)
    codes = [promo.terms for promo in promo_codes]
    return promotions.plan(state.config, holder, cards, basket, due, codes, now)


def give(
    state: State,
    account: Account,
    customer: CustomerState,
    item: Pending,
    receipt_id: int,
    basket: Basket,
    due: Dues,
    planned: Plan,
) -> Given:
    """Count the receipt on the customer's stamp cards and coupons, and give what full cards give."""
    config = state.config
    if not (config.stamps or planned.offs):
        return NOTHING
    promotions.count(state.promotions.uses.setdefault(customer.id, {}), planned)
    cards = state.promotions.cards_of(customer.id)
    marks = promotions.stamp(config, cards, basket, due, planned, item.arrived_at)
    for mark in marks:
        if mark.points:
            _grant(state, account, item, receipt_id, mark, basket)
    return Given(
        sum(mark.points for mark in marks), tuple(marks), planned.offs, tuple(_told(state, customer, marks))
    )


def _grant(
    state: State, account: Account, item: Pending, receipt_id: int, mark: Mark, basket: Basket
) -> None:
    now = item.arrived_at
    entry = Entry(
        state.ids.take(),
        "grant",
        mark.points,
        now,
        actor=f"merchant:{item.merchant_id}",
        receipt_id=receipt_id,
        merchant_id=item.merchant_id,
        reason="stamps",
        key=f"stamps:{receipt_id}:{mark.card}",
    )
    life = points.granted_life(state.config, now, basket.at.tzinfo)
    account.add(entry, life, state.ids.take(), now)


def _told(state: State, customer: CustomerState, marks: Sequence[Mark]) -> Iterator[StampsAnswer]:
    """The cards that the receipt touched."""
    touched = {mark.card for mark in marks if mark.kind != "expire"}
    rewarded = {mark.card for mark in marks if mark.kind == "reward"}
    cards = state.promotions.cards_of(customer.id)
    for terms in state.config.stamp_terms:
        if terms.code in touched:
            has = max(0, cards[terms.code].stamps)
            yield StampsAnswer(terms.code, has, terms.full, terms.code in rewarded)


COUPON_USE = {
    "coupon": "text",
    "customer_id": "bigint",
    "receipt_id": "bigint",
    "uses": "smallint",
    "discount": "bigint",
    "at": "timestamptz",
}
PROMO_CODE = {"id": "bigint", "used": "int"}
Row = tuple[int, int, datetime, Given]  # the receipt, its customer, when it was recorded, what it did


def put(writing: Writing, state: State, given: Sequence[Row]) -> None:
    """Write the rows of stamps and coupons, and how often limited promo codes were used."""
    marked = [
        (customer_id, mark, None if mark.kind == "expire" else receipt_id)
        for receipt_id, customer_id, _, one in given
        for mark in one.marks
    ]
    stamp_rows.put(writing, marked)
    used = [
        (off.code, customer_id, receipt_id, 1, off.amount, at)
        for receipt_id, customer_id, at, one in given
        for off in one.offs
        if off.source == "coupon"
    ]
    writing.insert("coupon_use", COUPON_USE, used)
    counted = [(promo.id, promo.used) for promo in state.promo_codes.values() if promo.counted]
    writing.update("promo_code", PROMO_CODE, counted)
