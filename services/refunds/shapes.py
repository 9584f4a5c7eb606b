"""What comes in with a refund and what is answered, as plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import orjson

from services.programs import Program
from services.receipts.shapes import CustomerAnswer, TierAnswer
from services.rules.refunding import Asked


@dataclass(frozen=True, slots=True)
class NewRefund:
    """A parsed refund; ``receipt_id`` and ``refund_id`` are the till's own, money in minor units.

    ``asked``: None for all that is left, an amount, or line number (from 0) -> amount (None: what is left of it).
    """

    receipt_id: str
    refund_id: str
    currency: str
    asked: Asked
    input_hash: bytes
    issued_at: datetime | None = None  # when the goods came back; None: when the refund arrives


@dataclass(frozen=True, slots=True)
class RefundPoints:
    """What the refund did to the points, and the sums after it.

    ``revoked``: earned points taken back, ``restored``: points given back that had paid, ``owed``: what of
    the revoked could not be taken and waits for the next points, ``forgiven``: what the customer is let off.
    """

    revoked: int
    restored: int
    owed: int
    forgiven: int
    balance: int
    pending: int
    debt: int


@dataclass(frozen=True, slots=True)
class StampsBack:
    """What the refund did to a card: stamps ``taken`` off, those of an undone reward ``returned``, what it has now."""

    card: str
    taken: int
    returned: int
    stamps: int


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """The first success of a refund; ``customer``, ``points`` and ``tier`` are null when nobody had shown a card."""

    refund: str
    refund_id: str
    receipt: str
    receipt_id: str
    currency: str
    amount: int
    payable: int
    left: int
    lines: tuple[tuple[int, int], ...]  # number, minor units
    customer: CustomerAnswer | None
    points: RefundPoints | None
    tier: TierAnswer | None
    stamps: tuple[StampsBack, ...] = ()


Encode = Callable[[Program, RefundAnswer], bytes]


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer's bytes as they were first given (None: the refund waits for its receipt); was it a repeat?"""

    body: bytes | None
    replayed: bool


UNTOLD = b"untold:"


def facts(program: Program, answer: RefundAnswer) -> bytes:
    """An answer that nobody waits for: the edge puts it into words when it is asked for (see ``Encode``)."""
    return UNTOLD + orjson.dumps(asdict(answer))


def told_later(kept: bytes) -> RefundAnswer:
    """Read what ``facts`` wrote."""
    document: dict[str, Any] = orjson.loads(kept.removeprefix(UNTOLD))
    shapes = {"customer": CustomerAnswer, "points": RefundPoints, "tier": TierAnswer}
    parts = {name: shape(**document[name]) if document[name] else None for name, shape in shapes.items()}
    lines = tuple((number, amount) for number, amount in document["lines"])
    stamps = tuple(StampsBack(**card) for card in document.get("stamps", ()))
    return RefundAnswer(**{**document, **parts, "lines": lines, "stamps": stamps})
