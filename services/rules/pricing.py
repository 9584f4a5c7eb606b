"""What a basket costs, pays and earns: the one place that the till, a quote and a replay of the past all ask.

The order is fixed: discounts, then points that pay, then what the rest earns. Points earned by a receipt
cannot pay for it, and what points paid for earns nothing (design, section 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One line; ``amount`` in minor units for the whole quantity, after the till's own discounts."""

    amount: int
    sku: str
    category: str | None
    quantity: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Basket:
    """What is bought, where and when; ``at`` is the time of the sale by the store's own clock."""

    lines: tuple[BasketLine, ...]
    at: datetime
    store: str
    merchant: str
    channel: str | None = None

    @property
    def total(self) -> int:
        """The sum of the lines, minor units."""
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class Buyer:
    """What pricing knows of the customer before this receipt counts.

    ``earned_day`` and ``earned_month``: points that receipts of the same day and month of ``Basket.at`` earned.
    """

    tier: str | None = None
    visits: int = 0
    birthday: date | None = None
    favourites: frozenset[str] = frozenset()
    earned_day: int = 0
    earned_month: int = 0
