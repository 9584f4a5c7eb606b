"""What time alone does to a customer's tiers: reviews, each as of its due moment, and ends of given and paid ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from services.rules.tier_windows import next_review
from services.rules.tiers import Held, Policy, Standing, Step, Upgrade, at_review, position_of


@dataclass(frozen=True, slots=True)
class Turn:
    """The tiers after something that happened at that moment.

    ``reason`` is ``review``, ``ended`` (of a given tier) or ``unpaid`` (of a paid one).
    """

    at: datetime
    reason: str
    held: Held


@dataclass(frozen=True, slots=True)
class EarnedChange:
    """One change of an earned tier as it was written down."""

    before: str | None
    after: str | None
    reason: str
    at: datetime
    review_before: datetime | None = None


def due_reviews(policy: Policy, zone: tzinfo, held: Held, now: datetime) -> tuple[datetime, ...]:
    """The reviews that are due, oldest first: several when nobody looked for longer than a window."""
    found: list[datetime] = []
    due = held.review_at if policy.window != "lifetime" else None
    while due is not None and due <= now:
        found.append(due)
        due = next_review(policy, zone, due)
    return tuple(found)


def settle(
    steps: Sequence[Step],
    policy: Policy,
    zone: tzinfo,
    held: Held,
    standings: Mapping[datetime, Standing],
    now: datetime,
) -> list[Turn]:
    """Everything that was due until now, in the order of time; ``standings`` by the due moment of each review."""
    turns: list[Turn] = []
    while turn := _next(steps, policy, zone, held, standings, now):
        held = turn.held
        turns.append(turn)
    return turns


def _next(
    steps: Sequence[Step],
    policy: Policy,
    zone: tzinfo,
    held: Held,
    standings: Mapping[datetime, Standing],
    now: datetime,
) -> Turn | None:
    end = _first_end(held, now)
    due = held.review_at if held.review_at is not None and held.review_at <= now else None
    if end is not None and (due is None or end.at <= due):
        return end
    if due is None:
        return None
    if policy.window == "lifetime":
        return Turn(due, "review", replace(held, review_at=None))
    earned = at_review(steps, policy, held.earned, standings[due])
    again = next_review(policy, zone, due) if (position_of(steps, earned) or 0) > 0 else None
    return Turn(due, "review", replace(held, earned=earned, review_at=again))


def _first_end(held: Held, now: datetime) -> Turn | None:
    ends: list[Turn] = []
    if held.given_until is not None and held.given_until <= now:
        ends.append(Turn(held.given_until, "ended", replace(held, given=None, given_until=None)))
    if held.paid_until is not None and held.paid_until <= now:
        ends.append(Turn(held.paid_until, "unpaid", replace(held, paid=None, paid_until=None)))
    return min(ends, key=lambda turn: turn.at, default=None)


def upgrades_left(steps: Sequence[Step], changes: Sequence[EarnedChange]) -> list[EarnedChange]:
    """The purchases' upgrades that the earned tier rests on, newest first; ``changes`` are oldest first.

    A review ends what came before it; a refund has taken the upgrades above its result away already.
    """
    left: list[EarnedChange] = []
    for change in changes:
        if change.reason == "purchase":
            left.append(change)
        elif change.reason == "refund":
            _take_back(steps, left, change.after)
        else:
            left.clear()
    return left[::-1]


def _take_back(steps: Sequence[Step], left: list[EarnedChange], result: str | None) -> None:
    place = _place(steps, result)
    while left and _place(steps, left[-1].before) >= place:
        left.pop()
    if left:
        left[-1] = replace(left[-1], after=result)


def _place(steps: Sequence[Step], code: str | None) -> int:
    position = position_of(steps, code)
    return -1 if position is None else position


def as_upgrade(change: EarnedChange, measured: int) -> Upgrade:
    """A change with what its purchases come to now."""
    return Upgrade(change.before, change.after, measured, change.review_before)
