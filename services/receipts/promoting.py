"""Stamps, coupons and promo codes on a receipt: what comes off it, and what it leaves; in memory only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services import points
from services import stamps as stamp_rows
from services.receipts.shapes import OffAnswer, StampsAnswer
from services.receipts.state import CustomerState, Pending, PromoCodeState, State
from services.rules import coupons, discounts, stamps
from services.rules.accounts import Account
from services.rules.discounts import Off
from services.rules.ledger import Entry
from services.rules.pricing import Basket, Dues
from services.rules.stamps import Bought, Mark
from services.writing import Writing


@dataclass(frozen=True, slots=True)
class Plan:
    """What comes off a basket, in order; ``free``: the line whose item a stamp card pays, by the card's code."""

    offs: tuple[Off, ...] = ()
    free: Mapping[str, int] = field(default_factory=dict)


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


NOTHING = Given()


def plan(
    state: State,
    customer: CustomerState,
    basket: Basket,
    due: Dues,
    promo_codes: Sequence[PromoCodeState],
    now: datetime,
) -> Plan:
    """What comes off a basket that costs ``due``: free items, then the best coupon, then promo codes."""
    config = state.config
    if not (config.stamps or config.coupons or any(promo.discount for promo in promo_codes)):
        return Plan()
    may = _discountable(state, basket)
    free: dict[str, int] = {}
    offs: list[Off] = []
    amounts = due.amounts
    for off in _free_items(state, customer, basket, amounts, may, now):
        free[off.code] = next(place for place, minor in enumerate(off.by_line) if minor)
        offs.append(off)
        amounts = discounts.less(amounts, off.by_line)
    holder = state.promotions.holder(customer.id, customer.tier, customer.receipts)
    coupon = coupons.best(config.coupon_terms, holder, basket, amounts, may)
    if coupon:
        offs.append(coupon)
        amounts = discounts.less(amounts, coupon.by_line)
    for promo in promo_codes:
        if promo.discount:
            offs.append(Off("promo_code", promo.code, discounts.share(promo.discount, amounts, may)))
            amounts = discounts.less(amounts, offs[-1].by_line)
    return Plan(tuple(off for off in offs if off.amount), free)


def _discountable(state: State, basket: Basket) -> tuple[bool, ...]:
    full_price = set(state.config.points.excluded_categories)
    return tuple(line.category not in full_price for line in basket.lines)


def _free_items(
    state: State,
    customer: CustomerState,
    basket: Basket,
    amounts: tuple[int, ...],
    may: Sequence[bool],
    now: datetime,
) -> Iterator[Off]:
    """One item for each full card of free items."""
    for terms in state.config.stamp_terms:
        card = state.promotions.cards.get((customer.id, terms.code))
        if terms.points or card is None or card.live(terms.life, now) < terms.full:
            continue
        item = discounts.free_item(basket.lines, amounts, stamps.takes(terms, basket.lines, may))
        if item:
            by_line = tuple(item[1] if place == item[0] else 0 for place in range(len(amounts)))
            amounts = discounts.less(amounts, by_line)
            yield Off("stamps", terms.code, by_line)


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
    _count_coupons(state, customer, planned.offs)
    may = _discountable(state, basket)
    marks: list[Mark] = []
    for terms in config.stamp_terms:
        card = state.promotions.card(customer.id, terms.code)
        bought = Bought(basket.lines, due.amounts, may, planned.free.get(terms.code))
        marks += stamps.record(terms, card, bought, item.arrived_at)
    for mark in marks:
        if mark.points:
            _grant(state, account, item, receipt_id, mark)
    return Given(
        sum(mark.points for mark in marks), tuple(marks), planned.offs, tuple(_told(state, customer, marks))
    )


def _count_coupons(state: State, customer: CustomerState, offs: Iterable[Off]) -> None:
    uses = state.promotions.uses.setdefault(customer.id, {})
    for off in offs:
        if off.source == "coupon":
            uses[off.code] = uses.get(off.code, 0) + 1


def _grant(state: State, account: Account, item: Pending, receipt_id: int, mark: Mark) -> None:
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
    account.add(entry, points.granted_life(state.config, now), state.ids.take(), now)


def _told(state: State, customer: CustomerState, marks: Sequence[Mark]) -> Iterator[StampsAnswer]:
    """The cards that the receipt touched."""
    for terms in state.config.stamp_terms:
        own = [mark for mark in marks if mark.card == terms.code]
        if any(mark.kind != "expire" for mark in own):
            rewarded = any(mark.kind == "reward" for mark in own)
            has = max(0, state.promotions.card(customer.id, terms.code).stamps)
            yield StampsAnswer(terms.code, has, terms.full, rewarded)


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
