"""Which tier what was measured reaches, and what a purchase, a refund and a review make of a tier.

Up goes a tier at once, by a purchase. Down it goes at its review only, save when a refund takes away the
very purchases that it was reached with. Tiers that somebody gave or paid for lie over the one that was earned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Literal, Protocol, TypeAlias

from services.rules.tier_windows import Timing, review_due

Measure: TypeAlias = Literal["spent", "points", "visits"]
Downgrade: TypeAlias = Literal["one_step", "by_balance"]


class Step(Protocol):
    """A tier of the program; ``from_amount`` in minor units, points or visits, whatever measures it."""

    @property
    def code(self) -> str:
        """Its name in the program file."""
        ...

    @property
    def from_amount(self) -> int:
        """What must be spent to reach it."""
        ...


class Policy(Timing, Protocol):
    """What the rules need of [tier_rules]."""

    @property
    def measured_by(self) -> Measure:
        """What counts."""
        ...

    @property
    def downgrade(self) -> Downgrade:
        """How far a review may lower a tier."""
        ...


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts within a window: money spent (minor units), points earned and visits, without refunds."""

    spent: int = 0
    points: int = 0
    visits: int = 0

    def by(self, measure: Measure) -> int:
        """The one that the tiers are measured by."""
        return {"spent": self.spent, "points": self.points, "visits": self.visits}[measure]

    def plus(self, other: Standing) -> Standing:
        """Both together."""
        return Standing(self.spent + other.spent, self.points + other.points, self.visits + other.visits)


@dataclass(frozen=True, slots=True)
class Held:
    """A customer's tiers: the one that was earned, with its next review; those that were given and paid for.

    ``given_until`` None: for good, where there is a ``given``. Each lives by itself: none knows of the others.
    """

    earned: str | None = None
    review_at: datetime | None = None
    given: str | None = None
    given_until: datetime | None = None
    paid: str | None = None
    paid_until: datetime | None = None

    @property
    def dues(self) -> tuple[datetime | None, ...]:
        """When time alone changes something."""
        return self.review_at, self.given_until, self.paid_until

    def shown(self, steps: Sequence[Step], now: datetime) -> str | None:
        """The tier that counts: the highest of them."""
        highest, place = self.earned, _place(position_of(steps, self.earned))
        for code, until in ((self.given, self.given_until), (self.paid, self.paid_until)):
            position = position_of(steps, code) if code is not None else None
            if position is not None and position > place and (until is None or until > now):
                highest, place = code, position
        return highest


@dataclass(frozen=True, slots=True)
class Upgrade:
    """A purchase raised the earned tier; ``measured``: what was measured then, without what has come back since."""

    before: str | None
    after: str | None
    measured: int
    review_before: datetime | None = None


def reached(steps: Sequence[Step], measured: int) -> int | None:
    """The index of the highest step that this reaches; None below the first. Steps rise."""
    index = None
    for position, step in enumerate(steps):
        if measured >= step.from_amount:
            index = position
    return index


def position_of(steps: Sequence[Step], code: str | None) -> int | None:
    """The index of a tier by code; None for no tier, or one that left the file."""
    return next((position for position, step in enumerate(steps) if step.code == code), None)


def upgraded(steps: Sequence[Step], current: str | None, measured: int) -> str | None:
    """The tier after a purchase: a higher one at once, never a lower one (that waits for review)."""
    before, after = position_of(steps, current), reached(steps, measured)
    if after is None or (before is not None and before >= after):
        return steps[before].code if before is not None else None
    return steps[after].code


def to_next(steps: Sequence[Step], current: str | None, measured: int) -> int | None:
    """What is still missing for the step above ``current``; None at the top."""
    position = position_of(steps, current)
    above = 0 if position is None else position + 1
    return max(0, steps[above].from_amount - measured) if above < len(steps) else None


def to_stay(steps: Sequence[Step], current: str | None, measured: int) -> int:
    """What is still missing for ``current`` to pass its review."""
    position = position_of(steps, current)
    return max(0, steps[position].from_amount - measured) if position is not None else 0


def after_purchase(
    steps: Sequence[Step], policy: Policy, zone: tzinfo, held: Held, standing: Standing, now: datetime
) -> Held:
    """The tiers after a purchase that ``standing`` (of the window that is open now) contains already."""
    earned = upgraded(steps, held.earned, standing.by(policy.measured_by))
    if earned == held.earned and (held.review_at is not None or not _reviewed(steps, earned)):
        return held
    return replace(held, earned=earned, review_at=first_review(steps, policy, zone, earned, now))


def first_review(
    steps: Sequence[Step], policy: Policy, zone: tzinfo, earned: str | None, now: datetime
) -> datetime | None:
    """When a tier that is reached now is reviewed; None for the lowest, which nobody loses."""
    return review_due(policy, zone, now) if _reviewed(steps, earned) else None


def _reviewed(steps: Sequence[Step], earned: str | None) -> bool:
    return (position_of(steps, earned) or 0) > 0


def at_review(steps: Sequence[Step], policy: Policy, earned: str | None, standing: Standing) -> str | None:
    """The tier after its review: the same when it was measured again, else lower; never a higher one."""
    before, after = position_of(steps, earned), reached(steps, standing.by(policy.measured_by))
    if before is None or before == 0 or (after is not None and after >= before):
        return earned
    if policy.downgrade == "one_step":
        return steps[before - 1].code
    return steps[after].code if after is not None else None


def after_refund(
    steps: Sequence[Step], policy: Policy, held: Held, upgrades: Sequence[Upgrade], standing: Standing
) -> Held:
    """The tiers after a refund: upgrades that the purchases left no longer carry are undone, newest first.

    ``upgrades`` are those that led to the earned tier, newest first; ``standing`` is of the window that is
    open now, and a tier that it still reaches stays. An undone tier takes its earlier review date back.
    """
    measured = standing.by(policy.measured_by)
    if held.earned is not None and position_of(steps, held.earned) is None:
        # it left the file: as after a purchase, so that it does not come back with it unearned
        earned = upgraded(steps, held.earned, measured)
        return replace(held, earned=earned, review_at=held.review_at if _reviewed(steps, earned) else None)
    now_reached = _place(reached(steps, measured))
    for upgrade in upgrades:
        place = position_of(steps, held.earned)
        if place is None or upgrade.after != held.earned or now_reached >= place:
            break
        if upgrade.measured >= steps[place].from_amount:
            break
        held = _undone(steps, held, upgrade, now_reached)
        if held.earned != upgrade.before:
            break
    return held


def _undone(steps: Sequence[Step], held: Held, upgrade: Upgrade, now_reached: int) -> Held:
    """Back to the tier before, or to a lower step of the same upgrade that the rest of the purchases carries."""
    before = _place(position_of(steps, upgrade.before))
    carried = max(_place(reached(steps, upgrade.measured)), now_reached)
    if carried > before:
        return replace(held, earned=steps[carried].code, review_at=held.review_at if carried > 0 else None)
    return replace(held, earned=upgrade.before, review_at=upgrade.review_before)


def _place(position: int | None) -> int:
    return -1 if position is None else position
