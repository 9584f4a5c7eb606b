"""What comes in with a receipt and what is answered, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from services.rules.earning import Applied
from services.rules.tiers import Measure


@dataclass(frozen=True, slots=True)
class CustomerRef:
    """How a till names a customer: a card number, a phone (E.164) or a live code."""

    kind: Literal["card", "phone", "code"]
    value: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line; money in minor units, after the till's own discounts."""

    sku: str
    name: str
    category: str | None
    quantity: Decimal
    amount: int
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class Fallback:
    """For a sender that does not read refusals: an unknown employee is left out, ``store`` replaces an unknown one.

    Each is told by a warning in the answer.
    """

    store: str | None = None


@dataclass(frozen=True, slots=True)
class NewReceipt:
    """A parsed receipt; ``input_hash`` is over its canonical form, to which ``fallback`` does not belong."""

    receipt_id: str
    store: str
    employee: str | None
    customer: CustomerRef | None
    issued_at: datetime
    currency: str
    total: int
    lines: tuple[Line, ...]
    input_hash: bytes
    hold: str | None = None
    promo_codes: tuple[str, ...] = ()
    channel: str | None = None
    fallback: Fallback | None = None


@dataclass(frozen=True, slots=True)
class CustomerAnswer:
    """Who the receipt counted for."""

    card: str
    registered: bool
    tier: str | None
    language: str


@dataclass(frozen=True, slots=True)
class PointsAnswer:
    """What the receipt did to the points, and the sums after it.

    ``rules`` say what gave the points and sum to ``earned``; ``capped``: how many more caps took away.
    """

    earned: int
    available_at: datetime
    redeemed: int
    balance: int
    pending: int
    rules: tuple[Applied, ...] = ()
    capped: int = 0


@dataclass(frozen=True, slots=True)
class TierAnswer:
    """The tier after the receipt, and what the next one still needs of what tiers are measured by.

    One of the three at most: ``to_next`` in minor units, points, or visits; none at the top.
    """

    name: str | None
    changed: bool
    to_next: int | None
    to_next_points: int | None = None
    to_next_visits: int | None = None

    @property
    def missing(self) -> int | None:
        """What the next tier still needs, whatever it is measured by."""
        measured = (self.to_next, self.to_next_points, self.to_next_visits)
        return next((one for one in measured if one is not None), None)


def tier_answer(name: str | None, changed: bool, measured_by: Measure, missing: int | None) -> TierAnswer:
    """The tier, with ``missing`` as what tiers are measured by."""
    return TierAnswer(
        name,
        changed,
        to_next=missing if measured_by == "spent" else None,
        to_next_points=missing if measured_by == "points" else None,
        to_next_visits=missing if measured_by == "visits" else None,
    )


@dataclass(frozen=True, slots=True)
class Warned:
    """A field of the receipt that did not count as it was sent, and the code it is refused with elsewhere."""

    field: str
    code: str


@dataclass(frozen=True, slots=True)
class StampsAnswer:
    """A stamp card that the receipt touched: ``stamps`` of ``full`` after it, and whether it gave its reward."""

    card: str
    stamps: int
    full: int
    rewarded: bool


@dataclass(frozen=True, slots=True)
class OffAnswer:
    """Minor units that came off: by a stamp card's free item, a coupon or a promo code of that name."""

    source: str
    code: str
    amount: int


@dataclass(frozen=True, slots=True)
class ReceiptAnswer:
    """The first success of a receipt; ``customer``, ``points`` and ``tier`` are null when it is anonymous."""

    receipt: str
    receipt_id: str
    customer: CustomerAnswer | None
    points: PointsAnswer | None
    tier: TierAnswer | None
    currency: str
    discount: int
    payable: int
    warnings: tuple[Warned, ...] = ()
    stamps: tuple[StampsAnswer, ...] = ()
    offs: tuple[OffAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """The answer's bytes as they were first given, and whether this call was a repeat."""

    body: bytes
    replayed: bool
