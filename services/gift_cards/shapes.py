"""What is said about gift cards; money in minor units of the program's currency."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.programs import Program

PURPOSE = "gift_card"
PREFIX = "GIFT"

State = Literal["live", "empty", "expired", "stopped"]


@dataclass(frozen=True, slots=True)
class NewGiftCard:
    """A gift card that a till sells: ``key`` is the till's own id of the sale."""

    key: str
    amount: int
    currency: str
    expires_at: datetime | None
    input_hash: bytes


@dataclass(frozen=True, slots=True)
class Issued:
    """A gift card with its code, which is kept only hashed and sealed; ``fresh``: issued by this call."""

    id: int
    code: str
    amount: int
    expires_at: datetime | None
    fresh: bool


@dataclass(frozen=True, slots=True)
class GiftCard:
    """A gift card without its code, of which ``hint`` is the end.

    ``graced_until``: a refund that came after ``expires_at`` lives until then; what had lapsed by its date does not
    come back with it, and is no part of ``remaining`` any more.
    """

    id: int
    hint: str
    amount: int
    remaining: int
    merchant_id: int
    merchant: str
    key: str
    issued_at: datetime
    expires_at: datetime | None
    graced_until: datetime | None
    stopped_at: datetime | None

    @property
    def ends_at(self) -> datetime | None:
        """The moment from which it pays no more; None: it never ends by itself."""
        return self.graced_until or self.expires_at

    def state(self, now: datetime) -> State:
        """Whether it can pay, and why not."""
        if self.stopped_at is not None:
            return "stopped"
        if self.ends_at is not None and self.ends_at <= now:
            return "expired"
        return "live" if self.remaining else "empty"


@dataclass(frozen=True, slots=True)
class NewUse:
    """An amount that a till wants to take: ``use_id`` is its own id, ``input_hash`` over the canonical form."""

    use_id: str
    code: str
    amount: int
    currency: str
    store: str | None
    input_hash: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """An amount was taken; ``card`` is as it was left."""

    use_id: str
    amount: int
    card: GiftCard


@dataclass(frozen=True, slots=True)
class NewReturn:
    """What a till gives back of a use of its own; ``amount`` None: all that is left of the use."""

    use_id: str
    refund_id: str
    amount: int | None
    currency: str
    input_hash: bytes


@dataclass(frozen=True, slots=True)
class GaveBack:
    """An amount came back; ``left`` is what of the use still can, ``card`` is as it was left."""

    use_id: str
    refund_id: str
    amount: int
    left: int
    card: GiftCard


EncodeTaken = Callable[[Program, Taken], bytes]
EncodeGaveBack = Callable[[Program, GaveBack], bytes]


@dataclass(frozen=True, slots=True)
class Offered:
    """What a customer's card has, and how many points it would become."""

    card: GiftCard
    points: int


@dataclass(frozen=True, slots=True)
class Redeemed:
    """Points that a gift card became; ``remaining`` minor units are too few for one more."""

    points: int
    remaining: int
    available: int


@dataclass(frozen=True, slots=True)
class Totals:
    """The cards of one seller: ``sold`` in all; ``outstanding`` on cards that can pay, ``dead`` on the others."""

    merchant: str
    cards: int
    sold: int
    outstanding: int
    dead: int


@dataclass(frozen=True, slots=True)
class Use:
    """One row of a card's story; ``amount`` has its sign, ``place`` is the store or else the merchant."""

    kind: Literal["issue", "spend", "refund", "redeem"]
    amount: int
    at: datetime
    place: str | None
