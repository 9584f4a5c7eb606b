"""When an earning rule holds, and for which lines of a basket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from services.rules.segments import observed_birthday

if TYPE_CHECKING:  # pricing spreads points with earning
    from services.rules.pricing import Basket, BasketLine, Buyer

ONE_DAY = timedelta(days=1)
Words = frozenset[str]


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
        start, end = self.start or time(0), self.end
        if end is None or start < end:
            return today if start <= clock and (end is None or clock < end) else None
        if clock >= start:
            return today
        return today - ONE_DAY if clock < end else None


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

    def takes(self, line: BasketLine, favourites: Words) -> bool:
        """Whether the rule is about this line."""
        return (
            (self.categories is None or line.category in self.categories)
            and (self.skus is None or line.sku in self.skus)
            and line.category not in self.excluded_categories
            and line.sku not in self.excluded_skus
            and (not self.favourites or line.category in favourites)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Where and by whom: every key that is given must hold. Purchases count from 1, with the present one."""

    stores: Words | None = None
    merchants: Words | None = None
    channels: Words | None = None
    tiers: Words | None = None
    nth_purchase: int | None = None
    every_nth_purchase: int | None = None
    first_of_day: bool = False

    def holds(self, basket: Basket, buyer: Buyer) -> bool:
        """Whether it is such a sale to such a customer."""
        purchase = buyer.visits + 1
        return (
            (self.stores is None or basket.store in self.stores)
            and (self.merchants is None or basket.merchant in self.merchants)
            and (self.channels is None or basket.channel in self.channels)
            and (self.tiers is None or buyer.tier in self.tiers)
            and (self.nth_purchase is None or purchase == self.nth_purchase)
            and (self.every_nth_purchase is None or purchase % self.every_nth_purchase == 0)
            and (not self.first_of_day or buyer.receipts_day == 0)
        )


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
            and (not self.items or sum(int(lines[place].quantity) for place in taken) >= self.items)
        )
