"""Past receipts priced once more by a program file, in the order in which one customer made them.

Everything starts anew: the customer begins in the lowest tier, and tiers, visits and caps follow from the
receipts alone, and so do stamp cards and the uses of coupons. So two files are compared on the same ground. What
came back is left out beforehand. Promo codes count on the receipts that they were used on.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Protocol

from services.rules import earning_terms, pricing, promo_codes, promotions
from services.rules.clubs import Stay, members_of
from services.rules.coupons import Holder
from services.rules.earning import earn
from services.rules.pricing import Basket, Buyer
from services.rules.stamps import StampCard
from services.rules.tier_reviews import due_reviews, settle
from services.rules.tier_windows import Window, open_window, review_window
from services.rules.tiers import Held, Policy, Standing, Step, after_purchase, reached

NONE: frozenset[str] = frozenset()


class TierTerms(pricing.Privileges, Step, Protocol):
    """A tier with what it gives and where it begins."""


class Terms(pricing.Terms, earning_terms.Config, promotions.Config, Protocol):
    """A program file as far as it says what receipts earn and cost."""

    @property
    def promo_code_terms(self) -> Mapping[str, promo_codes.Terms]:
        """[[promo_codes]] by their code."""
        ...

    @property
    def tiers(self) -> Sequence[TierTerms]:
        """[[tiers]]."""
        ...

    @property
    def tier_rules(self) -> Policy:
        """[tier_rules]."""
        ...


@dataclass(frozen=True, slots=True)
class Used:
    """A promo code that was used on a receipt; ``own``: what it does, None where the file says it."""

    code: str
    own: promo_codes.Terms | None = None


@dataclass(frozen=True, slots=True)
class Sale:
    """A past receipt without what came back; ``at`` in UTC, ``points``: how many paid for it.

    ``recorded``: when the till told of it (None: at once); clubs and segments go by that.
    """

    basket: Basket
    at: datetime
    points: int = 0
    recorded: datetime | None = None
    codes: Sequence[Used] = ()

    @property
    def counted_at(self) -> datetime:
        """When the receipt was recorded."""
        return self.recorded or self.at


@dataclass(frozen=True, slots=True)
class Person:
    """What pricing may ask of the customer; favourites by (year, month)."""

    birthday: date | None = None
    favourites: Mapping[tuple[int, int], frozenset[str]] = field(default_factory=dict)
    stays: Sequence[Stay] = ()  # in clubs
    segments: Sequence[Stay] = ()  # in segments, whose codes stand in the place of the clubs'


@dataclass(frozen=True, slots=True)
class Priced:
    """What a file makes of one sale: minor units off, points that pay, points earned, points of codes and cards."""

    discount: int
    redeemed: int
    earned: int
    gifts: int = 0


@dataclass(slots=True)
class Tally:
    """Receipts summed up; turnover and discount in minor units."""

    receipts: int = 0
    turnover: int = 0
    discount: int = 0
    redeemed: int = 0
    earned: int = 0
    gifts: int = 0

    def add(self, other: Tally) -> None:
        """Add another sum."""
        self.receipts += other.receipts
        self.turnover += other.turnover
        self.discount += other.discount
        self.redeemed += other.redeemed
        self.earned += other.earned
        self.gifts += other.gifts


Place = tuple[str | None, str]  # the tier that priced it, and the store
Tallies = dict[Place, Tally]


def price(terms: Terms, sale: Sale, buyer: Buyer) -> Priced:
    """Price one sale: the points that paid then pay again, as far as these terms let them."""
    due = pricing.dues(terms, sale.basket, buyer)
    points = pricing.committed(terms, due, sale.points) if sale.points else 0
    paid = pricing.pay(terms, due, points)
    return Priced(due.discount, points, earn(terms, sale.basket, buyer, paid.money).points)


def _promoted(terms: Terms, sale: Sale, buyer: Buyer, past: _Past, holder: Holder) -> Priced:
    """The same with stamp cards, coupons and promo codes; cards and uses are as after it."""
    found = (one.own or terms.promo_code_terms.get(one.code) for one in sale.codes)
    codes = [code for code in found if code]
    due = pricing.dues(terms, sale.basket, buyer)
    planned = promotions.plan(terms, holder, past.cards, sale.basket, due, codes, sale.counted_at)
    due = pricing.reduced(due, planned.offs)
    points = pricing.committed(terms, due, sale.points) if sale.points else 0
    paid = pricing.pay(terms, due, points)
    earning = earn(terms, sale.basket, buyer, paid.money, promo_codes.rules(codes))
    promotions.count(past.uses, planned)
    marks = promotions.stamp(terms, past.cards, sale.basket, due, planned, sale.counted_at)
    gifts = sum(code.points for code in codes) + sum(mark.points for mark in marks)
    return Priced(due.discount, points, earning.points, gifts)


class _Past:
    """What a customer's receipts came to so far; they come in the order of their time."""

    def __init__(self) -> None:
        self.times: list[datetime] = []
        self.sums: list[tuple[int, int]] = [(0, 0)]  # spent and points; visits are the places
        self.by_day: dict[date, tuple[int, int]] = {}
        self.by_month: dict[tuple[int, int], int] = {}
        self.cards: dict[str, StampCard] = {}
        self.uses: dict[str, int] = {}

    @property
    def visits(self) -> int:
        return len(self.times)

    def add(self, sale: Sale, earned: int) -> None:
        day = sale.basket.at.date()
        receipts, points = self.by_day.get(day, (0, 0))
        self.by_day[day] = receipts + 1, points + earned
        month = day.year, day.month
        self.by_month[month] = self.by_month.get(month, 0) + earned
        self.times.append(sale.at)
        spent, points = self.sums[-1]
        self.sums.append((spent + sale.basket.total, points + earned))

    def within(self, window: Window) -> Standing:
        first = bisect_left(self.times, window.begins) if window.begins is not None else 0
        last = bisect_left(self.times, window.ends) if window.ends is not None else len(self.times)
        last = max(first, last)
        before, until = self.sums[first], self.sums[last]
        return Standing(until[0] - before[0], until[1] - before[1], last - first)


