"""The webhook: nobody gets in without the secret, 200 means handled, a repeat changes nothing."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot import webhook
from sandbox.people import BOT_TOKEN, SECOND_CUSTOMER_ID
from sandbox.telegram import Fault
from services.database import rows
from services.programs import Program
from tests.bot_at_work import KEYRING, Work, at_work, until, words

START = words("join-button-start")
SECRET = webhook.secret(KEYRING, "three-cups")


@dataclass
class Hooked:
    work: Work
    http: aiohttp.ClientSession
    door: webhook.Door

    async def post(self, body: Any, secret: str | None = SECRET, path: str = "/telegram/three-cups") -> int:
        headers = {} if secret is None else {webhook.SECRET_HEADER: secret}
        data = body if isinstance(body, bytes) else None
        async with self.http.post(
            path, json=None if data is not None else body, data=data, headers=headers
        ) as answer:
            return answer.status


@pytest_asyncio.fixture
async def hooked(program: Program, now: datetime, tmp_path: Path) -> AsyncIterator[Hooked]:
    application = web.Application()
    webhook.mount(application, KEYRING, tmp_path)
    server = TestServer(application)
    await server.start_server()
    url = str(server.make_url("")).rstrip("/")
    door = webhook.Door(KEYRING, tmp_path)
    async with (
        aiohttp.ClientSession(url) as http,
        door.opened(),
        at_work(program, now, public_url=url, door=door) as work,
    ):
        await work.world.journal.wait("setWebhook", seconds=20)
        yield Hooked(work, http, door)
    await server.close()


def update(number: int = 5, text: str = "/start") -> dict[str, Any]:
    person = {"id": SECOND_CUSTOMER_ID, "is_bot": False, "first_name": "Alex", "language_code": "en"}
    chat = {"id": SECOND_CUSTOMER_ID, "type": "private", "first_name": "Alex"}
    message = {"message_id": 1, "date": 1_790_000_000, "from": person, "chat": chat, "text": text}
    return {"update_id": number, "message": message}


async def test_a_person_is_served_through_it(hooked: Hooked) -> None:
    alex = hooked.work.chat(SECOND_CUSTOMER_ID)
    await alex.start()
    await alex.wait_for(button=START)
    await alex.press(START)
    await alex.wait_for(button=words("join-button-agree"))
    asked = hooked.work.requests("setWebhook")[-1]
    assert asked["url"].endswith("/telegram/three-cups")
    assert asked["secret_token"] == SECRET
    assert not hooked.work.requests("getUpdates")


@pytest.mark.parametrize(
    "secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", "ключ".encode().decode("latin-1")]
)
async def test_a_forged_update_is_refused(hooked: Hooked, secret: str | None) -> None:
    assert await hooked.post(update(), secret) == 401
    assert await rows("select id from customer") == []
    assert await rows("select id from telegram_update") == []


async def test_the_secret_of_one_program_does_not_open_another(hooked: Hooked) -> None:
    assert await hooked.post(update(), path="/telegram/other") == 401
    other = webhook.secret(KEYRING, "other")
    assert await hooked.post(update(), other) == 401
    assert await hooked.post(update(), other, path="/telegram/other") == 503  # nobody there serves it


async def test_a_replayed_update_changes_nothing(hooked: Hooked) -> None:
    alex = hooked.work.chat(SECOND_CUSTOMER_ID)
    await alex.start()
    await alex.wait_for(button=START)
    before = len(await alex.messages())
    assert [await hooked.post(update()) for _ in range(3)] == [200, 200, 200]
    assert await asyncio.gather(*(hooked.post(update(6)) for _ in range(5))) == [200] * 5
    assert len(await alex.messages()) == before + 2
    assert len(await rows("select id from telegram_update where update_id in (5, 6)")) == 2


async def test_200_only_after_the_handler_has_finished(hooked: Hooked) -> None:
    alex = hooked.work.chat(SECOND_CUSTOMER_ID)
    await alex.start()
    await alex.wait_for(button=START)
    hooked.work.world.faults.add(Fault(method="sendMessage", kind="hang"))
    answer = asyncio.create_task(hooked.post(update(7, "/help")))
    await asyncio.sleep(0.5)
    assert not answer.done()
    assert await rows("select id from telegram_update where update_id = 7") == []
    hooked.work.world.faults.clear()
    assert await answer == 200
    assert len(await rows("select id from telegram_update where update_id = 7")) == 1


async def test_bodies_that_are_no_updates(hooked: Hooked) -> None:
    assert await hooked.post(b"{") == 400
    assert await hooked.post(b"[]") == 400
    assert await hooked.post(b"x" * (webhook.LARGEST_UPDATE + 1)) == 413
    assert await hooked.post({"update_id": "x"}) == 200  # asking again would change nothing
    assert await hooked.post(b"x" * (webhook.LARGEST_UPDATE + 1), "wrong") == 401


async def test_the_bot_role_is_away(hooked: Hooked) -> None:
    await hooked.work.stop()
    assert await hooked.post(update()) == 503
    alex = hooked.work.chat(SECOND_CUSTOMER_ID)
    await alex.start()
    await hooked.work.begin()
    await alex.wait_for(button=START)  # Telegram repeats what it could not deliver

    async def delivered() -> bool:
        return not hooked.work.world.bot_by_token(BOT_TOKEN).pending

    await until(delivered)


async def test_the_bot_role_was_never_there(tmp_path: Path) -> None:
    application = web.Application()
    webhook.mount(application, KEYRING, tmp_path)
    server = TestServer(application)
    await server.start_server()
    url = str(server.make_url("/telegram/three-cups"))
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, json=update(), headers={webhook.SECRET_HEADER: SECRET}) as answer,
    ):
        assert answer.status == 503
    await server.close()
