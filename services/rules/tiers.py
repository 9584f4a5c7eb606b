"""Which tier an amount spent reaches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Step(Protocol):
    """A tier of the program; ``from_amount`` in minor units."""

    @property
    def code(self) -> str:
        """Its name in the program file."""
        ...

    @property
    def from_amount(self) -> int:
        """What must be spent to reach it."""
        ...


def reached(steps: Sequence[Step], spent: int) -> int | None:
    """The index of the highest step whose amount was spent; None below the first. Steps rise."""
    index = None
    for position, step in enumerate(steps):
        if spent >= step.from_amount:
            index = position
    return index


def position_of(steps: Sequence[Step], code: str | None) -> int | None:
    """The index of a tier by code; None for no tier, or one that left the file."""
    return next((position for position, step in enumerate(steps) if step.code == code), None)


def upgraded(steps: Sequence[Step], current: str | None, spent: int) -> str | None:
    """The tier after a purchase: a higher one at once, never a lower one (that waits for review)."""
    before, after = position_of(steps, current), reached(steps, spent)
    if after is None or (before is not None and before >= after):
        return steps[before].code if before is not None else None
    return steps[after].code


def to_next(steps: Sequence[Step], current: str | None, spent: int) -> int | None:
    """Minor units still to spend for the step above ``current``; None at the top."""
    position = position_of(steps, current)
    above = 0 if position is None else position + 1
    return max(0, steps[above].from_amount - spent) if above < len(steps) else None
