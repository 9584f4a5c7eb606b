"""Reviews follow the program file: another window or grace sets another date for everybody."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from services.database import Connection, fetch
from services.rules.tier_windows import review_due
from services.tiers.standing import zone_of

if TYPE_CHECKING:
    from services.program_file import ProgramConfig


async def follow(
    connection: Connection, program_id: int, before: ProgramConfig, config: ProgramConfig, *, now: datetime
) -> None:
    """Set the reviews anew when the times have changed: a whole window from now, so that nobody is surprised."""
    if _times(before) == _times(config):
        return
    lowest = config.tiers[0].code if config.tiers else None
    await fetch(
        connection,
        "update customer set tier_review_at = case when tier_earned is distinct from $3 then $2::timestamptz end"
        " where program_id = $1 and tier_earned is not null",
        program_id,
        review_due(config.tier_rules, zone_of(config), now),
        lowest,
    )


def _times(config: ProgramConfig) -> tuple[object, ...]:
    return config.tier_rules.window, config.tier_rules.grace, str(zone_of(config)), bool(config.tiers)
