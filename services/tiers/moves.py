"""A customer's tiers as rows: reading them under a lock, writing them with what happened and who is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from services import outbox
from services.database import Connection, Row, fetch
from services.outbox import MessageClass, Notice
from services.rules.quiet import minutes, quiet_end
from services.rules.tiers import Held, Standing, after_purchase
from services.tiers.standing import zone_of
from services.writing import Writing

if TYPE_CHECKING:
    from services.program_file import ProgramConfig
    from services.programs import Program

HELD = ("tier_earned", "tier_review_at", "tier_given", "tier_given_until", "tier_paid", "tier_paid_until")
COLUMNS = ", ".join(("id", "card", "joined_at", "tier", "tier_since", *HELD))


@dataclass(frozen=True, slots=True)
class Placed:
    """A locked customer's tiers; ``tier`` is the one that counts, since ``since``."""

    id: int
    card: str
    joined: bool
    tier: str | None
    since: datetime | None
    held: Held


@dataclass(frozen=True, slots=True)
class Move:
    """Something happened to a customer's tiers at that moment.

    ``before`` and ``after`` are the tiers that count; ``held_before`` and ``held`` all that is kept of them.
    """

    customer_id: int
    before: str | None
    after: str | None
    held_before: Held
    held: Held
    reason: str
    at: datetime
    actor: str
    receipt_id: int | None = None
    until: datetime | None = None

    @property
    def told(self) -> bool:
        """Whether anything changed that is to be kept: the tier that counts, or the earned one beneath it."""
        return self.before != self.after or self.held_before.earned != self.held.earned


def placed(found: Row) -> Placed:
    """A customer out of a row with ``COLUMNS``."""
    held = Held(*(found[name] for name in HELD))
    return Placed(
        found["id"],
        found["card"],
        found["joined_at"] is not None,
        found["tier"],
        found["tier_since"],
        held,
    )


async def locked(connection: Connection, program_id: int, customer_id: int) -> Placed | None:
    """One customer's tiers, locked; None when there is no such customer."""
    sql = f"select {COLUMNS} from customer where program_id = $1 and id = $2 for no key update"  # noqa: S608
    found = await fetch(connection, sql, program_id, customer_id)
    return placed(found[0]) if found else None


def purchased(
    config: ProgramConfig,
    customer_id: int,
    tier: str | None,
    held: Held,
    standing: Standing,
    *,
    receipt_id: int,
    actor: str,
    now: datetime,
) -> Move:
    """What a receipt makes of a customer's tiers; ``standing`` contains it already. Touches nothing."""
    after = after_purchase(config.tiers, config.tier_rules, zone_of(config), held, standing, now)
    shown = after.shown(config.tiers, now)
    return Move(customer_id, tier, shown, held, after, "purchase", now, actor, receipt_id)


TIER_CHANGE = {
    "customer_id": "bigint",
    "before": "text",
    "after": "text",
    "earned_before": "text",
    "earned_after": "text",
    "review_before": "timestamptz",
    "reason": "text",
    "receipt_id": "bigint",
    "actor": "text",
    "until": "timestamptz",
    "at": "timestamptz",
}


def put_changes(writing: Writing, moves: Sequence[Move]) -> None:
    """The history of the moves that changed anything."""
    rows = [
        (
            move.customer_id,
            move.before,
            move.after,
            move.held_before.earned,
            move.held.earned,
            move.held_before.review_at,
            move.reason,
            move.receipt_id,
            move.actor,
            move.until,
            move.at,
        )
        for move in moves
        if move.told
    ]
    writing.insert("tier_change", TIER_CHANGE, rows)


CUSTOMER = {
    "id": "bigint",
    "tier": "text",
    "tier_since": "timestamptz",
    "tier_earned": "text",
    "tier_review_at": "timestamptz",
    "tier_given": "text",
    "tier_given_until": "timestamptz",
    "tier_paid": "text",
    "tier_paid_until": "timestamptz",
}


def put(writing: Writing, people: Sequence[Placed], moves: Sequence[Move]) -> None:
    """Customers as they are now, the history, and the asking of their segments to look again."""
    rows = [
        (
            one.id,
            one.tier,
            one.since,
            one.held.earned,
            one.held.review_at,
            one.held.given,
            one.held.given_until,
            one.held.paid,
            one.held.paid_until,
        )
        for one in people
    ]
    writing.update("customer", CUSTOMER, rows)
    put_changes(writing, moves)
    changes = {(move.customer_id, "tier", move.at) for move in moves if move.before != move.after}
    writing.insert("change", {"customer_id": "bigint", "kind": "text", "at": "timestamptz"}, sorted(changes))


def put_notices(writing: Writing, notices: Sequence[Notice], now: datetime) -> None:
    """What the customers are told."""
    outbox.put(writing, notices, now=now)


def lowered_notice(program: Program, customer_id: int, last: Move, now: datetime) -> Notice:
    """A tier went down: told gently, and not at midnight, when reviews are due."""
    return Notice(
        kind="tier_changed",
        message_class=MessageClass.TRANSACTIONAL,
        dedup_key=f"tier:{customer_id}:{last.reason}:{last.receipt_id or ''}:{last.at.isoformat()}",
        due_at=now if last.reason == "refund" else after_quiet(program.config, now),
        customer_id=customer_id,
        payload={"tier": last.after, "up": False, "reason": last.reason},
    )


def after_quiet(config: ProgramConfig, now: datetime) -> datetime:
    """Now, or the end of the program's quiet hours."""
    quiet = config.program.quiet_hours
    return quiet_end(now, zone_of(config), minutes(quiet.from_time), minutes(quiet.to_time)) or now
