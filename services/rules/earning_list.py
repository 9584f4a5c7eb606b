"""What brings a customer more points: the rules in force for this customer, the most useful first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from services.rules.earning import BPS
from services.rules.earning_terms import Config, Rule, Terms

State = Literal["now", "join", "choose", "tell", "later"]
_ORDER: dict[State, int] = {"now": 0, "join": 1, "choose": 1, "tell": 1, "later": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """The customer who asks; ``at`` by the clock of the own store, ``typical``: a usual purchase in minor units.

    ``birthday_counts``: whether it was told long enough ago.
    """

    at: datetime
    typical: int
    tier: str | None = None
    visits: int = 0
    birthday: date | None = None
    birthday_counts: bool = True
    favourites: frozenset[str] = frozenset()
    clubs: frozenset[str] = frozenset()
    bought_today: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A rule that may bring this customer more.

    ``state``: it holds "now"; the customer has to "join" a club, "choose" favourites or "tell" the birthday; or its
    time comes "later". ``extra``: what it adds to a usual purchase, in basis points of it. ``purchases``: how many
    it still takes until the one that is meant, with that one; 0 where none is.
    """

    rule: Rule
    state: State
    extra: int
    purchases: int = 0


@dataclass(frozen=True, slots=True)
class EarningList:
    """What comes back of every purchase (basis points, with the tier's own), where it is more, and ways to more."""

    base_rate: int
    tier_bonus: int
    merchants: tuple[tuple[str, int], ...]
    ways: tuple[Way, ...]


def choose(config: Config, asker: Asker) -> EarningList:
    """The rules that can bring this customer more, the most useful first; those that cannot are left out.

    First what holds now, then what takes a tap, then what comes later; of each the one that adds most.
    """
    terms = config.earning_terms
    ways = [way for rule in terms.rules if (way := _way(terms, rule, asker))]
    ways.sort(key=lambda way: (_ORDER[way.state], -way.extra))
    better = ((name, rate) for name, rate in terms.merchant_rates.items() if rate > terms.base_rate)
    return EarningList(
        terms.base_rate,
        terms.tier_bonus.get(asker.tier or "", 0),
        tuple(sorted(better, key=lambda merchant: -merchant[1])),
        tuple(ways),
    )


def _way(terms: Terms, rule: Rule, asker: Asker) -> Way | None:
    extra = _extra(terms, rule, asker.typical)
    if extra <= 0 or any(_never(terms, rule, asker)):
        return None
    state: State = next(_states(rule, asker), "now")
    return Way(rule, state, extra, _purchases(rule, asker))


def _extra(terms: Terms, rule: Rule, typical: int) -> int:
    """What the rule adds by itself to a usual purchase; of points for items, with one of them."""
    if rule.kind == "base":
        return rule.value - terms.base_rate
    if rule.kind == "bonus":
        return rule.value
    if rule.kind == "multiply":
        return terms.base_rate * (rule.value - BPS) // BPS
    return max(1, rule.value * terms.minor_units_per_point * BPS // max(1, typical))


def _never(terms: Terms, rule: Rule, asker: Asker) -> Iterator[bool]:
    """Reasons for which the rule gives this customer nothing, whatever is done about it."""
    who, when, which = rule.who, rule.when, rule.which
    day = when.day(asker.at) or asker.at.date()
    yield when.first is not None and day < when.first
    yield when.last is not None and day > when.last
    yield who.tiers is not None and asker.tier not in who.tiers
    yield who.clubs is not None and not any(club.open_on(day) for club in who.clubs)
    yield who.nth_purchase is not None and asker.visits >= who.nth_purchase
    yield which.categories is not None and which.categories <= terms.excluded_categories
    yield which.skus is not None and which.skus <= terms.excluded_skus


def _states(rule: Rule, asker: Asker) -> Iterator[State]:
    """What the rule waits for, the customer's own doing first; nothing when it holds now."""
    who, when = rule.who, rule.when
    day = asker.at.date()
    if who.clubs is not None and not any(
        club.code in asker.clubs and club.open_on(day) for club in who.clubs
    ):
        yield "join"
    if rule.which.favourites and not asker.favourites:
        yield "choose"
    if when.birthday is not None and asker.birthday is None:
        yield "tell"
    birthday = asker.birthday if asker.birthday_counts else None
    if not when.holds(asker.at, birthday) or _purchases(rule, asker) > 1:
        yield "later"
    if who.first_of_day and asker.bought_today:
        yield "later"


def _purchases(rule: Rule, asker: Asker) -> int:
    """How many purchases it takes until the one that the rule means."""
    nth, every = rule.who.nth_purchase, rule.who.every_nth_purchase
    if nth is not None:
        return nth - asker.visits
    return every - asker.visits % every if every is not None else 0
