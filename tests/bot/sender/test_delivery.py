"""What is due leaves soon, once, in the customer's language, in order of priority."""

import asyncio
import time

from tests.bot.sender.conftest import MARKETING, SERVICE, Office


async def test_a_due_message_leaves_within_300_ms(office: Office) -> None:
    customer = await office.customer(501)
    async with office.sender():
        await asyncio.sleep(0.5)
        began = time.monotonic()
        message = await office.notice(customer)
        await office.until(lambda: office.telegram.sent)
        assert office.telegram.sent[0].at - began < 0.3
        await office.until_state(message, "sent")
    row = await office.message(message)
    assert row["message_id"] == 1
    assert row["attempts"] == 1
    assert row["finished_at"] == office.clock.now()
    assert [request.chat for request in office.telegram.requests] == [501]


async def test_a_message_is_written_in_the_customers_language(office: Office) -> None:
    english, russian = await office.customer(1, language="en"), await office.customer(2, language="ru")
    await office.notice(english)
    await office.notice(russian)
    async with office.sender():
        await office.until(lambda: len(office.telegram.sent) == 2)
    texts = {request.chat: request.text for request in office.telegram.sent}
    assert texts[1] != texts[2]
    assert all(request.fields["parse_mode"] == "HTML" for request in office.telegram.sent)


async def test_an_employee_gets_messages_by_account(office: Office) -> None:
    message = await office.notice(None, telegram_id=77)
    async with office.sender():
        await office.until_state(message, "sent")
    assert office.telegram.sent[0].chat == 77


async def test_what_is_not_due_waits(office: Office) -> None:
    from datetime import timedelta

    customer = await office.customer(1)
    message = await office.notice(customer, due_at=office.clock.now() + timedelta(days=1))
    async with office.sender():
        await asyncio.sleep(0.4)
        assert not office.telegram.requests
        office.clock.moment += timedelta(days=1)
        await office.until_state(message, "sent")


async def test_transactional_messages_overtake_marketing(office: Office) -> None:
    customers = [await office.customer(chat) for chat in range(1, 13)]
    for customer in customers[:8]:
        await office.notice(customer, MARKETING)
    for customer in customers[8:10]:
        await office.notice(customer, SERVICE)
    for customer in customers[10:]:
        await office.notice(customer)
    async with office.sender(connections=1):  # several connections may overtake each other
        await office.until(lambda: len(office.telegram.sent) == 12)
    order = [request.chat for request in office.telegram.requests]
    assert set(order[:2]) == {11, 12}
    assert set(order[2:4]) == {9, 10}


async def test_two_senders_send_each_message_once(office: Office) -> None:
    messages = [await office.notice(await office.customer(chat)) for chat in range(1, 201)]
    async with office.sender(), office.sender():
        await office.until(lambda: len(office.telegram.sent) == 200)
        await asyncio.sleep(0.2)
    assert sorted(request.chat for request in office.telegram.requests) == list(range(1, 201))
    assert [await office.state(message) for message in messages[:5]] == ["sent"] * 5


async def test_a_message_that_cannot_be_written_fails_alone(office: Office) -> None:
    customer = await office.customer(1)
    unknown = await office.notice(customer, kind="no_such_kind")
    bare = await office.notice(customer, payload={})
    good = await office.notice(customer)
    async with office.sender():
        await office.until_state(good, "sent")
        await office.until_state(unknown, "failed")
        await office.until_state(bare, "failed")
    assert len(office.telegram.requests) == 1


async def test_what_was_claimed_and_not_sent_is_free_again_when_the_sender_ends(office: Office) -> None:
    customer = await office.customer(1)
    messages = [await office.notice(customer) for _ in range(3)]  # one a second to one chat
    async with office.sender():
        await office.until(lambda: len(office.telegram.sent) == 1)
    states = [await office.message(message) for message in messages]
    assert [row["state"] for row in states] == ["sent", "queued", "queued"]
    assert all(row["sending_at"] is None for row in states[1:])
    async with office.sender():
        await office.until(lambda: len(office.telegram.sent) == 3)
    times = [request.at for request in office.telegram.sent]
    assert times[2] - times[1] >= 0.95
