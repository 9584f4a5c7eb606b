"""One receipt onto the state in memory: item k sees what item k - 1 left. Touches nothing else.

A refusal is an exception raised before anything is changed, so that it leaves the state as it was.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from services import codes, points
from services.customers import Unregistered
from services.errors import Invalid, RegularsError, TooMany
from services.receipts.shapes import (
    CustomerAnswer,
    CustomerRef,
    NewReceipt,
    PointsAnswer,
    ReceiptAnswer,
    TierAnswer,
    Warned,
)
from services.receipts.state import CustomerState, Pending, PromoCodeState, State, StoreState
from services.rules import tiers
from services.rules.accounts import Account
from services.rules.cards import new_card
from services.rules.earning import Earning, earn
from services.rules.ledger import Entry, Life

TILL_AHEAD = timedelta(days=1)  # a till's clock may be wrong by a time zone
TILL_OFFLINE = timedelta(days=366)


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
    promo_points: int
    promo_codes: tuple[int, ...]
    invited: Invited | None
    answer: ReceiptAnswer


@dataclass(frozen=True, slots=True)
class _Resolved:
    store: StoreState
    employee_id: int | None
    customer: CustomerState | None
    promo_codes: tuple[PromoCodeState, ...]
    warnings: tuple[Warned, ...]


def price(state: State, item: Pending) -> Priced:
    """Accept one receipt. Raises Invalid or TooMany with the field that is wrong."""
    resolved = _resolve(state, item)
    receipt_id = state.ids.take()
    if resolved.customer is None:
        return _anonymous(state, item, resolved, receipt_id)
    return _counted(state, item, resolved, resolved.customer, receipt_id)


def _resolve(state: State, item: Pending) -> _Resolved:
    receipt = item.receipt
    _check_money_and_time(state, receipt, item.arrived_at)
    warnings: list[Warned] = []
    store = _store(state, item, warnings)
    employee_id = _employee(state, receipt, warnings)
    if receipt.hold is not None:
        raise Invalid("unknown_hold", "hold")
    customer = _customer(state, item, store) if receipt.customer else None
    promo_codes = _promo_codes(state, receipt, customer, item.arrived_at)
    if receipt.customer and receipt.customer.kind == "code":
        digest = state.digest(receipt.customer.value)
        del state.codes[digest]
        state.used_codes.append(digest)
    if customer and customer.new:
        _admit(state, customer, customer.new)
    return _Resolved(store, employee_id, customer, promo_codes, tuple(warnings))


def _check_money_and_time(state: State, receipt: NewReceipt, arrived_at: datetime) -> None:
    if receipt.currency != state.program.currency:
        raise Invalid("currency_mismatch", "currency", currency=state.program.currency)
    if receipt.issued_at > arrived_at + TILL_AHEAD:
        raise Invalid("time_in_future", "issued_at")
    if receipt.issued_at < arrived_at - TILL_OFFLINE:
        raise Invalid("time_too_old", "issued_at")


def _store(state: State, item: Pending, warnings: list[Warned]) -> StoreState:
    store = _store_of(state, item, item.receipt.store)
    if store is None and item.receipt.fallback and item.receipt.fallback.store is not None:
        store = _store_of(state, item, item.receipt.fallback.store)
        warnings.append(Warned("store", "unknown_store"))
    if store is None:
        raise Invalid("unknown_store", "store")
    return store


def _store_of(state: State, item: Pending, code: str) -> StoreState | None:
    store = state.stores.get(code)
    return store if store and store.merchant in (None, item.merchant) else None


def _employee(state: State, receipt: NewReceipt, warnings: list[Warned]) -> int | None:
    if receipt.employee is None:
        return None
    employee_id = state.employees.get(receipt.employee)
    if employee_id is None:
        if receipt.fallback is None:
            raise Invalid("unknown_employee", "employee")
        warnings.append(Warned("employee", "unknown_employee"))
    return employee_id


def _customer(state: State, item: Pending, store: StoreState) -> CustomerState:
    ref = item.receipt.customer
    if ref is None:
        raise Invalid("unknown_customer", "customer")
    if ref.kind == "code":
        return state.customers[_code_owner(state, item, ref, store)]
    known = (state.by_card if ref.kind == "card" else state.by_phone).get(ref.value)
    if known is not None:
        return state.customers[known]
    if ref.kind == "card":
        raise Invalid("unknown_card", "customer.card")
    return _stranger(state, ref.value, item.arrived_at)


def _stranger(state: State, phone: str, now: datetime) -> CustomerState:
    """A customer for a phone seen for the first time; not part of the state until the receipt is accepted."""
    new = Unregistered(state.spare_ids[-1], phone, new_card(secrets.randbelow), now)
    return CustomerState(
        id=new.id,
        card=new.card,
        telegram_id=None,
        joined_at=None,
        language=state.config.program.language,
        service_messages=True,
        tier=None,
        tier_since=None,
        receipts=0,
        spent=0,
        first_purchase_at=None,
        last_purchase_at=None,
        home_store_id=None,
        surveyed_at=None,
        new=new,
    )


def _admit(state: State, customer: CustomerState, new: Unregistered) -> None:
    if new.phone not in state.by_phone:
        state.spare_ids.pop()
        state.customers[customer.id] = customer
        state.by_phone[new.phone] = customer.id
        state.accounts[customer.id] = Account(customer.id)


def _code_owner(state: State, item: Pending, ref: CustomerRef, store: StoreState) -> int:
    place = (item.merchant_id, store.id)
    if state.guesses.get(place, 0) >= codes.WRONG_LIMIT:
        raise TooMany("too_many_codes", "customer.code", retry_after=int(codes.WRONG_WINDOW.total_seconds()))
    owner = state.codes.get(state.digest(ref.value))
    if owner is None or owner[1] <= item.arrived_at or owner[0] not in state.customers:
        state.guesses[place] = state.guesses.get(place, 0) + 1
        state.wrong_codes.append((item.merchant_id, store.id, item.arrived_at))
        raise Invalid("unknown_code", "customer.code")
    return owner[0]


def _promo_codes(
    state: State, receipt: NewReceipt, customer: CustomerState | None, now: datetime
) -> tuple[PromoCodeState, ...]:
    if receipt.promo_codes and customer is None:
        raise Invalid("promo_code_needs_customer", "promo_codes")
    accepted: list[PromoCodeState] = []
    for position, code in enumerate(receipt.promo_codes):
        promo = state.promo_codes.get(code)
        refusal = _refusal(promo, customer, now, accepted)
        if promo is None or refusal:
            raise Invalid(refusal or "promo_code_unknown", f"promo_codes.{position}")
        accepted.append(promo)
    return tuple(accepted)


def _refusal(
    promo: PromoCodeState | None,
    customer: CustomerState | None,
    now: datetime,
    accepted: list[PromoCodeState],
) -> str | None:
    if promo is None or customer is None:
        return "promo_code_unknown"
    if promo.customer_id not in (None, customer.id):
        return "promo_code_unknown"  # somebody else's: a till learns nothing about it
    if promo.starts_at is not None and promo.starts_at > now:
        return "promo_code_not_yet"
    if promo.expires_at is not None and promo.expires_at <= now:
        return "promo_code_expired"
    if customer.id in promo.used_by or promo in accepted:
        return "promo_code_used"
    return None


def _anonymous(state: State, item: Pending, resolved: _Resolved, receipt_id: int) -> Priced:
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
    nothing = Earning(0, tuple(0 for _ in receipt.lines))
    return Priced(
        receipt_id, item, resolved.store, resolved.employee_id, None, None, nothing, 0, (), None, answer
    )


def _counted(
    state: State, item: Pending, resolved: _Resolved, customer: CustomerState, receipt_id: int
) -> Priced:
    now, receipt = item.arrived_at, item.receipt
    account = state.accounts[customer.id]
    account.settle(now, state.ids.take)
    priced_tier = customer.tier
    earning = _earning(state, receipt, priced_tier)
    life = points.life(state.config, now)
    _earn(state, account, item, receipt_id, earning.points, life)
    promo_points = _use_promo_codes(state, account, resolved, customer, item, receipt_id)
    invited = _invitation(state, customer, receipt, now)
    _count(state, customer, resolved.store, receipt, now)
    return Priced(
        receipt_id,
        item,
        resolved.store,
        resolved.employee_id,
        customer,
        priced_tier,
        earning,
        promo_points,
        tuple(promo.id for promo in resolved.promo_codes),
        invited,
        _answer(
            state,
            customer,
            account,
            receipt,
            receipt_id,
            earning.points + promo_points,
            priced_tier,
            life,
            resolved.warnings,
        ),
    )


def _earning(state: State, receipt: NewReceipt, tier: str | None) -> Earning:
    position = tiers.position_of(state.config.tiers, tier)
    bonus = state.config.tiers[position].bonus if position is not None else 0
    rate = state.config.points.base_rate + bonus
    excluded = set(state.config.points.excluded_categories)
    rates = [0 if line.category in excluded else rate for line in receipt.lines]
    return earn([line.amount for line in receipt.lines], rates, state.config.points.minor_units_per_point)


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
    resolved: _Resolved,
    customer: CustomerState,
    item: Pending,
    receipt_id: int,
) -> int:
    """Promo codes give their points at once: they are a gift, not a share of what was paid."""
    now = item.arrived_at
    for promo in resolved.promo_codes:
        promo.used_by.add(customer.id)
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
        account.add(entry, points.granted_life(state.config, now), state.ids.take(), now)
    return sum(promo.points for promo in resolved.promo_codes)


def _invitation(state: State, customer: CustomerState, receipt: NewReceipt, now: datetime) -> Invited | None:
    survey = state.config.survey
    rested = customer.surveyed_at is None or customer.surveyed_at + timedelta(days=survey.rest_days) <= now
    due_at = max(now, receipt.issued_at + survey.delay)
    stale = receipt.issued_at + survey.expires_after <= now
    if not (survey.enabled and customer.registered and customer.service_messages and rested) or stale:
        return None
    customer.surveyed_at = now
    return Invited(state.ids.take(), due_at, due_at + survey.expires_after)


def _count(
    state: State, customer: CustomerState, store: StoreState, receipt: NewReceipt, now: datetime
) -> None:
    customer.receipts += 1
    customer.spent += receipt.total
    customer.first_purchase_at = min(receipt.issued_at, customer.first_purchase_at or receipt.issued_at)
    customer.last_purchase_at = max(receipt.issued_at, customer.last_purchase_at or receipt.issued_at)
    customer.home_store_id = customer.home_store_id or store.id
    tier = tiers.upgraded(state.config.tiers, customer.tier, customer.spent)
    if tier != customer.tier:
        customer.tier, customer.tier_since = tier, now
    customer.changed = True


def _answer(
    state: State,
    customer: CustomerState,
    account: Account,
    receipt: NewReceipt,
    receipt_id: int,
    earned: int,
    priced_tier: str | None,
    life: Life,
    warnings: tuple[Warned, ...],
) -> ReceiptAnswer:
    return ReceiptAnswer(
        receipt=str(receipt_id),
        receipt_id=receipt.receipt_id,
        customer=CustomerAnswer(customer.card, customer.registered, customer.tier, customer.language),
        points=PointsAnswer(earned, life.matures_at, 0, account.available, account.pending),
        tier=TierAnswer(
            customer.tier,
            customer.tier != priced_tier,
            tiers.to_next(state.config.tiers, customer.tier, customer.spent),
        ),
        currency=receipt.currency,
        discount=0,
        payable=receipt.total,
        warnings=warnings,
    )


Outcome = Priced | RegularsError
