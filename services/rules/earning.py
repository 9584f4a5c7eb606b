"""What a receipt earns.

A line has a rate: the base rate as the rules change it, and the bonus of the customer's tier on top. The
receipt is rounded down once; points are spread over its lines. Then come fixed points, an item and a visit.
Caps come last.

Rules of the kinds base, bonus and multiply compete for a line's rate, rules of the kind item for its items,
and rules of the kind visit for the receipt, each kind by itself:

* best: of those that hold, the highest priority is heard alone; of equal ones that which gives the most; of
  those the first in the file.
* stack: all that hold are added up. Only one can replace the base rate: the highest priority, then the most;
  bonuses and what multipliers add to that base come on top, so twice and three times make four times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.rules.earning_choice import Holding
from services.rules.earning_terms import BASE, TIER, Config, Rule, Terms

if TYPE_CHECKING:  # pricing spreads points with this module
    from services.rules.pricing import Basket, Buyer

BPS = 10_000
RATES = frozenset({"base", "bonus", "multiply"})  # kinds of rules that change a line's rate
FINE = BPS * BPS  # a rate times a multiplier, both in basis points


@dataclass(frozen=True, slots=True)
class Applied:
    """What gave how many points of a receipt.

    ``base``, ``tier``, ``favourites``, the code of a rule, or ``promo:`` with a promo code; beside what is earned
    there are gifts, ``promo:`` with the code or ``stamps:`` with the card.
    """

    code: str
    points: int


@dataclass(frozen=True, slots=True)
class Earning:
    """Points of the receipt and of each of its lines, in order; what gave them, and how many caps took away.

    ``by_line`` and ``applied`` both sum to ``points``. ``heard`` names also what rounding left no point.
    """

    points: int
    by_line: tuple[int, ...]
    applied: tuple[Applied, ...] = ()
    capped: int = 0
    heard: tuple[str, ...] = field(default=(), compare=False)


Rates = dict[str, int]
"""What a line's rate is made of, by what gives it; in FINE parts."""


def earn(
    config: Config, basket: Basket, buyer: Buyer, paid: Sequence[int], codes: Sequence[Rule] = ()
) -> Earning:
    """What a basket earns; ``paid`` is what of each line was paid with money, in minor units.

    ``basket.at`` is in the store's zone. Of the buyer only that counts which ``earning_terms.needs`` names.
    ``codes``: the rules of promo codes, behind those of the file. A receipt that earns as much or more without
    them is priced without them.
    """
    terms = config.earning_terms.at(basket.merchant)
    without = _earn(terms, basket, buyer, paid)
    if not codes:
        return without
    with_codes = _earn(terms, basket, buyer, paid, codes)
    return with_codes if with_codes.points > without.points else without


def _earn(
    terms: Terms, basket: Basket, buyer: Buyer, paid: Sequence[int], codes: Sequence[Rule] = ()
) -> Earning:
    amounts = _counted(terms, basket, paid)
    if not any(amounts) or sum(amounts) < terms.minimum_receipt:
        return Earning(0, tuple(0 for _ in amounts))
    holding = terms.choice.holding(basket, buyer, amounts)
    holding += [(rule, lines) for rule in codes if (lines := rule.lines(basket, buyer, amounts))]
    if any(rule.kind in RATES for rule, _ in holding):
        by_line, given = _proportional(terms, amounts, _rates(terms, buyer, holding, len(amounts)))
    else:
        by_line, given = _plain(terms, buyer, amounts)
    _give_items(terms, basket, holding, by_line, given)
    _give_visits(terms, holding, amounts, by_line, given)
    return _capped(terms, buyer, by_line, given)


def _counted(terms: Terms, basket: Basket, paid: Sequence[int]) -> list[int]:
    """What counts of each line: what was paid with money, and nothing of what is excluded."""
    return [
        0 if line.category in terms.excluded_categories or line.sku in terms.excluded_skus else money
        for line, money in zip(basket.lines, paid, strict=True)
    ]


def _plain(terms: Terms, buyer: Buyer, amounts: Sequence[int]) -> tuple[list[int], dict[str, int]]:
    """The same as ``_proportional`` where no rule changes a rate, as for most receipts: one for all lines."""
    bonus = terms.tier_bonus.get(buyer.tier or "", 0)
    points = sum(amounts) * (terms.base_rate + bonus) // (BPS * terms.minor_units_per_point)
    given = dict(zip((BASE, TIER), spread(points, (terms.base_rate, bonus)), strict=True))
    return list(spread(points, amounts)), given


def _rates(terms: Terms, buyer: Buyer, holding: Holding, count: int) -> list[Rates]:
    """Each line's rate by what gives it."""
    bonus = terms.tier_bonus.get(buyer.tier or "", 0)
    tier = {TIER: bonus * BPS} if bonus else {}
    rules: list[list[Rule]] = [[] for _ in range(count)]
    for rule, lines in holding:
        if rule.kind in RATES:
            for place in lines:
                rules[place].append(rule)
    return [_rate(terms, of_line) | tier for of_line in rules]


