"""What an answer of Telegram means for the message."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from bot.telegram import Fate, Outcome
from services.outbox import MessageClass
from services.outbox_checks import MOST_ATTEMPTS
from services.outbox_claims import Claimed
from services.outbox_results import Result

SHORTEST_WAIT = 1.0
LONGEST_WAIT = 300.0


def result(message: Claimed, sending_at: datetime, outcome: Outcome, *, real_now: datetime) -> Result:
    """The row's new state after one request; ``message.attempts`` are those before it."""
    fate = outcome.fate
    if fate is Fate.SENT:
        return Result(message.id, sending_at, "sent", message_id=outcome.message_id)
    if fate in (Fate.FLOOD, Fate.MISCONFIGURED):
        return Result(message.id, sending_at, "queued", error=outcome.error, tried=False)
    if fate is Fate.UNREACHABLE:
        lost = message.customer_id if message.by_account else None
        return Result(message.id, sending_at, "failed", error=outcome.error, lost_customer_id=lost)
    if fate is Fate.UNKNOWN and message.message_class == MessageClass.MARKETING:
        return Result(message.id, sending_at, "in_doubt", error=outcome.error)
    if fate is Fate.REJECTED or message.attempts + 1 >= MOST_ATTEMPTS:
        return Result(message.id, sending_at, "failed", error=outcome.error)
    not_before = real_now + timedelta(seconds=wait_after(message.attempts + 1))
    return Result(message.id, sending_at, "queued", error=outcome.error, not_before=not_before)


def silent(message: Claimed, sending_at: datetime) -> Result:
    """The request never left: Telegram asked for silence in between."""
    return Result(message.id, sending_at, "queued", tried=False)


def wait_after(failures: int) -> float:
    """Seconds to wait after so many failures in a row: doubling, with jitter so that rivals part."""
    longest: float = min(SHORTEST_WAIT * 2.0 ** (failures - 1), LONGEST_WAIT)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
