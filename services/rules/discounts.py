"""Money off a basket: which lines, how much of each, and never more than a line costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from services.rules.earning import BPS, spread

if TYPE_CHECKING:  # pricing subtracts what is worked out here
    from services.rules.pricing import BasketLine

Source = Literal["stamps", "coupon", "promo_code"]


@dataclass(frozen=True, slots=True)
class Lines:
    """Which lines something is about, by category or SKU; nothing named: all of them."""

    categories: frozenset[str] = frozenset()
    skus: frozenset[str] = frozenset()

    def takes(self, line: BasketLine) -> bool:
        """Whether the line is one of them."""
        return line.category in self.categories or line.sku in self.skus or self.all

    @property
    def all(self) -> bool:
        """Whether every line is one of them."""
        return not self.categories and not self.skus


@dataclass(frozen=True, slots=True)
class Off:
    """What one coupon, promo code or stamp card takes off: minor units by line."""

    source: Source
    code: str
    by_line: tuple[int, ...]

    @property
    def amount(self) -> int:
        """The sum, minor units."""
        return sum(self.by_line)


def share(bps: int, amounts: Sequence[int], taken: Sequence[bool]) -> tuple[int, ...]:
    """``bps`` basis points off the taken lines; rounded down once, spread by largest remainder."""
    weights = _weights(amounts, taken)
    return spread(sum(weights) * bps // BPS, weights)


def fixed(amount: int, amounts: Sequence[int], taken: Sequence[bool]) -> tuple[int, ...]:
    """``amount`` minor units off the taken lines, at most what they cost; spread in proportion."""
    weights = _weights(amounts, taken)
    return spread(min(amount, sum(weights)), weights)


def free_item(
    lines: Sequence[BasketLine], amounts: Sequence[int], taken: Sequence[bool]
) -> tuple[int, int] | None:
    """The cheapest single item of the taken lines: its line's place and what it costs; none if there is none."""
    prices = [
        (_one(line.quantity, amount), place)
        for place, (line, amount, may) in enumerate(zip(lines, amounts, taken, strict=True))
        if may
    ]
    price, place = min(((price, place) for price, place in prices if price > 0), default=(0, 0))
    return (place, price) if price else None


def less(amounts: Sequence[int], by_line: Sequence[int]) -> tuple[int, ...]:
    """What is left of the amounts."""
    return tuple(amount - off for amount, off in zip(amounts, by_line, strict=True))


def _one(quantity: Decimal, amount: int) -> int:
    """What one of a line's items costs; goods by weight are one item until there is more than one of the unit."""
    return amount if quantity <= 1 else int(amount // quantity)


def _weights(amounts: Sequence[int], taken: Sequence[bool]) -> list[int]:
    return [amount if may else 0 for amount, may in zip(amounts, taken, strict=True)]
