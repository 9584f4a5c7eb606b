"""The token buckets in front of Telegram, shared by all processes through Redis.

Telegram asks for at most 30 messages a second over all chats, one a second in a chat and 20 a minute in
a group (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this). All of it may
vanish with Redis at any moment; then each process keeps to the same limits alone until Redis is back.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from redis.asyncio import Redis
from redis.commands.core import AsyncScript
from redis.exceptions import RedisError

CHAT_INTERVAL = 1.0
GROUP_MINUTE = 20
AHEAD = 0.2
REPLY_AHEAD = 0.3  # a reply may overtake what the sender has reserved
REPLY_BURST = 4  # a person who taps quickly gets answers; Telegram allows short bursts in one chat
REDIS_PATIENCE = 0.3
REDIS_PAUSE = 2.0
_MANY_CHATS = 20_000

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Grants:
    """The answer to ``take``, in seconds.

    ``waits[i] >= 0``: chat i may be written to after that long, and its turn is used up;
    ``waits[i] < 0``: that chat is busy for ``-waits[i]``. Chats beyond ``len(waits)`` may ask again after
    ``blocked``, when the whole bot has a turn again.
    """

    waits: list[float]
    blocked: float


@dataclass(frozen=True, slots=True)
class Haste:
    """How far a taker may reach ahead: ``ahead`` seconds into the future, ``early`` and ``chat_early`` seconds
    before a turn of the bot or the chat is due."""

    ahead: float = AHEAD
    early: float = 0.0
    chat_early: float = 0.0


REPLY = Haste(ahead=0.0, early=REPLY_AHEAD, chat_early=REPLY_BURST * CHAT_INTERVAL)

# Generic cell rate algorithm: a bucket is the moment at which its next turn is due, in microseconds.
SCRIPT = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local prefix = KEYS[1]
local interval, ahead, early = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local chat_interval, chat_early = tonumber(ARGV[4]), tonumber(ARGV[5])
local minute_limit = tonumber(ARGV[6])
local base = math.max(now, tonumber(redis.call('GET', prefix .. 'pause') or 0))
local all = tonumber(redis.call('GET', prefix .. 'all') or 0)
local answer = {0}
local granted = false
for i = 7, #ARGV do
  local chat = ARGV[i]
  local turn = math.max(base, all - early)
  if turn - now > ahead then
    answer[1] = turn - now
    break
  end
  local due = tonumber(redis.call('GET', prefix .. chat) or 0)
  local start = math.max(turn, due - chat_early)
  local group = string.sub(chat, 1, 1) == '-'
  if group then
    local oldest = redis.call('LINDEX', prefix .. chat .. ':minute', minute_limit - 1)
    if oldest then start = math.max(start, tonumber(oldest) + 60000000) end
  end
  if start - now > ahead then
    answer[#answer + 1] = now - start
  else
    local next = math.max(start, due) + chat_interval
    redis.call('SET', prefix .. chat, string.format('%.0f', next), 'PX', math.ceil((next - now) / 1000) + 1000)
    if group then
      redis.call('LPUSH', prefix .. chat .. ':minute', string.format('%.0f', start))
      redis.call('LTRIM', prefix .. chat .. ':minute', 0, minute_limit - 1)
      redis.call('PEXPIRE', prefix .. chat .. ':minute', 61000)
    end
    all = math.max(all, base) + interval
    granted = true
    answer[#answer + 1] = start - now
  end
end
if granted then
  local life = math.max(math.ceil((all - now) / 1000), 0) + 1000
  redis.call('SET', prefix .. 'all', string.format('%.0f', all), 'PX', life)
end
return answer
"""


@dataclass(slots=True)
class _Bucket:
    """One bot's buckets in this process: moments of the monotonic clock."""

    all: float = 0.0
    pause: float = 0.0
    chats: dict[int, float] = field(default_factory=dict)
    minutes: dict[int, deque[float]] = field(default_factory=dict)


class LocalBuckets:
    """The same limits without Redis, for one process."""

    def __init__(self, rate: float) -> None:
        self._interval = 1.0 / rate
        self._bots: dict[int, _Bucket] = {}

    def take(self, bot: int, chats: Sequence[int], haste: Haste, now: float) -> Grants:
        """See ``Limiter.take``."""
        bucket = self._bots.setdefault(bot, _Bucket())
        _forget_idle(bucket, now)
        base = max(now, bucket.pause)
        waits: list[float] = []
        for chat in chats:
            turn = max(base, bucket.all - haste.early)
            if turn - now > haste.ahead:
                return Grants(waits, turn - now)
            start = max(turn, _chat_start(bucket, chat, haste))
            if start - now > haste.ahead:
                waits.append(now - start)
                continue
            _use_turn(bucket, chat, start)
            bucket.all = max(bucket.all, base) + self._interval
            waits.append(start - now)
        return Grants(waits, 0.0)

    def pause(self, bot: int, until: float) -> None:
        """Grant nothing before ``until``."""
        bucket = self._bots.setdefault(bot, _Bucket())
        bucket.pause = max(bucket.pause, until)

    def paused(self, bot: int, now: float) -> float:
        """Seconds until the pause ends; 0 when there is none."""
        bucket = self._bots.get(bot)
        return max(0.0, bucket.pause - now) if bucket else 0.0


