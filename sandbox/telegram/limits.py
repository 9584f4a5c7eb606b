"""Flood limits: how many messages a bot may send.

Telegram publishes about 1 a second in a chat ("short bursts" may pass), about 30 a second over all and 20 a
minute in a group (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this); the size of a
burst and what edits cost it does not publish, so both are settings here.
"""

import math
from dataclasses import dataclass, field

from sandbox.telegram.rules import too_many

_BUCKETS_MOST = 200_000
_ROUNDING = 1e-6


@dataclass(slots=True)
class Bucket:
    """A token bucket; `level` tokens are there at `at`."""

    rate: float
    size: float
    level: float
    at: float

    def refill(self, now: float) -> None:
        """Add what has come since."""
        self.level = min(self.size, self.level + max(0.0, now - self.at) * self.rate)
        self.at = now

    def wait(self) -> float:
        """Seconds until there is a whole token."""
        return 0.0 if self.level >= 1 - _ROUNDING else (1 - self.level) / self.rate


@dataclass(slots=True)
class Limits:
    """The limits of one stand-in. With `enabled` off nothing is refused."""

    enabled: bool = True
    per_second: float = 30
    chat_per_second: float = 1
    chat_burst: int = 5
    group_per_minute: int = 20
    count_edits: bool = False
    _buckets: dict[tuple[int, int], Bucket] = field(default_factory=dict)

    def take(self, bot_id: int, chat_id: int, now: float) -> None:
        """Count one message. Raises the 429 with `retry_after` when it is too many; then nothing is counted."""
        if not self.enabled:
            return
        mine = [self._bucket(bot_id, 0, now), self._bucket(bot_id, chat_id, now)]
        wait = max(bucket.wait() for bucket in mine)
        if wait > 0:
            raise too_many(max(1, math.ceil(wait)))
        for bucket in mine:
            bucket.level -= 1

    def forget(self) -> None:
        """Start anew, with full buckets."""
        self._buckets.clear()

    def _bucket(self, bot_id: int, chat_id: int, now: float) -> Bucket:
        if len(self._buckets) > _BUCKETS_MOST:
            self._buckets.clear()
        bucket = self._buckets.get((bot_id, chat_id))
        if bucket is None:
            rate, size = self._shape(chat_id)
            bucket = self._buckets[bot_id, chat_id] = Bucket(rate, size, size, now)
        bucket.refill(now)
        return bucket

    def _shape(self, chat_id: int) -> tuple[float, float]:
        if chat_id == 0:
            return self.per_second, self.per_second
        if chat_id < 0:
            return self.group_per_minute / 60, self.group_per_minute
        return self.chat_per_second, self.chat_burst
