"""Where a customer stands: what is next, what keeps the tier, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from services.database import row, rows, transaction
from services.errors import NotFound
from services.rules import tiers
from services.rules.tier_windows import next_review, open_window, review_window
from services.tiers.moves import COLUMNS, Placed, placed
from services.tiers.standing import Wanted, measure, zone_of

if TYPE_CHECKING:
    from services.programs import Program


@dataclass(frozen=True, slots=True)
class Progress:
    """A customer's tier with the way up and the way to keep it; amounts are of what measures the tiers.

    ``review_at``: when the earned tier is looked at again (None: never); ``to_stay``: what is missing until
    then; ``lower``: the tier that comes otherwise; ``kept_until``: the review after that one.
    """

    tier: str | None
    measured: int
    following: str | None
    to_next: int | None
    earned: str | None
    review_at: datetime | None
    to_stay: int
    lower: str | None
    kept_until: datetime | None
    given: str | None
    given_until: datetime | None
    paid: str | None = None


async def progress(program: Program, customer_id: int, *, now: datetime) -> Progress:
    """The customer's standing now. Raises NotFound ``unknown_customer``."""
    sql = f"select {COLUMNS}, spent from customer where program_id = $1 and id = $2"  # noqa: S608
    found = await row(sql, program.id, customer_id)
    if not found:
        raise NotFound("unknown_customer")
    one = placed(found)
    policy, zone = program.config.tier_rules, zone_of(program.config)
    due = one.held.review_at
    windows = [open_window(policy, zone, now), *([review_window(policy, zone, due)] if due else [])]
    async with transaction() as connection:
        standings = await measure(connection, program.id, [Wanted(customer_id, window) for window in windows])
    if policy.window == "lifetime":
        standings[0] = replace(standings[0], spent=found["spent"])
    return _progress(program, one, standings, now)


def _progress(program: Program, one: Placed, standings: Sequence[tiers.Standing], now: datetime) -> Progress:
    steps, policy, zone = program.config.tiers, program.config.tier_rules, zone_of(program.config)
    open_standing, review_standing = standings[0], standings[-1]
    shown = one.held.shown(steps, now)
    current = tiers.position_of(steps, shown)
    place = 0 if current is None else current + 1
    measured, due = open_standing.by(policy.measured_by), one.held.review_at
    given = one.held.given if one.held.given_until is None or one.held.given_until > now else None
    return Progress(
        tier=shown,
        measured=measured,
        following=steps[place].code if place < len(steps) else None,
        to_next=tiers.to_next(steps, shown, measured),
        earned=one.held.earned,
        review_at=due,
        to_stay=tiers.to_stay(steps, one.held.earned, review_standing.by(policy.measured_by)) if due else 0,
        lower=tiers.at_review(steps, policy, one.held.earned, review_standing),
        kept_until=next_review(policy, zone, due) if due else None,
        given=given if tiers.position_of(steps, given) is not None else None,
        given_until=one.held.given_until,
        paid=one.held.paid if one.held.paid_until is not None and one.held.paid_until > now else None,
    )


@dataclass(frozen=True, slots=True)
class Past:
    """One change of the tier that counted."""

    at: datetime
    before: str | None
    after: str | None
    reason: str
    until: datetime | None


async def past(program_id: int, customer_id: int, limit: int = 5) -> list[Past]:
    """The customer's last changes, newest first."""
    found = await rows(
        "select at, before, after, reason, until from tier_change where program_id = $1 and customer_id = $2"
        " and (before is distinct from after or until is not null) order by at desc, id desc limit $3",
        program_id,
        customer_id,
        limit,
    )
    return [Past(**change) for change in found]
