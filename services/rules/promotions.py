"""What comes off a basket beside the tier's discount, and what it stamps: for the till, a quote and a replay alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from services.rules import coupons, discounts, promo_codes, stamps
from services.rules.coupons import Holder
from services.rules.discounts import Off
from services.rules.stamps import Bought, Mark, StampCard

if TYPE_CHECKING:  # pricing subtracts what is worked out here
    from services.rules.pricing import Basket, Dues, PointsTerms


class Config(Protocol):
    """A program file as promotions see it."""

    @property
    def points(self) -> PointsTerms:
        """[points]."""
        ...

    @property
    def coupon_terms(self) -> Sequence[coupons.Terms]:
        """[[coupons]]."""
        ...

    @property
    def stamp_terms(self) -> Sequence[stamps.Terms]:
        """[[stamps]]."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """What comes off a basket, in order; ``free``: the line whose item a stamp card pays, by the card's code."""

    offs: tuple[Off, ...] = ()
    free: Mapping[str, int] = field(default_factory=dict)


NOTHING = Plan()
Cards = Mapping[str, StampCard]  # by their code; what is not there is empty


def plan(
    config: Config,
    holder: Holder,
    cards: Cards,
    basket: Basket,
    due: Dues,
    codes: Sequence[promo_codes.Terms],
    now: datetime,
) -> Plan:
    """What comes off a basket that costs ``due``: free items, then the best coupon, then promo codes."""
    if not (config.stamp_terms or config.coupon_terms or any(code.discount for code in codes)):
        return NOTHING
    may = _discountable(config, basket)
    free: dict[str, int] = {}
    offs: list[Off] = []
    amounts = due.amounts
    for off in _free_items(config, cards, basket, amounts, may, now):
        free[off.code] = next(place for place, minor in enumerate(off.by_line) if minor)
        offs.append(off)
        amounts = discounts.less(amounts, off.by_line)
    coupon = coupons.best(config.coupon_terms, holder, basket, amounts, may)
    if coupon:
        offs.append(coupon)
        amounts = discounts.less(amounts, coupon.by_line)
    for code in codes:
        if code.discount:
            offs.append(Off("promo_code", code.code, discounts.share(code.discount, amounts, may)))
            amounts = discounts.less(amounts, offs[-1].by_line)
    return Plan(tuple(off for off in offs if off.amount), free)


def _discountable(config: Config, basket: Basket) -> tuple[bool, ...]:
    full_price = config.points.excluded_categories
    return tuple(line.category not in full_price for line in basket.lines)


def _free_items(
    config: Config,
    cards: Cards,
    basket: Basket,
    amounts: tuple[int, ...],
    may: Sequence[bool],
    now: datetime,
) -> Iterator[Off]:
    """One item for each full card of free items."""
    for terms in config.stamp_terms:
        card = cards.get(terms.code)
        if terms.points or card is None or card.live(terms.life, now) < terms.full:
            continue
        item = discounts.free_item(basket.lines, amounts, stamps.takes(terms, basket.lines, may))
        if item:
            by_line = tuple(item[1] if place == item[0] else 0 for place in range(len(amounts)))
            amounts = discounts.less(amounts, by_line)
            yield Off("stamps", terms.code, by_line)


def stamp(
    config: Config, cards: dict[str, StampCard], basket: Basket, due: Dues, planned: Plan, now: datetime
) -> list[Mark]:
    """Put the receipt's stamps on the customer's cards, which are as after it; ``due`` is what is left to pay."""
    may = _discountable(config, basket)
    marks: list[Mark] = []
    for terms in config.stamp_terms:
        card = cards.setdefault(terms.code, StampCard())
        others = tuple(place for code, place in planned.free.items() if code != terms.code)
        bought = Bought(basket.lines, due.amounts, may, planned.free.get(terms.code), others)
        marks += stamps.record(terms, card, bought, now)
    return marks


def count(uses: dict[str, int], planned: Plan) -> None:
    """Count the coupons that were used, by their code."""
    for off in planned.offs:
        if off.source == "coupon":
            uses[off.code] = uses.get(off.code, 0) + 1
