"""Who, where and what a receipt names: everything is found and judged before anything is changed.

A refusal is an exception that leaves the state as it was.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from services import codes
from services.customers import Unregistered
from services.errors import Invalid, TooMany
from services.receipts.shapes import CustomerRef, NewReceipt, Warned
from services.receipts.state import CustomerState, Pending, PromoCodeState, State, StoreState
from services.rules.accounts import Account
from services.rules.cards import new_card
from services.rules.ledger import Hold
from services.rules.promo_codes import mistyped
from services.rules.tiers import Held

TILL_AHEAD = timedelta(days=1)  # a till's clock may be wrong by a time zone
TILL_OFFLINE = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a receipt names."""

    store: StoreState
    employee_id: int | None
    customer: CustomerState | None
    hold: Hold | None
    promo_codes: tuple[PromoCodeState, ...]
    warnings: tuple[Warned, ...]


def resolve(state: State, item: Pending) -> Resolved:
    """Find everything that the receipt names; a code is used up. Raises Invalid or TooMany with the field."""
    receipt = item.receipt
    _check_money_and_time(state, receipt, item.arrived_at)
    warnings: list[Warned] = []
    store = _store(state, item, warnings)
    employee_id = _employee(state, receipt, warnings)
    customer = _customer(state, item, store) if receipt.customer else None
    hold = _hold(state, item, receipt.hold, customer) if receipt.hold else None
    if hold and customer is None:
        customer = state.customers[state.holds[receipt.hold or ""].customer_id]
    promo_codes = _promo_codes(state, receipt, customer, item.arrived_at)
    if receipt.customer and receipt.customer.kind == "code":
        digest = state.digest(receipt.customer.value)
        del state.codes[digest]
        state.used_codes.append(digest)
    if customer and customer.new:
        _admit(state, customer, customer.new)
    return Resolved(store, employee_id, customer, hold, promo_codes, tuple(warnings))


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


def _hold(state: State, item: Pending, token: str, customer: CustomerState | None) -> Hold:
    """The hold that pays; another merchant's is as unknown as none."""
    named = state.holds.get(token)
    if named is None or named.merchant_id != item.merchant_id or named.customer_id not in state.customers:
        raise Invalid("unknown_hold", "hold")
    if customer is not None and customer.id != named.customer_id:
        raise Invalid("hold_of_another_customer", "hold")
    held = next((hold for hold in state.accounts[named.customer_id].holds if hold.id == named.id), None)
    if held is None or held.ended or held.expires_at <= item.arrived_at:
        raise Invalid("hold_ended", "hold")
    if named.state == "waiting":
        raise Invalid("hold_not_confirmed", "hold")
    return held


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
        birthday=None,
        held=Held(),
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
        refusal = _refusal(promo, customer, now, accepted, _early(state, customer))
        if promo is None or refusal:
            if promo is None and mistyped(code):
                refusal = "promo_code_mistyped"
            raise Invalid(refusal or "promo_code_unknown", f"promo_codes.{position}")
        accepted.append(promo)
    return tuple(accepted)


def _early(state: State, customer: CustomerState | None) -> timedelta:
    """How long before others the customer's tier may use promo codes."""
    rules = state.config.tier(customer.tier) if customer and customer.tier else None
    return timedelta(days=rules.early_access_days if rules else 0)


def _refusal(
    promo: PromoCodeState | None,
    customer: CustomerState | None,
    now: datetime,
    accepted: list[PromoCodeState],
    early: timedelta,
) -> str | None:
    if promo is None or customer is None or promo.customer_id not in (None, customer.id):
        return "promo_code_unknown"  # somebody else's too: a till learns nothing about it
    if promo.starts_at is not None and promo.starts_at > now + early:
        return "promo_code_not_yet"
    if promo.expires_at is not None and promo.expires_at <= now:
        return "promo_code_expired"
    if customer.id in promo.used_by or promo in accepted:
        return "promo_code_used"
    if promo.most_uses is not None and promo.used >= promo.most_uses:
        return "promo_code_used_up"
    return None
