"""What a batch of receipts adds to what its customers' tiers are measured by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo

from services.rules.segments import local_day
from services.rules.tier_windows import Timing, Window, day_window
from services.rules.tiers import Standing


class Standings:
    """The standings of customers as of the moments that they were read for; receipts are added as they come."""

    def __init__(
        self,
        timing: Timing,
        zone: tzinfo,
        windows: Iterable[Window],
        found: Mapping[tuple[int, Window], Standing],
    ) -> None:
        self._timing = timing
        self._zone = zone
        self._windows = frozenset(windows)
        self._by_day: dict[date, Window] = {}
        self._found = dict(found)

    def of(self, customer_id: int, now: datetime) -> Standing:
        """What counts for the customer now; nothing for one who is new. Raises LookupError for another window."""
        window = self._open_on(local_day(now, self._zone))
        if window not in self._windows:
            raise LookupError(f"no standings were read for {now.isoformat()}")
        return self._found.get((customer_id, window), Standing())

    def _open_on(self, today: date) -> Window:
        window = self._by_day.get(today)
        if window is None:
            window = self._by_day[today] = day_window(self._timing, self._zone, today)
        return window

    def count(self, customer_id: int, bought: Standing, issued_at: datetime, recorded_at: datetime) -> None:
        """Add one receipt (a visit, its total, its points) to the windows that it belongs to."""
        for window in self._windows:
            if window.counts(issued_at, recorded_at):
                before = self._found.get((customer_id, window), Standing())
                self._found[customer_id, window] = before.plus(bought)
