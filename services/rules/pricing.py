"""What a basket costs, pays and earns: the one place that the till, a quote and a replay of the past all ask.

The order is fixed: discounts, then points that pay, then what the rest earns. Points earned by a receipt
cannot pay for it, and what points paid for earns nothing (design, section 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from services.rules import redemption
from services.rules.discounts import Off, less
from services.rules.earning import BPS, spread
from services.rules.redemption import Limits, Paid, Payable


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One line; ``amount`` in minor units for the whole quantity, after the till's own discounts."""

    amount: int
    sku: str
    category: str | None
    quantity: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Basket:
    """What is bought, where and when; ``at`` is the time of the sale by the store's own clock."""

    lines: tuple[BasketLine, ...]
    at: datetime
    store: str
    merchant: str
    channel: str | None = None

    @property
    def total(self) -> int:
        """The sum of the lines, minor units."""
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class Buyer:
    """What pricing knows of the customer before this receipt counts.

    ``visits``: purchases that did not come back whole; ``repeated``: there were more before some came back, so that
    the next one's number is not new.
    ``receipts_day``, ``earned_day`` and ``earned_month``: the receipts of the same day as ``Basket.at``, and the
    points that those of the same day and month earned (``rules.caps.used``).
    """

    tier: str | None = None
    visits: int = 0
    repeated: bool = False
    birthday: date | None = None
    favourites: frozenset[str] = frozenset()
    clubs: frozenset[str] = frozenset()
    receipts_day: int = 0
    earned_day: int = 0
    earned_month: int = 0


class PointsTerms(Protocol):
    """What a point is worth."""

    @property
    def minor_units_per_point(self) -> int:
        """Minor units of money that one point pays, and that earn one point at 100%."""
        ...

    @property
    def excluded_categories(self) -> Sequence[str]:
        """Categories of lines that earn nothing and get no discount."""
        ...


class RedemptionTerms(Limits, Protocol):
    """The limits of redemption, and what points cannot pay for."""

    @property
    def excluded_categories(self) -> Sequence[str]:
        """Categories of lines that are paid with money only."""
        ...


class Privileges(Protocol):
    """A tier as the till sees it."""

    @property
    def code(self) -> str:
        """Its name in the program file."""
        ...

    @property
    def discount(self) -> int:
        """Basis points off every line."""
        ...

    @property
    def max_share(self) -> int | None:
        """The largest share of a receipt that points may pay; none: the program's."""
        ...


class Terms(Protocol):
    """What the program file says about prices."""

    @property
    def points(self) -> PointsTerms:
        """[points]."""
        ...

    @property
    def redemption(self) -> RedemptionTerms:
        """[redemption]."""
        ...

    @property
    def tiers(self) -> Sequence[Privileges]:
        """[[tiers]]."""
        ...


@dataclass(frozen=True, slots=True)
class Dues:
    """What a basket costs before points: minor units by line, and which lines points may pay."""

    discounts: tuple[int, ...]
    amounts: tuple[int, ...]
    redeemable: tuple[bool, ...]
    share: int | None  # the customer's own largest share that points may pay, basis points

    @property
    def discount(self) -> int:
        """The sum of the discounts, minor units."""
        return sum(self.discounts)

    @property
    def total(self) -> int:
        """What is to be paid, with points or money."""
        return sum(self.amounts)


def dues(terms: Terms, basket: Basket, buyer: Buyer) -> Dues:
    """What the customer has to pay for each line after the program's own discounts."""
    tier = next((tier for tier in terms.tiers if tier.code == buyer.tier), None)
    rate = tier.discount if tier else 0
    discounts = _share_off(terms, basket, rate) if rate else (0,) * len(basket.lines)
    excluded = terms.redemption.excluded_categories
    return Dues(
        discounts,
        tuple(line.amount - off for line, off in zip(basket.lines, discounts, strict=True)),
        tuple(line.category not in excluded for line in basket.lines),
        tier.max_share if tier else None,
    )


def _share_off(terms: Terms, basket: Basket, rate: int) -> tuple[int, ...]:
    full_price = terms.points.excluded_categories
    weights = [0 if line.category in full_price else line.amount for line in basket.lines]
    return spread(sum(weights) * rate // BPS, weights)


def reduced(due: Dues, offs: Iterable[Off]) -> Dues:
    """The same after money came off: free items, a coupon, promo codes."""
    for off in offs:
        discounts = tuple(one + more for one, more in zip(due.discounts, off.by_line, strict=True))
        due = Dues(discounts, less(due.amounts, off.by_line), due.redeemable, due.share)
    return due


def payable(terms: Terms, due: Dues, available: int) -> Payable:
    """How many of the customer's available points may pay for what is due."""
    return redemption.payable(
        terms.redemption,
        due.amounts,
        due.redeemable,
        terms.points.minor_units_per_point,
        available=available,
        share=due.share,
    )


def committed(terms: Terms, due: Dues, held: int) -> int:
    """How many of the points of a hold pay for this basket: all, unless it is smaller than the one quoted."""
    free = redemption.payable(
        terms.redemption,
        due.amounts,
        due.redeemable,
        terms.points.minor_units_per_point,
        available=max(held, terms.redemption.minimum_balance),
        share=due.share,
    )
    return min(held, free.most)


def pay(terms: Terms, due: Dues, points: int) -> Paid:
    """What each line is paid with when ``points`` pay."""
    return redemption.pay(points, due.amounts, due.redeemable, terms.points.minor_units_per_point)
