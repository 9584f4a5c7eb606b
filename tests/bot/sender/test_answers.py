"""What the sender makes of Telegram's answers: 429, 5xx, silence, pages that are no JSON, 403, 400."""

import asyncio
from typing import Any

import pytest

from bot.limiter import Limiter
from services.database import rows
from tests.bot.sender.conftest import MARKETING, SERVICE, TRANSACTIONAL, Office
from tests.telegram import Reply, Request, refusal

HTML = b"<html><h1>502 Bad Gateway</h1></html>"


async def _messages(office: Office, count: int, message_class: Any = TRANSACTIONAL) -> list[int]:
    return [await office.notice(await office.customer(chat), message_class) for chat in range(1, count + 1)]


async def test_nothing_is_sent_before_retry_after(office: Office) -> None:
    messages = await _messages(office, 12)
    flooded: list[float] = []

    def once(request: Request) -> Reply | None:
        if flooded:
            return None
        flooded.append(request.at)
        return refusal(429, "Too Many Requests: retry after 2", retry_after=2)

    office.telegram.answer = once
    async with office.sender(limiter=Limiter(None, 30.0)):
        await office.until(lambda: len(office.telegram.sent) == 12)
        await asyncio.sleep(0.1)
    later = [request.at - flooded[0] for request in office.telegram.requests[1:]]
    in_flight = [wait for wait in later if wait < 0.1]  # what left before the answer came
    assert len(in_flight) < 6
    assert min(wait for wait in later if wait >= 0.1) >= 2.0
    assert len({request.chat for request in office.telegram.sent}) == 12
    assert [(await office.message(message))["attempts"] for message in messages] == [1] * 12


@pytest.mark.parametrize(
    "trouble",
    [refusal(500, "Internal Server Error"), Reply(502, HTML), Reply(403, HTML), Reply(503, b"")],
    ids=["500", "502 page", "a proxy's 403", "503 empty"],
)
@pytest.mark.parametrize("message_class", [TRANSACTIONAL, MARKETING])
async def test_telegrams_bad_moments_are_waited_out(
    office: Office, trouble: Reply, message_class: Any
) -> None:
    (message,) = await _messages(office, 1, message_class)
    office.telegram.answer = lambda _: trouble if len(office.telegram.requests) <= 2 else None
    async with office.sender():
        await office.until_state(message, "sent")
    row = await office.message(message)
    assert (row["attempts"], row["error"]) == (3, None)
    times = [request.at for request in office.telegram.requests]
    assert times[1] - times[0] >= 0.4
    assert times[2] - times[1] >= 0.9


async def test_a_message_that_always_fails_is_given_up(office: Office) -> None:
    (message,) = await _messages(office, 1)
    await rows("update outbox set attempts = 7")
    office.telegram.answer = lambda _: refusal(500, "Internal Server Error")
    async with office.sender():
        await office.until_state(message, "failed")
    row = await office.message(message)
    assert (row["attempts"], row["error"]) == (8, "Internal Server Error")


@pytest.mark.parametrize(
    ("message_class", "state", "requests"),
    [(TRANSACTIONAL, "sent", 2), (SERVICE, "sent", 2), (MARKETING, "in_doubt", 1)],
)
@pytest.mark.parametrize("hang", [Reply(hang=3.0), Reply(504, HTML)], ids=["nothing", "504"])
async def test_an_unknown_result(
    office: Office, message_class: Any, state: str, requests: int, hang: Reply
) -> None:
    (message,) = await _messages(office, 1, message_class)
    office.telegram.answer = lambda _: hang if len(office.telegram.requests) == 1 else None
    async with office.sender(patience=0.3):
        await office.until_state(message, state)
        await asyncio.sleep(0.3)
    assert len(office.telegram.requests) == requests


async def test_a_telegram_that_is_not_there_costs_nothing(office: Office) -> None:
    (message,) = await _messages(office, 1, MARKETING)
    there, office.telegram.url = office.telegram.url, "http://127.0.0.1:9"
    async with office.sender():

        async def tried() -> bool:
            return bool((await office.message(message))["attempts"])

        await office.until(tried)
    assert await office.state(message) == "queued"
    office.telegram.url = there
    async with office.sender():
        await office.until_state(message, "sent")


BLOCKED = refusal(403, "Forbidden: bot was blocked by the user")
GONE = refusal(400, "Bad Request: chat not found")


@pytest.mark.parametrize("answer", [BLOCKED, GONE], ids=["403", "chat not found"])
async def test_who_blocked_the_bot_is_tried_once(office: Office, answer: Reply) -> None:
    customer = await office.customer(1)
    first = await office.notice(customer)
    waiting = await office.notice(customer, MARKETING)
    office.telegram.answer = lambda _: answer
    async with office.sender():
        await office.until_state(first, "failed")
        await office.until_state(waiting, "dropped")
        later = await office.notice(customer)
        await office.until_state(later, "dropped")
    assert len(office.telegram.requests) == 1
    found = await rows("select unreachable_since from customer where id = $1", customer)
    assert found[0]["unreachable_since"] == office.clock.now()
    changes = await rows("select customer_id, kind from change where kind = 'unreachable'")
    assert changes == [{"customer_id": customer, "kind": "unreachable"}]


async def test_an_employee_who_blocked_the_bot_touches_no_customer(office: Office) -> None:
    await office.customer(77)
    message = await office.notice(None, telegram_id=77)
    office.telegram.answer = lambda _: BLOCKED
    async with office.sender():
        await office.until_state(message, "failed")
    assert not await rows("select id from customer where unreachable_since is not null")


async def test_a_message_that_telegram_rejects_fails_with_its_words(office: Office) -> None:
    bad, good = await _messages(office, 2)
    words = 'Bad Request: can\'t parse entities: unclosed <b> & "tag"'
    office.telegram.answer = lambda request: refusal(400, words) if request.chat == 1 else None
    async with office.sender():
        await office.until_state(bad, "failed")
        await office.until_state(good, "sent")
    assert (await office.message(bad))["error"] == words
    assert len(office.telegram.requests) == 2


async def test_a_wrong_token_stops_the_lane_and_loses_nothing(office: Office) -> None:
    (message,) = await _messages(office, 1)
    office.telegram.answer = lambda _: refusal(401, "Unauthorized")
    async with office.sender():
        await office.until(lambda: office.telegram.requests)
        await asyncio.sleep(0.5)
        row = await office.message(message)
        assert (row["state"], row["attempts"], len(office.telegram.requests)) == ("queued", 0, 1)
    office.telegram.answer = None
    async with office.sender():
        await office.until_state(message, "sent")
