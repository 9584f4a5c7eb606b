"""The state file: what survives a restart, and what a broken one does."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import orjson
import pytest

from sandbox.people import BOT_NAME, BOT_TOKEN, BOT_USERNAME, CUSTOMER_ID, default_people
from sandbox.telegram import StandIn, acts
from sandbox.telegram.calls import Call, Upload
from tests.sandbox.pictures import png


def stand_in(path: Path) -> StandIn:
    world = StandIn(path)
    world.add_bot(BOT_TOKEN, BOT_USERNAME, BOT_NAME)
    for person in default_people():
        world.add_person(person)
    return world


def saved(path: Path) -> dict[str, Any]:
    """What the file says, {} when there is none."""
    state: dict[str, Any] = orjson.loads(path.read_bytes()) if path.exists() else {}
    return state


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "sandbox.json"


async def test_chats_files_commands_and_updates_survive_a_restart(path: Path) -> None:
    world = stand_in(path)
    await world.open()
    bot = world.bot_by_token(BOT_TOKEN)
    acts.start(world, bot, CUSTOMER_ID)
    acts.send_file(world, bot, CUSTOMER_ID, "photo", Upload("a.png", png(10, 10)), "look")
    await world.run(Call(bot, "setMyCommands", {"commands": '[{"command":"help","description":"x"}]'}))
    numbers = bot.next_update, bot.next_message
    await world.close()

    again = stand_in(path)
    bot = again.bot_by_token(BOT_TOKEN)
    view = acts.view(again, bot, CUSTOMER_ID)
    assert [message.get("caption") for message in view["messages"]] == [None, "look"]
    assert view["commands"] == [{"command": "help", "description": "x"}]
    assert again.files.data(next(iter(again.files.by_id.values()))) == png(10, 10)
    assert [pending.body["message"].get("text") for pending in bot.pending.values()] == ["/start", None]
    assert bot.next_update > numbers[0]
    assert bot.next_message > numbers[1]
    assert acts.write(again, bot, CUSTOMER_ID, "x")["message_id"] > numbers[1]
    await again.close()


async def test_a_webhook_survives_a_restart(path: Path) -> None:
    world = stand_in(path)
    await world.open()
    bot = world.bot_by_token(BOT_TOKEN)
    await world.run(Call(bot, "setWebhook", {"url": "http://127.0.0.1:1/x", "secret_token": "s"}))
    await world.close()
    again = stand_in(path)
    await again.open()
    webhook = again.bot_by_token(BOT_TOKEN).webhook
    assert webhook is not None
    assert (webhook.url, webhook.secret) == ("http://127.0.0.1:1/x", "s")
    assert list(again.couriers) == [again.bot_by_token(BOT_TOKEN).id]
    await again.close()


async def test_it_is_saved_by_itself_soon(path: Path) -> None:
    world = stand_in(path)
    await world.open()
    acts.start(world, world.bot_by_token(BOT_TOKEN), CUSTOMER_ID)
    async with asyncio.timeout(5):
        while not saved(path):
            await asyncio.sleep(0.05)
    assert saved(path)["bots"][0]["chats"]
    await world.close()


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"version": 99}', b'{"version": 1, "people": [{}]}'])
def test_a_file_that_cannot_be_read_is_set_aside(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    world = stand_in(path)
    assert CUSTOMER_ID in world.people
    assert path.with_suffix(".unreadable").read_bytes() == content


def test_without_a_path_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def live() -> None:
        world = StandIn()
        bot = world.add_bot(BOT_TOKEN, BOT_USERNAME, BOT_NAME)
        world.add_person(default_people()[0])
        await world.open()
        acts.start(world, bot, CUSTOMER_ID)
        await world.close()

    monkeypatch.chdir(tmp_path)
    asyncio.run(live())
    assert not any(tmp_path.iterdir())


async def test_a_disk_that_refuses_is_told_and_stops_nothing(
    path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    world = stand_in(path)
    await world.open()
    monkeypatch.setattr("sandbox.telegram.storage._replace", full)
    acts.start(world, world.bot_by_token(BOT_TOKEN), CUSTOMER_ID)
    await world.close()
    assert "could not be saved: no space left" in caplog.text


def test_a_killed_process_leaves_a_whole_file(path: Path) -> None:
    program = textwrap.dedent(
        """
        import asyncio, sys
        from pathlib import Path
        from sandbox.people import *
        from sandbox.telegram import StandIn, acts

        async def main():
            world = StandIn(Path(sys.argv[1]))
            bot = world.add_bot(BOT_TOKEN, BOT_USERNAME, BOT_NAME)
            for person in default_people():
                world.add_person(person)
            await world.open()
            acts.start(world, bot, CUSTOMER_ID)
            world.storage.mark()
            while True:
                acts.write(world, bot, CUSTOMER_ID, "x" * 4000)
                await world.storage._save()
                print(bot.next_message, flush=True)

        asyncio.run(main())
        """
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, cwd=Path.cwd()
    )
    assert process.stdout is not None
    last = 0
    for _ in range(40):
        last = int(process.stdout.readline())
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    bot = stand_in(path).bot_by_token(BOT_TOKEN)
    assert len(bot.chats[CUSTOMER_ID].messages) >= 40
    assert bot.next_message > last
