"""The sender when PostgreSQL's connections die, when leases end too soon, and when the sandbox's clock jumps."""

import asyncio
import time
from datetime import timedelta

from services.database import rows
from tests.bot.sender.conftest import MARKETING, SERVICE, Office, clock, office, telegram
from tests.telegram import Reply

__all__ = ["clock", "office", "telegram"]

CUT = (
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where datname = current_database() and pid <> pg_backend_pid()"
)


async def _sent(office: Office, count: int) -> None:
    await office.until(lambda: len(office.telegram.sent) >= count)


async def test_connections_that_die_while_sending_lose_and_repeat_nothing(office: Office) -> None:
    for chat in range(1, 301):
        await office.notice(await office.customer(chat), MARKETING if chat % 3 == 0 else SERVICE)
    async with office.sender(lease=timedelta(seconds=1)):
        for part in (50, 120, 200):
            await _sent(office, part)
            await rows(CUT)

        async def over() -> bool:
            return not (await rows("select count(*) as n from outbox where state = 'queued'"))[0]["n"]

        await office.until(over, patience=20)
    states = {
        row["state"]: row["n"] for row in await rows("select state, count(*) as n from outbox group by state")
    }
    sent = [request.chat for request in office.telegram.sent]
    assert not {chat for chat in sent if chat % 3 == 0 and sent.count(chat) > 1}, "marketing went out twice"
    missed = set(range(1, 301)) - set(sent)
    assert all(chat % 3 == 0 for chat in missed)
    assert len(missed) <= states.get("in_doubt", 0)


async def test_a_due_message_leaves_within_a_second_of_the_databases_return(office: Office) -> None:
    customer = await office.customer(1)
    async with office.sender():
        await asyncio.sleep(0.3)
        await rows(CUT)
        began = time.monotonic()
        await office.notice(customer)
        await office.until(lambda: office.telegram.sent)
        assert time.monotonic() - began < 1.5


async def test_a_clock_that_jumps_a_week_makes_nobody_send_twice(office: Office) -> None:
    messages = [await office.notice(await office.customer(chat), MARKETING) for chat in range(1, 41)]
    office.telegram.answer = lambda _: Reply(hang=1.0)
    async with office.sender(), office.sender():
        await office.until(lambda: len(office.telegram.requests) >= 5)
        office.clock.moment += timedelta(days=7)
        for message in messages:
            await office.until_state(message, "sent")
    assert sorted(request.chat for request in office.telegram.requests) == list(range(1, 41))


async def test_leases_that_end_before_the_answer_repeat_no_marketing(office: Office) -> None:
    message = await office.notice(await office.customer(1), MARKETING)
    office.telegram.answer = lambda _: Reply(hang=1.5)
    async with office.sender(lease=timedelta(seconds=0.3)), office.sender(lease=timedelta(seconds=0.3)):
        await office.until(lambda: office.telegram.requests)
        # the other sender may doubt for a while; the answer settles it
        await office.until(lambda: office.telegram.sent)
        await office.until_state(message, "sent")
    assert len(office.telegram.requests) == 1


async def test_a_stopped_sender_settles_what_is_in_flight(office: Office) -> None:
    message = await office.notice(await office.customer(1), MARKETING)
    office.telegram.answer = lambda _: Reply(hang=0.5)
    async with office.sender():
        await office.until(lambda: office.telegram.requests)
    assert await office.state(message) == "sent"
