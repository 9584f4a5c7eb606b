"""What transfers take and answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Quote:
    """What a customer may give now: ``least`` to ``most`` in steps; ``most`` is 0 when nothing.

    ``held_back``: why it is nothing, as a code: transfer_debt, transfer_day, transfer_month, transfer_young.
    """

    least: int
    most: int
    step: int
    available: int
    suggested: tuple[int, ...]
    held_back: str | None


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets points, as their giver sees them: the card that was typed, and one letter."""

    card: str
    initial: str


@dataclass(frozen=True, slots=True)
class Given:
    """A transfer that was made; ``available`` is what the giver has now, ``fresh`` is false for a repeat."""

    transfer: int
    points: int
    receiver: Receiver
    available: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: ``points`` moved back, ``owed`` came back and became a debt, ``gone`` did not come back."""

    points: int
    owed: int
    gone: int
    giver_id: int
    receiver_id: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class Passed:
    """One transfer as an admin reads it in one customer's list.

    ``outward``: this customer gave; ``other_*``: the other side. ``undoes``: it is an undo; ``returned`` points came
    back by an undo, None while there was none.
    """

    id: int
    at: datetime
    points: int
    outward: bool
    other_id: int
    other_card: str
    other_initial: str
    undoes: bool
    returned: int | None
