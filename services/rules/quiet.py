"""Quiet hours: when nobody is disturbed, and when that ends."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo

DAY = 24 * 60


def minutes(moment: time) -> int:
    """Minutes after midnight."""
    return moment.hour * 60 + moment.minute


def quiet_end(now: datetime, zone: tzinfo, quiet_from: int, quiet_to: int) -> datetime | None:
    """When the quiet that covers ``now`` ends (UTC); None when it is not quiet.

    ``quiet_from`` and ``quiet_to`` are minutes after midnight by the zone's clock and may lie on both sides
    of midnight; equal means never quiet. Where a summer time gap swallows the end, the next real moment counts.
    """
    local = now.astimezone(zone)
    passed = local.hour * 60 + local.minute
    since = (passed - quiet_from) % DAY
    if since >= (quiet_to - quiet_from) % DAY:
        return None
    days = 1 if passed >= quiet_to else 0
    end_day = local.date() + timedelta(days=days)
    end = datetime.combine(end_day, time(quiet_to // 60 % 24, quiet_to % 60), zone)
    return max(end.astimezone(UTC), now.astimezone(UTC) + timedelta(minutes=1))
