"""When an earning rule holds, and for which lines of a basket.

What is asked about the sale is a list of tests: functions for what the file asks for and for nothing else, since a
till waits while every rule is asked about every receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from services.rules.clubs import Club
from services.rules.segments import observed_birthday

if TYPE_CHECKING:  # pricing spreads points with earning
    from services.rules.pricing import Basket, BasketLine, Buyer

ONE_DAY = timedelta(days=1)
MIDNIGHT = time(0)
Words: TypeAlias = frozenset[str]
SaleTest: TypeAlias = "Callable[[Basket, Buyer], bool]"


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The time of a rule by the store's own clock; what is None does not matter.

    ``start`` and ``end`` make a window of the day, over midnight when the end is the earlier one. All days
    (of the week, of the calendar, around a birthday) are those on which that window began. ``first`` and
    ``last`` are both included; ``birthday`` is how many days before and after it.
    """

    weekdays: frozenset[int] | None = None  # Monday is 0
    start: time | None = None
    end: time | None = None
    first: date | None = None
    last: date | None = None
    birthday: tuple[int, int] | None = None

    def tests(self) -> Iterator[SaleTest]:
        """Whether the sale is within all of it; nothing when any time will do."""
        if self != When():
            yield lambda basket, buyer: self.holds(basket.at, buyer.birthday)

    def holds(self, at: datetime, birthday: date | None) -> bool:
        """Whether the moment is within all of it."""
        day = self.day(at)
        return (
            day is not None
            and (self.weekdays is None or day.weekday() in self.weekdays)
            and (self.first is None or day >= self.first)
            and (self.last is None or day <= self.last)
            and (self.birthday is None or (birthday is not None and _near(birthday, day, *self.birthday)))
        )

    def day(self, at: datetime) -> date | None:
        """The day on which the window that holds the moment began; None outside of it."""
        clock, today = at.time(), at.date()
        start, end = self.start or MIDNIGHT, self.end
        if end is None or start < end:
            return today if start <= clock and (end is None or clock < end) else None
        if clock >= start:
            return today
        return today - ONE_DAY if clock < end else None


@lru_cache(maxsize=4096)
def _near(birthday: date, day: date, before: int, after: int) -> bool:
    """Whether the day is that close to the birthday of its year, of the year before or of the next one."""
    kept = (observed_birthday(birthday, day.year + shift) for shift in (-1, 0, 1))
    return any(-before <= (day - one).days <= after for one in kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """The lines of a rule: every key that is given must hold."""

    categories: Words | None = None
    skus: Words | None = None
    excluded_categories: Words = frozenset()
    excluded_skus: Words = frozenset()
    favourites: bool = False

    def takes(self, category: str | None, sku: str, favourite: bool) -> bool:
        """Whether the rule is about such a line; ``favourite``: its category is one that the customer chose."""
        return (
            (self.categories is None or category in self.categories)
            and (self.skus is None or sku in self.skus)
            and category not in self.excluded_categories
            and sku not in self.excluded_skus
            and (favourite or not self.favourites)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Where and by whom: every key that is given must hold.

    Purchases count from 1, with the present one. Who returns earlier purchases comes to no number a second time: the
    points of a second purchase could be had for each purchase but one.
    """

    stores: Words | None = None
    merchants: Words | None = None
    channels: Words | None = None
    tiers: Words | None = None
    clubs: tuple[Club, ...] | None = None
    nth_purchase: int | None = None
    every_nth_purchase: int | None = None
    first_of_day: bool = False

    def tests(self) -> Iterator[SaleTest]:
        """Whether it is such a sale to such a customer."""
        stores, merchants, channels, tiers = self.stores, self.merchants, self.channels, self.tiers
        nth, every, clubs = self.nth_purchase, self.every_nth_purchase, self.clubs
        if nth is not None:
            yield lambda basket, buyer: buyer.visits + 1 == nth and not buyer.repeated
        if every is not None:
            yield lambda basket, buyer: (buyer.visits + 1) % every == 0 and not buyer.repeated
        if self.first_of_day:
            yield lambda basket, buyer: buyer.receipts_day == 0
        if tiers is not None:
            yield lambda basket, buyer: buyer.tier in tiers
        if clubs is not None:
            yield lambda basket, buyer: any(
                club.code in buyer.clubs and club.open_on(basket.at.date()) for club in clubs
            )
        if stores is not None:
            yield lambda basket, buyer: basket.store in stores
        if merchants is not None:
            yield lambda basket, buyer: basket.merchant in merchants
        if channels is not None:
            yield lambda basket, buyer: basket.channel in channels


@dataclass(frozen=True, slots=True, kw_only=True)
class Least:
    """The least that is paid with money for all lines and for those of the rule (minor units), and their items."""

    total: int = 0
    amount: int = 0
    items: int = 0

    def holds(self, lines: Sequence[BasketLine], amounts: Sequence[int], taken: Sequence[int]) -> bool:
        """Whether that much is bought; ``amounts`` are what counts of each line, ``taken`` the rule's lines."""
        return (
            (not self.total or sum(amounts) >= self.total)
            and (not self.amount or sum(amounts[place] for place in taken) >= self.amount)
            and (not self.items or sum(max(0, int(lines[place].quantity)) for place in taken) >= self.items)
        )