class Replay:
    """One file's view of the past; ``tallies`` count the sales of ``begin`` to ``end`` (none: all)."""

    def __init__(
        self, terms: Terms, zone: tzinfo, *, begin: datetime | None = None, end: datetime | None = None
    ) -> None:
        self._terms, self._zone = terms, zone
        self._steps = terms.tiers
        self._places: dict[str | None, int] = {step.code: place for place, step in enumerate(self._steps)}
        self._lifetime = terms.tier_rules.window == "lifetime"
        self._begin, self._end = begin, end
        self._promotes = bool(terms.stamp_terms or terms.coupon_terms)
        self._lowest = self._steps[0].code if reached(self._steps, 0) is not None else None
        self.tallies: Tallies = defaultdict(Tally)

    def customer(self, person: Person, sales: Sequence[Sale]) -> None:
        """Go through all sales of one customer, oldest first."""
        held, past = Held(self._lowest), _Past()
        for sale in sales:
            held = self._reviewed(held, past, sale.at)
            priced = self._priced(person, sale, held, past)
            past.add(sale, priced.earned)
            if (self._begin is None or sale.at >= self._begin) and (self._end is None or sale.at < self._end):
                _count(self.tallies[held.earned, sale.basket.store], sale, priced)
            held = self._bought(held, past, sale.at)

    def _priced(self, person: Person, sale: Sale, held: Held, past: _Past) -> Priced:
        buyer = _buyer(person, held, past, sale)
        if not (self._promotes or sale.codes):
            return price(self._terms, sale, buyer)
        segments = members_of(person.segments, sale.counted_at) if person.segments else NONE
        holder = Holder(held.earned, past.visits, segments, past.uses)
        return _promoted(self._terms, sale, buyer, past, holder)

    def _reviewed(self, held: Held, past: _Past, now: datetime) -> Held:
        """The tiers after every review that came before the sale."""
        if held.review_at is None or held.review_at > now:
            return held
        policy, zone = self._terms.tier_rules, self._zone
        dues = due_reviews(policy, zone, held, now)
        standings = {due: past.within(review_window(policy, zone, due)) for due in dues}
        return settle(self._steps, policy, zone, held, standings, now)[-1].held

    def _bought(self, held: Held, past: _Past, now: datetime) -> Held:
        """The tiers after the sale; most sales raise nobody, and are not looked at any further."""
        policy, zone, place = self._terms.tier_rules, self._zone, self._places.get(held.earned, -1)
        settled = self._lifetime or held.review_at is not None or place <= 0
        if settled and place + 1 == len(self._steps):
            return held
        standing = past.within(Window() if self._lifetime else open_window(policy, zone, now))
        if settled and standing.by(policy.measured_by) < self._steps[place + 1].from_amount:
            return held
        return after_purchase(self._steps, policy, zone, held, standing, now)


def _buyer(person: Person, held: Held, past: _Past, sale: Sale) -> Buyer:
    day = sale.basket.at.date()
    receipts, points = past.by_day.get(day, (0, 0))
    return Buyer(
        tier=held.earned,
        visits=past.visits,
        birthday=person.birthday,
        favourites=person.favourites.get((day.year, day.month), frozenset()),
        clubs=members_of(person.stays, sale.counted_at) if person.stays else NONE,
        receipts_day=receipts,
        earned_day=points,
        earned_month=past.by_month.get((day.year, day.month), 0),
    )


def _count(tally: Tally, sale: Sale, priced: Priced) -> None:
    tally.receipts += 1
    tally.turnover += sale.basket.total
    tally.discount += priced.discount
    tally.redeemed += priced.redeemed
    tally.earned += priced.earned
    tally.gifts += priced.gifts