def _chat_start(bucket: _Bucket, chat: int, haste: Haste) -> float:
    start = bucket.chats.get(chat, 0.0) - haste.chat_early
    minute = bucket.minutes.get(chat)
    return max(start, minute[0] + 60.0) if minute and len(minute) == GROUP_MINUTE else start


def _use_turn(bucket: _Bucket, chat: int, start: float) -> None:
    bucket.chats[chat] = max(start, bucket.chats.get(chat, 0.0)) + CHAT_INTERVAL
    if chat < 0:
        bucket.minutes.setdefault(chat, deque(maxlen=GROUP_MINUTE)).append(start)


def _forget_idle(bucket: _Bucket, now: float) -> None:
    if len(bucket.chats) > _MANY_CHATS:
        bucket.chats = {chat: due for chat, due in bucket.chats.items() if due > now}
        bucket.minutes = {chat: times for chat, times in bucket.minutes.items() if times[-1] > now - 60}


class Limiter:
    """Hands out turns to write to Telegram. ``redis`` None: this process alone keeps the limits.

    ``rate``: messages a second over all chats of one bot (SEND_RATE); infinity for no such limit.
    """

    def __init__(self, redis: Redis | None, rate: float = 30.0) -> None:
        self.rate = rate
        self._local = LocalBuckets(rate)
        self._redis = redis
        self._redis_back_at = 0.0
        self._script = redis.register_script(SCRIPT) if redis is not None else None

    async def take(self, bot: int, chats: Sequence[int], haste: Haste | None = None) -> Grants:
        """Take turns for these chats, in order; at most ``haste.ahead`` seconds (200 ms) of sending."""
        haste = haste or Haste()
        paused = self._local.paused(bot, time.monotonic())
        if paused > haste.ahead:
            return Grants([], paused)
        if self._script is not None and time.monotonic() >= self._redis_back_at:
            try:
                async with asyncio.timeout(REDIS_PATIENCE):
                    return await self._take_shared(self._script, bot, chats, haste)
            except (RedisError, OSError, TimeoutError) as error:
                self._leave_redis(error)
        return self._local.take(bot, chats, haste, time.monotonic())

    async def turn(self, bot: int, chat: int, *, patience: float = 30.0) -> bool:
        """Wait for a turn to answer in a conversation; replies overtake the sender.

        False: there is none within ``patience`` seconds, because Telegram told the bot to be silent.
        """
        deadline = time.monotonic() + patience
        while True:
            grants = await self.take(bot, (chat,), REPLY)
            if grants.waits and grants.waits[0] >= 0:
                return True
            wait = -grants.waits[0] if grants.waits else grants.blocked
            if time.monotonic() + wait > deadline:
                return False
            await asyncio.sleep(wait)

    async def pause(self, bot: int, seconds: float) -> None:
        """Grant nothing to this bot for so long, in any process: Telegram answered 429."""
        self._local.pause(bot, time.monotonic() + seconds)
        if self._redis is None or time.monotonic() < self._redis_back_at:
            return
        try:
            async with asyncio.timeout(REDIS_PATIENCE):
                clock = await self._redis.time()
                until = clock[0] * 1_000_000 + clock[1] + int(seconds * 1_000_000)
                await self._redis.set(f"{_prefix(bot)}pause", until, px=max(1, int(seconds * 1000)))
        except (RedisError, OSError, TimeoutError) as error:
            self._leave_redis(error)

    def paused(self, bot: int) -> float:
        """Seconds for which this process knows that the bot must be silent."""
        return self._local.paused(bot, time.monotonic())

    async def _take_shared(self, script: AsyncScript, bot: int, chats: Sequence[int], haste: Haste) -> Grants:
        answer: list[int] = await script(
            keys=(_prefix(bot),),
            args=(
                1_000_000 / self.rate,
                haste.ahead * 1_000_000,
                haste.early * 1_000_000,
                CHAT_INTERVAL * 1_000_000,
                haste.chat_early * 1_000_000,
                GROUP_MINUTE,
                *chats,
            ),
        )
        return Grants([wait / 1_000_000 for wait in answer[1:]], answer[0] / 1_000_000)

    def _leave_redis(self, error: Exception) -> None:
        """Keep the limits alone for a while, then look whether Redis is back."""
        now = time.monotonic()
        if now > self._redis_back_at + 10 * REDIS_PAUSE:
            _log.warning("limiter_alone", error=type(error).__name__)
        self._redis_back_at = now + REDIS_PAUSE


def _prefix(bot: int) -> str:
    """All keys of a bot, in one slot of a cluster."""
    return f"limit:{{{bot}}}:"
