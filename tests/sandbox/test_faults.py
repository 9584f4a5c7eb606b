"""Flood limits, faults on demand and the journal."""

import asyncio

import aiohttp
import pytest

from sandbox.people import BOT_TOKEN, CUSTOMER_ID, SECOND_CUSTOMER_ID
from sandbox.telegram import Fault, Limits, StandIn, TelegramError, acts
from sandbox.telegram.bots import Bot
from tests.sandbox.conftest import Api, Hands

GROUP = -100500


@pytest.fixture
def me(world: StandIn) -> Bot:
    bot = world.bot_by_token(BOT_TOKEN)
    acts.start(world, bot, CUSTOMER_ID)
    acts.start(world, bot, SECOND_CUSTOMER_ID)
    world.add_group(bot, GROUP, "Staff")
    return bot


def count(limits: Limits, chat_id: int, now: float, tries: int = 1000) -> tuple[int, int]:
    """How many messages pass at one moment, and the retry_after of the first that does not."""
    for passed in range(tries):
        try:
            limits.take(1, chat_id, now)
        except TelegramError as error:
            return passed, error.parameters["retry_after"]
    return tries, 0


def test_a_chat_gets_a_small_burst_then_one_a_second() -> None:
    limits = Limits(chat_burst=3)
    assert count(limits, 5, 100.0) == (3, 1)
    assert count(limits, 5, 100.9) == (0, 1)
    assert count(limits, 5, 101.0) == (1, 1)
    assert count(limits, 5, 50.0) == (0, 1)


def test_all_chats_together_get_thirty_a_second() -> None:
    limits = Limits()
    for chat_id in range(1, 31):
        limits.take(1, chat_id, 100.0)
    assert count(limits, 99, 100.0) == (0, 1)
    limits.take(2, 99, 100.0)
    assert count(limits, 99, 100.1) == (3, 1)


def test_a_group_gets_twenty_a_minute() -> None:
    assert count(Limits(), GROUP, 100.0) == (20, 3)
    assert count(Limits(enabled=False), GROUP, 100.0) == (1000, 0)


async def test_too_many_messages_are_answered_with_retry_after(
    world: StandIn, me: Bot, http: aiohttp.ClientSession, clock: Hands
) -> None:
    world.limits = Limits(chat_burst=2)
    path, message = f"/bot{BOT_TOKEN}/sendMessage", {"chat_id": CUSTOMER_ID, "text": "x"}
    for _ in range(2):
        async with http.post(path, json=message) as response:
            assert response.status == 200
    async with http.post(path, json=message) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "1")
        assert await response.json() == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        }
    clock.move(1)
    async with http.post(path, json=message) as response:
        assert response.status == 200


async def test_edits_count_when_asked_to(world: StandIn, me: Bot, api: Api) -> None:
    sent = (await api("sendMessage", chat_id=CUSTOMER_ID, text="x"))["result"]["message_id"]
    world.limits = Limits(chat_burst=1, count_edits=True)
    where = {"chat_id": CUSTOMER_ID, "message_id": sent}
    assert (await api("editMessageText", **where, text="y"))["ok"]
    assert (await api("editMessageText", **where, text="z"))["error_code"] == 429


async def test_a_fault_strikes_the_method_and_chat_it_is_for_and_so_often(
    world: StandIn, me: Bot, api: Api
) -> None:
    world.faults.add(Fault("sendmessage", CUSTOMER_ID, times=2, status=429, retry_after=7))
    assert (await api("sendMessage", chat_id=SECOND_CUSTOMER_ID, text="x"))["ok"]
    assert (await api("getMe"))["ok"]
    for _ in range(2):
        answer = await api("sendMessage", chat_id=CUSTOMER_ID, text="x")
        assert answer["parameters"] == {"retry_after": 7}
    assert (await api("sendMessage", chat_id=CUSTOMER_ID, text="x"))["ok"]


@pytest.mark.parametrize(
    ("status", "description"),
    [(403, "Forbidden: bot was blocked by the user"), (500, "Internal Server Error"), (502, "Bad Gateway")],
)
async def test_faults_in_telegrams_shape(world: StandIn, api: Api, status: int, description: str) -> None:
    world.faults.add(Fault(status=status))
    assert await api("getMe") == {"ok": False, "error_code": status, "description": description}


async def test_a_page_instead_of_json(world: StandIn, http: aiohttp.ClientSession) -> None:
    world.faults.add(Fault(kind="html"))
    async with http.post(f"/bot{BOT_TOKEN}/getMe") as response:
        assert (response.status, response.content_type) == (502, "text/html")
        assert "Bad Gateway" in await response.text()


async def test_a_dropped_connection_and_one_dropped_after_the_work(
    world: StandIn, me: Bot, http: aiohttp.ClientSession
) -> None:
    async def send(text: str) -> None:
        params = {"chat_id": CUSTOMER_ID, "text": text}
        with pytest.raises((aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)):
            await http.post(f"/bot{BOT_TOKEN}/sendMessage", json=params)

    world.faults.add(Fault(kind="drop"))
    await send("never arrived")
    world.faults.add(Fault(kind="drop", after=True))
    await send("arrived")
    said = [message["text"] for message in acts.view(world, me, CUSTOMER_ID)["messages"]]
    assert said == ["/start", "arrived"]


async def test_a_hanging_request_hangs_until_the_faults_are_cleared(world: StandIn, api: Api) -> None:
    world.faults.add(Fault("getMe", kind="hang"))
    hanging = asyncio.create_task(api("getMe"))
    await world.journal.wait("getMe")
    assert not hanging.done()
    world.faults.clear()
    with pytest.raises(aiohttp.ContentTypeError):
        await hanging


async def test_latency(world: StandIn, api: Api) -> None:
    loop = asyncio.get_running_loop()
    world.faults.latency_ms = 30
    world.faults.add(Fault(latency_ms=30))
    begin = loop.time()
    assert (await api("getMe"))["ok"]
    assert loop.time() - begin >= 0.06


async def test_the_journal_has_every_request(world: StandIn, me: Bot, api: Api) -> None:
    await api("sendMessage", chat_id=CUSTOMER_ID, text="x", reply_markup={"inline_keyboard": []})
    await api("sendMessage", chat_id=4242, text="x")
    entries = world.journal.find("sendMessage")
    assert [(one.chat_id, one.status) for one in entries] == [(CUSTOMER_ID, 200), (4242, 400)]
    assert entries[0].params == {
        "chat_id": str(CUSTOMER_ID),
        "text": "x",
        "reply_markup": '{"inline_keyboard":[]}',
    }
    assert entries[1].description == "Bad Request: chat not found"
    assert world.journal.find(chat_id=4242) == [entries[1]]


async def test_the_journal_can_be_waited_for_and_is_bounded(world: StandIn, api: Api) -> None:
    waiting = asyncio.create_task(world.journal.wait("getMe", count=2))
    await api("getMe")
    await api("getMe")
    assert len(await waiting) == 2
    with pytest.raises(TimeoutError):
        await world.journal.wait("getChat", seconds=0.01)
    for _ in range(6000):
        world.journal.add(0.0, 1, "x", {}, 200, "")
    assert len(world.journal.entries) == 5000
