"""Lanes: each person's updates in order, people side by side, nothing lost to a bad moment."""

import asyncio

from bot.lanes import ATTEMPTS, Away, Lanes


async def test_one_person_in_order_others_side_by_side() -> None:
    lanes, done, gate = Lanes(), list[int](), asyncio.Event()

    async def slow() -> None:
        await gate.wait()
        done.append(1)

    async def note(number: int) -> None:
        done.append(number)

    lanes.accept(1, 7, slow)
    lanes.accept(2, 7, lambda: note(2))
    lanes.accept(3, 8, lambda: note(3))
    await lanes.settle(0.05)
    assert done == [3]
    assert lanes.unfinished == {1, 2}
    gate.set()
    await lanes.settle(5)
    assert done == [3, 1, 2]
    assert lanes.unfinished == set()


async def test_an_update_in_work_is_not_begun_again() -> None:
    lanes, begun = Lanes(), list[int]()

    async def work() -> None:
        begun.append(1)
        await asyncio.sleep(0.05)

    assert lanes.accept(1, 7, work) is lanes.accept(1, 7, work)
    await lanes.settle(5)
    assert begun == [1]


async def test_waiting_for_the_database_costs_no_attempt() -> None:
    lanes, calls = Lanes(pause=0.001), list[int]()

    async def work() -> None:
        calls.append(1)
        if len(calls) < 3 * ATTEMPTS:
            raise Away

    lanes.accept(1, 7, work)
    await lanes.settle(20)
    assert len(calls) == 3 * ATTEMPTS


async def test_what_never_works_is_given_up_and_the_next_goes_on() -> None:
    lanes, calls, next_ran = Lanes(pause=0.001), list[int](), asyncio.Event()

    async def broken() -> None:
        calls.append(1)
        raise ValueError("a bug")

    async def fine() -> None:
        next_ran.set()

    lanes.accept(1, 7, broken)
    lanes.accept(2, 7, fine)
    await lanes.settle(20)
    assert len(calls) == ATTEMPTS
    assert next_ran.is_set()


async def test_closing_ends_what_hangs() -> None:
    lanes = Lanes()
    task = lanes.accept(1, 7, asyncio.Event().wait)
    await asyncio.wait_for(lanes.close(), 10)
    assert task.cancelled()
