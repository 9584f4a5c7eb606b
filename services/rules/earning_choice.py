"""Which earning rules hold for a receipt: the rules of one version of the file, made ready once.

``Rule.lines`` says the same of one rule by itself. Asked together, rules that any line will do for share one answer,
and what the others say of a category and an SKU is remembered, since tills sell the same things again and again.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from services.rules.earning_conditions import Which

if TYPE_CHECKING:  # terms have a choice, and pricing spreads points with earning
    from services.rules.earning_terms import Rule
    from services.rules.pricing import Basket, Buyer

GOODS_KEPT = 4096
ANY_LINE = Which()
Holding: TypeAlias = "list[tuple[Rule, tuple[int, ...]]]"
"""The rules that hold, in the order of the file, with the places of their lines."""


class Choice:
    """The rules of a program file, ready to be asked which of them hold."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple((rule, rule.which == ANY_LINE) for rule in rules)
        self._particular = tuple(rule for rule in rules if rule.which != ANY_LINE)
        self._about = lru_cache(maxsize=GOODS_KEPT)(self._asked_about)

    def holding(self, basket: Basket, buyer: Buyer, amounts: Sequence[int]) -> Holding:
        """The rules that hold; ``amounts`` are what counts of each line, minor units paid with money."""
        counting = tuple(place for place, amount in enumerate(amounts) if amount)
        particular = self._places(basket, buyer, counting)
        found: Holding = []
        for rule, any_line in self._rules:
            places = counting if any_line else tuple(particular.get(rule.code, ()))
            if places and rule.holds(basket, buyer) and rule.least.holds(basket.lines, amounts, places):
                found.append((rule, places))
        return found

    def _places(self, basket: Basket, buyer: Buyer, counting: Sequence[int]) -> dict[str, list[int]]:
        """The places of the lines that particular rules are about, by the rule's code."""
        places: dict[str, list[int]] = {}
        for place in counting if self._particular else ():
            line = basket.lines[place]
            for code in self._about(line.category, line.sku, line.category in buyer.favourites):
                places.setdefault(code, []).append(place)
        return places

    def _asked_about(self, category: str | None, sku: str, favourite: bool) -> tuple[str, ...]:
        return tuple(rule.code for rule in self._particular if rule.which.takes(category, sku, favourite))
