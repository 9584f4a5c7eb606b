"""How often a person may speak: enough for any hurry, too little for a flood."""

from __future__ import annotations

import time
from collections import OrderedDict

BURST = 12
A_SECOND = 2.0
MANY_PEOPLE = 50_000


class Frequency:
    """A token bucket a person, in this process: it guards the machine, not money."""

    def __init__(self, burst: int = BURST, rate: float = A_SECOND) -> None:
        self._burst = burst
        self._rate = rate
        self._buckets: OrderedDict[int, tuple[float, float]] = OrderedDict()

    def allows(self, person: int, moment: float | None = None) -> bool:
        """Whether this person may be heard now; each call counts."""
        moment = time.monotonic() if moment is None else moment
        tokens, since = self._buckets.pop(person, (float(self._burst), moment))
        tokens = min(self._burst, tokens + (moment - since) * self._rate)
        allowed = tokens >= 1
        self._buckets[person] = (tokens - 1 if allowed else tokens, moment)
        if len(self._buckets) > MANY_PEOPLE:
            self._buckets.popitem(last=False)
        return allowed
