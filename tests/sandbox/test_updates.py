"""Long polling and webhooks: offsets, conflicts, secrets, retries."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from sandbox.people import BOT_TOKEN, CUSTOMER_ID, SECOND_CUSTOMER_ID
from sandbox.telegram import StandIn, acts
from sandbox.telegram.bots import Bot
from sandbox.telegram.webhooks import SECRET_HEADER
from tests.sandbox.conftest import Api, Hands


@pytest.fixture
def me(world: StandIn) -> Bot:
    world.webhook_retry_seconds = 0.01
    return world.bot_by_token(BOT_TOKEN)


def say(world: StandIn, me: Bot, *texts: str) -> None:
    if CUSTOMER_ID not in me.chats:
        acts.start(world, me, CUSTOMER_ID)
    for text in texts:
        acts.write(world, me, CUSTOMER_ID, text)


def texts(answer: dict[str, Any]) -> list[str]:
    return [update["message"]["text"] for update in answer["result"]]


async def test_updates_stay_until_a_higher_offset_confirms_them(world: StandIn, me: Bot, api: Api) -> None:
    say(world, me, "one", "two")
    first = await api("getUpdates")
    assert texts(first) == ["/start", "one", "two"]
    assert texts(await api("getUpdates")) == ["/start", "one", "two"]
    ids = [update["update_id"] for update in first["result"]]
    assert ids == list(range(ids[0], ids[0] + 3))
    assert texts(await api("getUpdates", offset=ids[1])) == ["one", "two"]
    assert texts(await api("getUpdates", offset=ids[2] + 1)) == []
    assert texts(await api("getUpdates")) == []


async def test_limit_and_negative_and_absurd_offsets(world: StandIn, me: Bot, api: Api) -> None:
    say(world, me, "one", "two")
    assert texts(await api("getUpdates", limit=1)) == ["/start"]
    assert texts(await api("getUpdates", limit=0)) == ["/start"]
    assert texts(await api("getUpdates", offset=2_000_000_000)) == ["/start", "one", "two"]
    assert texts(await api("getUpdates", offset=-2)) == ["one", "two"]
    assert texts(await api("getUpdates")) == ["one", "two"]


async def test_a_poll_waits_for_the_next_update(world: StandIn, me: Bot, api: Api) -> None:
    poll = asyncio.create_task(api("getUpdates", timeout=30))
    await until(lambda: world.lines[me.id].is_polled)
    assert world.is_connected(me)
    say(world, me)
    assert texts(await poll) == ["/start"]


async def test_a_poll_ends_empty_when_its_time_is_up(api: Api) -> None:
    assert (await api("getUpdates", timeout=1))["result"] == []


async def test_a_second_poll_ends_the_first_with_409(world: StandIn, me: Bot, api: Api) -> None:
    first = asyncio.create_task(api("getUpdates", timeout=30))
    await until(lambda: world.lines[me.id].is_polled)
    second = asyncio.create_task(api("getUpdates", timeout=30))
    answer = await first
    assert (answer["error_code"], answer["description"]) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    say(world, me)
    assert texts(await second) == ["/start"]


async def test_only_wanted_kinds_come(world: StandIn, me: Bot, api: Api) -> None:
    await api("getUpdates", allowed_updates=["my_chat_member"])
    say(world, me, "unheard")
    acts.block(world, me, CUSTOMER_ID, True)
    answer = await api("getUpdates")
    assert [set(update) - {"update_id"} for update in answer["result"]] == [{"my_chat_member"}]
    change = answer["result"][0]["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "kicked")
    await api("getUpdates", allowed_updates=[])
    assert me.allowed is None


async def test_updates_are_kept_for_a_day(world: StandIn, me: Bot, api: Api, clock: Hands) -> None:
    say(world, me)
    clock.move(24 * 3600 + 1)
    say(world, me, "fresh")
    assert texts(await api("getUpdates")) == ["fresh"]


class Receiver:
    """A webhook that notes what it gets and answers as it is told (200 when nothing is)."""

    def __init__(self) -> None:
        self.got: asyncio.Queue[tuple[dict[str, Any], str | None]] = asyncio.Queue()
        self.answers: list[web.Response] = []

    async def receive(self, request: web.Request) -> web.Response:
        self.got.put_nowait((await request.json(), request.headers.get(SECRET_HEADER)))
        return self.answers.pop(0) if self.answers else web.Response()

    async def next(self) -> tuple[dict[str, Any], str | None]:
        return await asyncio.wait_for(self.got.get(), 5)


@pytest_asyncio.fixture
async def hook() -> AsyncIterator[tuple[Receiver, str]]:
    receiver = Receiver()
    application = web.Application()
    application.router.add_post("/hook", receiver.receive)
    server = TestServer(application)
    await server.start_server()
    yield receiver, str(server.make_url("/hook"))
    await server.close()


async def test_a_webhook_gets_updates_with_its_secret(
    world: StandIn, me: Bot, api: Api, hook: tuple[Receiver, str]
) -> None:
    receiver, url = hook
    say(world, me)
    answer = await api("setWebhook", url=url, secret_token="s3cret_-", max_connections=7)
    assert (answer["result"], answer["description"]) == (True, "Webhook was set")
    say(world, me, "one")
    got = [await receiver.next() for _ in range(2)]
    assert [(update["message"]["text"], secret) for update, secret in got] == [
        ("/start", "s3cret_-"),
        ("one", "s3cret_-"),
    ]
    await until(lambda: not me.pending)
    info = (await api("getWebhookInfo"))["result"]
    assert (info["url"], info["pending_update_count"], info["max_connections"]) == (url, 0, 7)
    assert (await api("setWebhook", url=url, secret_token="s3cret_-", max_connections=7))["description"] == (
        "Webhook is already set"
    )


async def test_a_webhook_is_tried_again_until_it_takes_the_update(
    world: StandIn, me: Bot, api: Api, hook: tuple[Receiver, str]
) -> None:
    receiver, url = hook
    receiver.answers = [web.Response(status=500), web.Response(status=503)]
    await api("setWebhook", url=url)
    say(world, me, "after")
    got = [(await receiver.next())[0]["message"]["text"] for _ in range(4)]
    assert got == ["/start", "/start", "/start", "after"]
    info = (await api("getWebhookInfo"))["result"]
    assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"


async def test_another_chat_does_not_wait_for_one_that_fails(
    world: StandIn, me: Bot, api: Api, hook: tuple[Receiver, str]
) -> None:
    receiver, url = hook
    world.webhook_retry_seconds = 30
    receiver.answers = [web.Response(status=500), web.Response(status=500)]
    await api("setWebhook", url=url)
    acts.start(world, me, CUSTOMER_ID)
    await receiver.next()
    await receiver.next()
    acts.start(world, me, SECOND_CUSTOMER_ID)
    update, _ = await receiver.next()
    assert update["message"]["from"]["id"] == SECOND_CUSTOMER_ID
    assert len(me.pending) == 1


async def test_a_method_in_the_answer_is_run(
    world: StandIn, me: Bot, api: Api, hook: tuple[Receiver, str]
) -> None:
    receiver, url = hook
    reply = {"method": "sendMessage", "chat_id": CUSTOMER_ID, "text": "by the way"}
    receiver.answers = [web.json_response(reply)]
    await api("setWebhook", url=url)
    say(world, me)
    await world.journal.wait("sendMessage")
    assert acts.view(world, me, CUSTOMER_ID)["messages"][-1]["text"] == "by the way"


async def test_polling_and_webhooks_exclude_each_other(
    world: StandIn, me: Bot, api: Api, hook: tuple[Receiver, str]
) -> None:
    poll = asyncio.create_task(api("getUpdates", timeout=30))
    await until(lambda: world.lines[me.id].is_polled)
    await api("setWebhook", url=hook[1])
    assert (await poll)["description"] == "Conflict: terminated by setWebhook request"
    answer = await api("getUpdates")
    assert (answer["error_code"], answer["description"]) == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook "
        "first",
    )
    assert (await api("deleteWebhook"))["description"] == "Webhook was deleted"
    assert (await api("deleteWebhook"))["description"] == "Webhook is already deleted"
    assert (await api("getUpdates"))["ok"]


async def test_pending_updates_can_be_dropped(world: StandIn, me: Bot, api: Api) -> None:
    say(world, me, "one")
    await api("deleteWebhook", drop_pending_updates=True)
    assert (await api("getUpdates"))["result"] == []


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"url": "ftp://x"}, "invalid webhook URL specified"),
        ({"url": "https://"}, "invalid webhook URL specified"),
        ({"url": "https://x.example", "secret_token": "x" * 257}, "secret token is too long"),
        ({"url": "https://x.example", "secret_token": "a b"}, "secret token contains unallowed characters"),
    ],
)
async def test_webhooks_that_telegram_refuses(api: Api, params: dict[str, str], description: str) -> None:
    assert (await api("setWebhook", **params))["description"] == f"Bad Request: {description}"


async def until(condition: Any) -> None:
    """Give the loop over until the condition holds."""
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0)
