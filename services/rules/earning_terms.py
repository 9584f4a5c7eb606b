"""What the program file says about earning, made ready for counting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol

from services.rules.caps import Caps
from services.rules.earning_choice import Choice
from services.rules.earning_conditions import Least, SaleTest, When, Which, Who

if TYPE_CHECKING:  # pricing spreads points with earning
    from services.rules.pricing import Basket, Buyer

Kind = Literal["base", "bonus", "multiply", "item", "visit"]
Policy = Literal["best", "stack"]

BASE = "base"
TIER = "tier"
FAVOURITES = "favourites"
RESERVED = frozenset({BASE, TIER, FAVOURITES})
"""What gives points beside the rules, so that no rule may be called so."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One earning rule.

    ``value`` is basis points for the kinds base (instead of the base rate), bonus (on top of it) and multiply
    (of it, at least once), and points for item (each whole item) and visit (once a receipt).
    """

    code: str
    kind: Kind
    value: int
    priority: int = 0
    which: Which = field(default_factory=Which)
    when: When = field(default_factory=When)
    who: Who = field(default_factory=Who)
    least: Least = field(default_factory=Least)

    def lines(self, basket: Basket, buyer: Buyer, amounts: Sequence[int]) -> tuple[int, ...]:
        """The places of the lines that the rule is about; none when it does not hold."""
        taken = tuple(
            place
            for place, line in enumerate(basket.lines)
            if amounts[place] and self.which.takes(line.category, line.sku, line.category in buyer.favourites)
        )
        may = taken and self.holds(basket, buyer) and self.least.holds(basket.lines, amounts, taken)
        return taken if may else ()

    def holds(self, basket: Basket, buyer: Buyer) -> bool:
        """Whether it is a sale of the rule, whatever is bought."""
        for holds in self._tests:  # noqa: SIM110 - a generator takes as long as the tests themselves
            if not holds(basket, buyer):
                return False
        return True

    @cached_property
    def _tests(self) -> tuple[SaleTest, ...]:
        return (*self.who.tests(), *self.when.tests())


@dataclass(frozen=True, kw_only=True)
class Terms:
    """All that earning goes by; rates in basis points, ``minimum_receipt`` in minor units paid with money."""

    base_rate: int
    minor_units_per_point: int
    merchant_rates: Mapping[str, int] = field(default_factory=dict)  # own base rates, by the merchant's name
    policy: Policy = "best"
    rules: tuple[Rule, ...] = ()
    tier_bonus: Mapping[str, int] = field(default_factory=dict)
    excluded_categories: frozenset[str] = frozenset()
    excluded_skus: frozenset[str] = frozenset()
    minimum_receipt: int = 0
    caps: Caps = field(default_factory=Caps)

    def at(self, merchant: str) -> Terms:
        """The same with the base rate of what is bought from this merchant."""
        return self._of_merchants.get(merchant, self)

    @cached_property
    def choice(self) -> Choice:
        """The rules, ready to be asked which of them hold."""
        return Choice(self.rules)

    @cached_property
    def _of_merchants(self) -> Mapping[str, Terms]:
        return {name: replace(self, base_rate=own) for name, own in self.merchant_rates.items()}


class Config(Protocol):
    """A program file as earning sees it."""

    @property
    def earning_terms(self) -> Terms:
        """What it says about earning."""
        ...


@dataclass(frozen=True, slots=True)
class Needs:
    """What of a Buyer the rules ask for; the rest need not be read."""

    visits: bool
    birthday: bool
    favourites: bool
    clubs: bool
    receipts_day: bool
    earned_day: bool
    earned_month: bool

    @property
    def past(self) -> bool:
        """Whether the customer's receipts of the same day or month are needed (``rules.caps.used``)."""
        return self.receipts_day or self.earned_day or self.earned_month


def needs(config: Config) -> Needs:
    """Which facts about a customer have to be read before receipts can be priced."""
    terms = config.earning_terms
    return Needs(
        visits=any(rule.who.nth_purchase or rule.who.every_nth_purchase for rule in terms.rules),
        birthday=any(rule.when.birthday is not None for rule in terms.rules),
        favourites=any(rule.which.favourites for rule in terms.rules),
        clubs=any(rule.who.clubs for rule in terms.rules),
        receipts_day=any(rule.who.first_of_day for rule in terms.rules),
        earned_day=terms.caps.day is not None,
        earned_month=terms.caps.month is not None,
    )
