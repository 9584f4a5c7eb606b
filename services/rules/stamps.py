"""Stamp cards: what a receipt puts on them, what a full one gives, and what a refund takes off again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from services.rules.discounts import Lines

if TYPE_CHECKING:
    from services.rules.pricing import BasketLine

Kind = Literal["purchase", "reward", "expire", "refund", "undo"]


@dataclass(frozen=True, slots=True)
class Terms:
    """One kind of card. ``every`` 7 with ``points``: seven stamps bring points; else the seventh item is free."""

    code: str
    every: int
    points: int = 0  # none: a free item
    lines: Lines = field(default_factory=Lines)
    per: Literal["item", "receipt"] = "item"
    most: int | None = None  # stamps a receipt
    life: timedelta | None = None  # of the whole card, since its last stamp

    @property
    def full(self) -> int:
        """How many stamps fill the card: the free item itself is not stamped."""
        return self.every if self.points else self.every - 1


@dataclass(slots=True)
class StampCard:
    """How many stamps a customer has, and since when; below zero after a refund of what a reward had used."""

    stamps: int = 0
    last_at: datetime | None = None

    def live(self, life: timedelta | None, now: datetime) -> int:
        """The stamps that have not expired."""
        return 0 if self.dies_at(life) and self._dead(life, now) else self.stamps

    def dies_at(self, life: timedelta | None) -> datetime | None:
        """When the stamps expire if none comes before; none: never, or there are none."""
        if life is None or self.last_at is None or self.stamps <= 0:
            return None
        return self.last_at + life

    def _dead(self, life: timedelta | None, now: datetime) -> bool:
        at = self.dies_at(life)
        return at is not None and at <= now


@dataclass(frozen=True, slots=True)
class Mark:
    """A new row of a card; ``lines``: the places of the receipt's lines that it is about."""

    card: str
    kind: Kind
    stamps: int
    at: datetime
    lines: tuple[int, ...] = ()
    points: int = 0


@dataclass(frozen=True, slots=True)
class Bought:
    """A basket as stamps see it: its lines, what each still costs after discounts, which of them may count."""

    lines: Sequence[BasketLine]
    amounts: Sequence[int]
    counting: Sequence[bool]
    free: int | None = None  # the line whose item a full card paid for
    others: Sequence[int] = ()  # the lines whose items other cards paid for, one each


def takes(terms: Terms, lines: Sequence[BasketLine], counting: Sequence[bool]) -> tuple[bool, ...]:
    """Which lines the card is about."""
    if terms.lines.all:
        return tuple(counting)
    return tuple(may and terms.lines.takes(line) for line, may in zip(lines, counting, strict=True))


def record(terms: Terms, card: StampCard, bought: Bought, now: datetime) -> list[Mark]:
    """Put a receipt's stamps on the card and take those of its rewards; the card is as after it."""
    marks = settle(terms, card, now)
    if bought.free is not None:
        marks.append(_take(terms, card, 1, now, (bought.free,)))
    taken = takes(terms, bought.lines, bought.counting)
    places = tuple(place for place, may in enumerate(taken) if may and bought.amounts[place] > 0)
    new = _count(terms, bought, places)
    if new:
        card.stamps += new
        card.last_at = max(now, card.last_at or now)
        marks.append(Mark(terms.code, "purchase", new, now, places))
    if terms.points and card.stamps >= terms.every:
        marks.append(_take(terms, card, card.stamps // terms.every, now, places))
    return marks


def settle(terms: Terms, card: StampCard, now: datetime) -> list[Mark]:
    """Empty a card whose time is over."""
    at = card.dies_at(terms.life)
    if at is None or at > now:
        return []
    mark = Mark(terms.code, "expire", -card.stamps, at)
    card.stamps = 0
    return [mark]


def _count(terms: Terms, bought: Bought, places: Sequence[int]) -> int:
    if terms.per == "receipt":
        return 1 if places else 0
    items = sum(int(bought.lines[place].quantity) for place in places)
    items -= sum(1 for place in (bought.free, *bought.others) if place in places)
    return max(0, items if terms.most is None else min(items, terms.most))


def _take(terms: Terms, card: StampCard, times: int, now: datetime, places: tuple[int, ...]) -> Mark:
    card.stamps -= times * terms.full
    return Mark(terms.code, "reward", -times * terms.full, now, places, times * terms.points)


@dataclass(frozen=True, slots=True)
class Marked:
    """What a receipt did to one card, all its rows of one kind together."""

    card: str
    kind: Kind
    stamps: int
    lines: tuple[int, ...]
    points: int = 0


@dataclass(frozen=True, slots=True)
class LineBack:
    """A line of the receipt after a refund: minor units, and how much of it was refunded by all refunds."""

    amount: int
    refunded: int


@dataclass(frozen=True, slots=True)
class PastMark:
    """A row of a card's history, of a receipt where one put or took the stamps."""

    kind: Kind
    stamps: int
    receipt_id: int | None


def burned(history: Sequence[PastMark]) -> dict[int | None, int]:
    """How many stamps of each receipt have burned; ``history`` of one card, oldest first.

    Rewards take the oldest stamps, so that what burns is what was put on last.
    """
    left: dict[int | None, int] = {}
    gone: dict[int | None, int] = {}
    for mark in history:
        if mark.kind in ("purchase", "refund"):
            left[mark.receipt_id] = left.get(mark.receipt_id, 0) + mark.stamps
        elif mark.kind == "expire":
            burning = -mark.stamps
            for receipt_id in reversed(left):
                part = min(max(0, left[receipt_id]), burning)
                left[receipt_id] -= part
                gone[receipt_id] = gone.get(receipt_id, 0) + part
                burning -= part
    return gone


def given_back(
    marked: Sequence[Marked], lines: Sequence[LineBack], *, whole: bool, now: datetime
) -> list[Mark]:
    """The rows by which a refund takes stamps off again, and gives those of an undone reward back.

    Cumulative: ``marked`` has what earlier refunds did, and only the difference is new. Stamps go in proportion
    to what came back, rounded up. A free item's stamps come back when its line did; those that became points
    only when the receipt is refunded whole, because the points go back in proportion to all of it.
    """
    done = {(one.card, one.kind): one.stamps for one in marked}
    marks = []
    for one in marked:
        if one.kind == "purchase":
            due = one.stamps if whole else _part(one, lines)
            new = due + done.get((one.card, "refund"), 0)
            if new > 0:
                marks.append(Mark(one.card, "refund", -new, now, one.lines))
        elif one.kind == "reward" and (whole or (not one.points and _all_back(one, lines))):
            new = -one.stamps - done.get((one.card, "undo"), 0)
            if new > 0:
                marks.append(Mark(one.card, "undo", new, now, one.lines))
    return marks


def _part(one: Marked, lines: Sequence[LineBack]) -> int:
    amount = sum(lines[place].amount for place in one.lines)
    refunded = sum(lines[place].refunded for place in one.lines)
    return -(-one.stamps * refunded // amount) if amount else 0


def _all_back(one: Marked, lines: Sequence[LineBack]) -> bool:
    return all(0 < lines[place].amount == lines[place].refunded for place in one.lines)