def _rate(terms: Terms, rules: list[Rule]) -> Rates:
    if terms.policy == "best" and rules:
        one = rules[0] if len(rules) == 1 else None
        return _alone(terms, one or _first_of_most(rules, lambda rule: _all_of(terms, rule)))
    base = terms.base_rate * BPS
    rates: Rates = {}
    replacing = [rule for rule in rules if rule.kind == "base"]
    if replacing:
        chosen = _first_of_most(replacing, lambda rule: rule.value)
        base = chosen.value * BPS
        rates[chosen.code] = base
    else:
        rates[BASE] = base
    for rule in rules:
        if rule.kind != "base":
            rates[rule.code] = _added(rule, base)
    return rates


def _alone(terms: Terms, rule: Rule) -> Rates:
    """The rate when this is the only rule."""
    if rule.kind == "base":
        return {rule.code: rule.value * BPS}
    base = terms.base_rate * BPS
    return {BASE: base, rule.code: _added(rule, base)}


def _all_of(terms: Terms, rule: Rule) -> int:
    """The sum of that rate."""
    base = terms.base_rate * BPS
    return rule.value * BPS if rule.kind == "base" else base + _added(rule, base)


def _added(rule: Rule, base: int) -> int:
    """What a bonus or a multiplier adds to a base in FINE parts."""
    return rule.value * BPS if rule.kind == "bonus" else base * (rule.value - BPS) // BPS


def _first_of_most(rules: Sequence[Rule], gives: Callable[[Rule], int]) -> Rule:
    """The rule of the highest priority that gives the most; of several the first."""
    return max(rules, key=lambda rule: (rule.priority, gives(rule)))


def _proportional(
    terms: Terms, amounts: Sequence[int], rates: Sequence[Rates]
) -> tuple[list[int], dict[str, int]]:
    """The points that the rates give, by line and by what gives them."""
    weights: dict[str, int] = defaultdict(int)
    for amount, of_line in zip(amounts, rates, strict=True):
        for code, rate in of_line.items():
            weights[code] += amount * rate
    weights = {code: weight for code, weight in weights.items() if weight}
    whole = [sum(of_line.values()) for of_line in rates]
    earning = proportional(amounts, whole, terms.minor_units_per_point, FINE)
    given = spread(earning.points, list(weights.values()))
    return list(earning.by_line), dict(zip(weights, given, strict=True))


def _give_items(
    terms: Terms, basket: Basket, holding: Holding, by_line: list[int], given: dict[str, int]
) -> None:
    """Add fixed points for each whole item of the lines of a rule."""
    giving = [(rule, lines) for rule, lines in holding if rule.kind == "item"]
    for place, line in enumerate(basket.lines) if giving else ():
        for rule in _heard(terms, [rule for rule, lines in giving if place in lines]):
            points = rule.value * max(0, int(line.quantity))
            by_line[place] += points
            given[rule.code] = given.get(rule.code, 0) + points


def _give_visits(
    terms: Terms, holding: Holding, amounts: Sequence[int], by_line: list[int], given: dict[str, int]
) -> None:
    """Add fixed points for the receipt, spread over the lines of the rule."""
    lines_of = {rule.code: lines for rule, lines in holding if rule.kind == "visit"}
    for rule in _heard(terms, [rule for rule, _ in holding if rule.kind == "visit"]):
        lines = lines_of[rule.code]
        for place, points in zip(lines, spread(rule.value, [amounts[at] for at in lines]), strict=True):
            by_line[place] += points
        given[rule.code] = rule.value


def _heard(terms: Terms, rules: Sequence[Rule]) -> Sequence[Rule]:
    """All rules of fixed points that hold, or the best of them."""
    if terms.policy == "stack" or len(rules) < 2:
        return rules
    return [_first_of_most(rules, lambda rule: rule.value)]


def _capped(terms: Terms, buyer: Buyer, by_line: Sequence[int], given: dict[str, int]) -> Earning:
    points = sum(by_line)
    allowed = terms.caps.allow(points, earned_day=buyer.earned_day, earned_month=buyer.earned_month)
    parts = tuple(given.values())
    if allowed < points:
        by_line, parts = spread(allowed, by_line), spread(allowed, parts)
    applied = tuple(Applied(code, part) for code, part in zip(given, parts, strict=True) if part)
    return Earning(allowed, tuple(by_line), applied, points - allowed, tuple(given))


def proportional(
    amounts: Sequence[int], rates: Sequence[int], minor_units_per_point: int, whole: int = BPS
) -> Earning:
    """Points for lines of ``amounts`` (minor units) at ``rates`` (parts of ``whole``; 0 for what is excluded).

    ``floor(sum(amount * rate) / whole / minor_units_per_point)``: rounded once a receipt, so that a
    customer never loses a point for each line; spread over the lines by largest remainder.
    """
    weights = [amount * rate for amount, rate in zip(amounts, rates, strict=True)]
    points = sum(weights) // (whole * minor_units_per_point)
    return Earning(points, spread(points, weights))


def spread(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Divide ``total`` in proportion to ``weights`` (>= 0) in whole units that sum to it exactly.

    Largest remainder (Hamilton's method); of equal remainders the earlier one wins.
    """
    whole = sum(weights)
    if not total or not whole:
        return (0,) * len(weights)
    shares = [total * weight // whole for weight in weights]
    if left := total - sum(shares):
        by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
        for index in by_remainder[:left]:
            shares[index] += 1
    return tuple(shares)
