"""Turns: 30 a second over all, one a second a chat, 20 a minute a group; with Redis and without it."""

import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from bot.embedded import Addresses
from bot.limiter import Haste, Limiter, LocalBuckets

WIDE = Haste(ahead=10.0)


@pytest_asyncio.fixture
async def redis(servers: Addresses) -> AsyncIterator[Redis]:
    async with Redis.from_url(servers.redis_url) as redis:
        await redis.flushall()
        yield redis


@pytest.fixture(params=["shared", "alone"])
def limiter(request: pytest.FixtureRequest, redis: Redis) -> Limiter:
    return Limiter(redis if request.param == "shared" else None, 30.0)


async def test_turns_are_spread_evenly_over_the_second(limiter: Limiter) -> None:
    grants = await limiter.take(1, range(1, 61), WIDE)
    assert grants.waits[0] == pytest.approx(0, abs=0.01)
    gaps = [later - sooner for sooner, later in zip(grants.waits, grants.waits[1:], strict=False)]
    assert gaps == pytest.approx([1 / 30] * 59, abs=0.001)


async def test_no_more_is_granted_than_fits_ahead(limiter: Limiter) -> None:
    grants = await limiter.take(1, range(1, 101))
    assert len(grants.waits) in (6, 7)
    assert grants.blocked == pytest.approx(len(grants.waits) / 30, abs=0.01)


async def test_a_chat_gets_one_turn_a_second(limiter: Limiter) -> None:
    grants = await limiter.take(1, (5, 5, 6))
    assert grants.waits[0] >= 0
    assert grants.waits[1] == pytest.approx(-1.0, abs=0.01)
    assert grants.waits[2] >= 0
    assert grants.blocked == 0


async def test_bots_do_not_wait_for_each_other(limiter: Limiter) -> None:
    await limiter.take(1, range(1, 101))
    assert (await limiter.take(2, (1,))).waits == pytest.approx([0], abs=0.01)


async def test_a_group_gets_twenty_turns_a_minute(limiter: Limiter) -> None:
    grants = await limiter.take(1, [-100] * 25, Haste(ahead=40.0))
    assert [wait >= 0 for wait in grants.waits] == [True] * 20 + [False] * 5
    assert grants.waits[20] == pytest.approx(-60.0, abs=0.05)


async def test_replies_overtake_the_sender_in_short_bursts(limiter: Limiter) -> None:
    await limiter.take(1, range(1, 101))
    began = time.monotonic()
    for _ in range(5):
        assert await limiter.turn(1, 999)
    assert time.monotonic() - began < 0.5
    assert await limiter.turn(1, 999)
    assert time.monotonic() - began > 0.8


async def test_silence_holds_everybody(limiter: Limiter) -> None:
    await limiter.pause(1, 0.5)
    grants = await limiter.take(1, (1, 2))
    assert grants.waits == []
    assert grants.blocked == pytest.approx(0.5, abs=0.05)
    assert not await limiter.turn(1, 7, patience=0.1)
    began = time.monotonic()
    assert await limiter.turn(1, 7)
    assert time.monotonic() - began >= 0.35


async def test_processes_share_turns_and_silence_through_redis(redis: Redis) -> None:
    one, other = Limiter(redis, 30.0), Limiter(redis, 30.0)
    await one.take(1, range(1, 101))
    assert (await other.take(1, (500,))).waits == []
    await one.pause(2, 1.0)
    assert (await other.take(2, (1,))).blocked == pytest.approx(1.0, abs=0.05)


async def test_infinity_is_no_limit_over_all(redis: Redis) -> None:
    for limiter in (Limiter(redis, float("inf")), Limiter(None, float("inf"))):
        assert (await limiter.take(9, range(1, 501))).waits == pytest.approx([0] * 500, abs=0.01)
        await redis.flushall()


async def test_without_redis_each_process_keeps_the_limits_alone() -> None:
    async with Redis.from_url("unix:///nowhere/valkey.sock") as away:
        limiter = Limiter(away, 30.0)
        began = time.monotonic()
        assert len((await limiter.take(1, range(1, 101))).waits) in (6, 7)
        assert time.monotonic() - began < 1.0
        assert not [wait for wait in (await limiter.take(1, (1,))).waits if wait >= 0]


def test_idle_chats_are_forgotten() -> None:
    buckets = LocalBuckets(float("inf"))
    for now in range(40):
        buckets.take(1, range(now * 1000, now * 1000 + 1000), Haste(), now * 10.0)
    assert len(buckets._bots[1].chats) < 25_000
