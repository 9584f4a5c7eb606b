"""Coupons that apply themselves: when one holds, and what it takes off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from services.rules import discounts
from services.rules.discounts import Lines, Off

if TYPE_CHECKING:
    from services.rules.pricing import Basket


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One coupon: ``share`` in basis points or ``amount`` in minor units; what is left out is any."""

    code: str
    share: int = 0
    amount: int = 0
    lines: Lines = field(default_factory=Lines)
    segment: str | None = None
    tiers: frozenset[str] = frozenset()
    first_receipt: bool = False
    minimum: int = 0  # minor units of the receipt's total
    first_day: date | None = None
    last_day: date | None = None
    times: int | None = None  # a customer


@dataclass(frozen=True, slots=True)
class Holder:
    """What coupons ask of a customer before the receipt counts."""

    tier: str | None = None
    receipts: int = 0
    segments: frozenset[str] = frozenset()
    uses: Mapping[str, int] = field(default_factory=dict)  # by the coupon's code


def open_to(terms: Terms, holder: Holder, day: date) -> bool:
    """Whether the customer may use the coupon on this day, whatever is bought."""
    return (
        (terms.first_day is None or terms.first_day <= day)
        and (terms.last_day is None or day <= terms.last_day)
        and (terms.segment is None or terms.segment in holder.segments)
        and (not terms.tiers or holder.tier in terms.tiers)
        and (not terms.first_receipt or holder.receipts == 0)
        and (terms.times is None or holder.uses.get(terms.code, 0) < terms.times)
    )


def best(
    coupons: Sequence[Terms],
    holder: Holder,
    basket: Basket,
    amounts: Sequence[int],
    discountable: Sequence[bool],
) -> Off | None:
    """The one coupon that takes most off; of equal ones the first of the file. None when none holds.

    ``amounts``: what each line still costs, minor units.
    """
    total, day = basket.total, basket.at.date()
    found = [
        _off(terms, basket, amounts, discountable)
        for terms in coupons
        if total >= terms.minimum and open_to(terms, holder, day)
    ]
    most = max(found, key=lambda off: off.amount, default=None)
    return most if most and most.amount else None


def _off(terms: Terms, basket: Basket, amounts: Sequence[int], discountable: Sequence[bool]) -> Off:
    taken = [may and terms.lines.takes(line) for line, may in zip(basket.lines, discountable, strict=True)]
    if terms.amount:
        return Off("coupon", terms.code, discounts.fixed(terms.amount, amounts, taken))
    return Off("coupon", terms.code, discounts.share(terms.share, amounts, taken))
