"""One receipt onto the state in memory: item k sees what item k - 1 left. Touches nothing else.

A refusal is an exception raised before anything is changed, so that it leaves the state as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services import points
from services.receipts import buyers, promoting
from services.receipts.promoting import Given
from services.receipts.resolve import Resolved, resolve
from services.receipts.shapes import (
    CustomerAnswer,
    NewReceipt,
    PointsAnswer,
    ReceiptAnswer,
    TierAnswer,
    tier_answer,
)
from services.receipts.state import CustomerState, Pending, PromoCodeState, State, StoreState
from services.rules import expiry, pricing, promo_codes
from services.rules.accounts import Account
from services.rules.earning import Applied, Earning, earn
from services.rules.ledger import Entry, Hold, Life
from services.rules.pricing import Basket, BasketLine, Dues
from services.rules.redemption import Paid


@dataclass(frozen=True, slots=True)
class Invited:
    """The survey that a receipt asks for."""

    id: int
    due_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Priced:
    """A receipt that was accepted, with everything that is to be written of it."""

    id: int
    pending: Pending
    store: StoreState
    employee_id: int | None
    customer: CustomerState | None
    tier: str | None  # the one it was priced with
    earning: Earning
    dues: Dues
    paid: Paid
    hold_id: int | None
    promo_points: int
    promo_codes: tuple[int, ...]
    given: Given
    invited: Invited | None
    answer: ReceiptAnswer


def price(state: State, item: Pending) -> Priced:
    """Accept one receipt. Raises Invalid or TooMany with the field that is wrong."""
    resolved = resolve(state, item)
    receipt_id = state.ids.take()
    if resolved.customer is None:
        return _anonymous(state, item, resolved, receipt_id)
    return _counted(state, item, resolved, resolved.customer, receipt_id)


def _anonymous(state: State, item: Pending, resolved: Resolved, receipt_id: int) -> Priced:
    receipt = item.receipt
    answer = ReceiptAnswer(
        str(receipt_id),
        receipt.receipt_id,
        None,
        None,
        None,
        receipt.currency,
        discount=0,
        payable=receipt.total,
        warnings=resolved.warnings,
    )
    amounts = tuple(line.amount for line in receipt.lines)
    nothing = tuple(0 for _ in receipt.lines)
    return Priced(
        id=receipt_id,
        pending=item,
        store=resolved.store,
        employee_id=resolved.employee_id,
        customer=None,
        tier=None,
        earning=Earning(0, nothing),
        dues=Dues(nothing, amounts, tuple(False for _ in receipt.lines), None),
        paid=Paid(nothing, amounts),
        hold_id=None,
        promo_points=0,
        promo_codes=(),
        given=promoting.NOTHING,
        invited=None,
        answer=answer,
    )


def _counted(
    state: State, item: Pending, resolved: Resolved, customer: CustomerState, receipt_id: int
) -> Priced:
    now, receipt = item.arrived_at, item.receipt
    account = state.accounts[customer.id]
    account.settle(now, state.ids.take)
    priced_tier = customer.tier
    basket = _basket(item, resolved.store)
    buyer = buyers.buyer(state, customer, basket)
    due = pricing.dues(state.config, basket, buyer)
    planned = promoting.plan(state, customer, basket, due, resolved.promo_codes, now)
    dues = pricing.reduced(due, planned.offs)
    paid = _pay(state, account, dues, resolved.hold, item, receipt_id)
    codes = [promo.terms for promo in resolved.promo_codes]
    earning = earn(state.config, basket, buyer, paid.money, promo_codes.rules(codes))
    used = tuple(promo for promo in resolved.promo_codes if promo_codes.counted(promo.terms, earning))
    life = points.life(state.config, now, resolved.store.timezone)
    _keep_alive(state, account, resolved.store, receipt)
    _earn(state, account, item, receipt_id, earning.points, life)
    promo_points = _use_promo_codes(state, account, resolved, used, customer, item, receipt_id)
    given = promoting.give(state, account, customer, item, receipt_id, basket, dues, planned)
    invited = _invitation(state, customer, receipt, now)
    _count(customer, resolved.store, receipt, receipt_id)
    actor = f"merchant:{item.merchant_id}"
    buyers.count(state, customer, item, earned=earning.points, receipt_id=receipt_id, actor=actor)
    gifts = (*promo_codes.gifts(codes), *given.applied)
    return Priced(
        id=receipt_id,
        pending=item,
        store=resolved.store,
        employee_id=resolved.employee_id,
        customer=customer,
        tier=priced_tier,
        earning=earning,
        dues=dues,
        paid=paid,
        hold_id=resolved.hold.id if resolved.hold else None,
        promo_points=promo_points,
        promo_codes=tuple(promo.id for promo in used),
        given=given,
        invited=invited,
        answer=ReceiptAnswer(
            receipt=str(receipt_id),
            receipt_id=receipt.receipt_id,
            customer=CustomerAnswer(customer.card, customer.registered, customer.tier, customer.language),
            points=_points(account, earning, gifts, paid, life),
            tier=_tier(state, customer, priced_tier, now),
            currency=receipt.currency,
            discount=dues.discount,
            payable=sum(paid.money),
            warnings=resolved.warnings,
            stamps=given.cards,
            offs=given.told,
        ),
    )


def _points(
    account: Account, earning: Earning, gifts: Sequence[Applied], paid: Paid, life: Life
) -> PointsAnswer:
    rules = (*earning.applied, *gifts)
    return PointsAnswer(
        earned=sum(rule.points for rule in rules),
        available_at=life.matures_at,
        redeemed=sum(paid.points),
        balance=account.available,
        pending=account.pending,
        rules=rules,
        capped=earning.capped,
    )


def _tier(state: State, customer: CustomerState, before: str | None, now: datetime) -> TierAnswer:
    missing = buyers.to_next(state, customer, now)
    return tier_answer(customer.tier, customer.tier != before, state.config.tier_rules.measured_by, missing)


def _basket(item: Pending, store: StoreState) -> Basket:
    receipt = item.receipt
    return Basket(
        lines=tuple(
            BasketLine(line.amount, line.sku, line.category, line.quantity) for line in receipt.lines
        ),
        at=receipt.issued_at.astimezone(store.timezone),
        store=receipt.store,
        merchant=item.merchant,
        channel=receipt.channel,
    )


def _pay(
    state: State, account: Account, dues: Dues, hold: Hold | None, item: Pending, receipt_id: int
) -> Paid:
    """Spend what the hold has, as far as it may pay for this basket, and give the rest back."""
    if hold is None:
        return pricing.pay(state.config, dues, 0)
    now = item.arrived_at
    points_paid = pricing.committed(state.config, dues, hold.points)
    entry = Entry(
        state.ids.take(),
        "spend",
        -points_paid,
        now,
        actor=f"merchant:{item.merchant_id}",
        receipt_id=receipt_id,
        merchant_id=item.merchant_id,
    )
    account.commit(hold, entry if points_paid else None, now)
    account.settle(now, state.ids.take)
    return pricing.pay(state.config, dues, points_paid)


def _earn(state: State, account: Account, item: Pending, receipt_id: int, earned: int, life: Life) -> None:
    if not earned:
        return
    entry = Entry(
        state.ids.take(),
        "earn",
        earned,
        item.arrived_at,
        actor=f"merchant:{item.merchant_id}",
        receipt_id=receipt_id,
        merchant_id=item.merchant_id,
    )
    account.add(entry, life, state.ids.take(), item.arrived_at)


def _use_promo_codes(
    state: State,
    account: Account,
    resolved: Resolved,
    used: Sequence[PromoCodeState],
    customer: CustomerState,
    item: Pending,
    receipt_id: int,
) -> int:
    """Promo codes give their points at once: they are a gift, not a share of what was paid."""
    now = item.arrived_at
    for promo in used:
        promo.count(customer.id)
        if not promo.points:
            continue
        entry = Entry(
            state.ids.take(),
            "grant",
            promo.points,
            now,
            actor=f"merchant:{item.merchant_id}",
            receipt_id=receipt_id,
            merchant_id=item.merchant_id,
            reason="promo_code",
            key=f"promo:{promo.id}:{customer.id}",
        )
        account.add(
            entry, points.granted_life(state.config, now, resolved.store.timezone), state.ids.take(), now
        )
    return sum(promo.points for promo in used)


def _invitation(state: State, customer: CustomerState, receipt: NewReceipt, now: datetime) -> Invited | None:
    survey = state.config.survey
    rested = customer.surveyed_at is None or customer.surveyed_at + timedelta(days=survey.rest_days) <= now
    due_at = max(now, receipt.issued_at + survey.delay)
    stale = receipt.issued_at + survey.expires_after <= now
    if not (survey.enabled and customer.registered and customer.service_messages and rested) or stale:
        return None
    customer.surveyed_at = now
    return Invited(state.ids.take(), due_at, due_at + survey.expires_after)


def _keep_alive(state: State, account: Account, store: StoreState, receipt: NewReceipt) -> None:
    """Where points burn by inactivity, a purchase keeps all that the customer has."""
    until = expiry.kept_until(state.config.points, receipt.issued_at, store.timezone)
    if until is not None:
        account.prolong(until)


def _count(customer: CustomerState, store: StoreState, receipt: NewReceipt, receipt_id: int) -> None:
    customer.receipts += 1
    if customer.receipts > customer.most_receipts:
        customer.most_receipts, customer.most_receipts_by = customer.receipts, receipt_id
    customer.spent += receipt.total
    customer.first_purchase_at = min(receipt.issued_at, customer.first_purchase_at or receipt.issued_at)
    customer.last_purchase_at = max(receipt.issued_at, customer.last_purchase_at or receipt.issued_at)
    customer.home_store_id = customer.home_store_id or store.id
    customer.changed = True
