"""`regulars doctor --live` walks with a person, against a running Regulars and the sandbox's Bot API."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import aiohttp
import pytest

from sandbox.client import Chat
from sandbox.people import ADMIN_ID, CUSTOMER_ID
from tests.conftest import EXAMPLES
from tests.regulars import Machine, machine


@pytest.fixture(scope="module")
def regulars() -> Iterator[Machine]:
    """A running Regulars whose survey comes at once, at any hour."""
    text = (EXAMPLES / "coffee.toml").read_text(encoding="utf-8")
    text = text.replace(
        'quiet_hours = { from = "21:00", to = "10:00" }', 'quiet_hours = { from = "10:00", to = "10:00" }'
    )
    text = re.sub(r'(\[survey\][^\[]*?)delay = "\w+"', r'\1delay = "0s"', text)
    with machine() as made:
        path = made.folder / "program.toml"
        path.write_text(text, encoding="utf-8")
        made.extra["PROGRAM_FILE"] = str(path)
        with made.started("run") as running:
            running.until_ready()
            running.until(lambda: "bot_ready" in running.said())
            yield made


@dataclass
class Doctor:
    """A doctor at work, and what it has said so far."""

    process: asyncio.subprocess.Process
    lines: list[str] = field(default_factory=list)

    async def until(self, pattern: str) -> re.Match[str]:
        """The first line from now on that the pattern finds."""
        assert self.process.stdout is not None
        async with asyncio.timeout(60):
            while line := (await self.process.stdout.readline()).decode():
                self.lines.append(line.rstrip())
                if found := re.search(pattern, line):
                    return found
        raise AssertionError(f"no {pattern!r} in\n" + "\n".join(self.lines))

    async def end(self) -> int:
        """The exit code, once it has said everything."""
        assert self.process.stdout is not None
        async with asyncio.timeout(60):
            rest = (await self.process.stdout.read()).decode()
            self.lines.extend(rest.splitlines())
            return await self.process.wait()

    @property
    def said(self) -> str:
        return "\n".join(self.lines)


@contextlib.asynccontextmanager
async def doctor(made: Machine, *arguments: str) -> AsyncIterator[Doctor]:
    process = await asyncio.create_subprocess_exec(
        *made.command("doctor", "--live", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=made.folder,
        env=made.environment,
    )
    try:
        yield Doctor(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def no_secret_in(said: str, made: Machine) -> bool:
    kept = [
        (made.data_dir / name).read_text().strip() for name in ("merchant.key", "sandbox.token", "secret.key")
    ]
    return not any(secret in said for secret in kept)


@pytest.mark.timeout(180)
async def test_a_person_walks_from_start_to_the_rating(regulars: Machine) -> None:
    async with Chat(regulars.url, CUSTOMER_ID, seconds=20) as chat, doctor(regulars) as seen:
        payload = (await seen.until(r"DO .*/start (walk_\S+)"))[1]
        await chat.start(payload)
        await seen.until("ok .*has heard Telegram account 1001")
        await seen.until("DO .*press Join")
        await chat.wait_for(button="Вступить")
        await chat.press("Вступить")
        await chat.wait_for(button="Принимаю")
        await chat.press("Принимаю")
        await seen.until("ok .*terms of version 2026-11")
        await seen.until("DO .*share your phone")
        await chat.wait_for(button="Нет")
        await chat.press("Нет")
        await chat.wait_for(text="номер")
        await chat.share_contact()
        card = (await seen.until(r"ok .*joined, card (\d{10})"))[1]
        receipt_id = (await seen.until(r"ok .*recorded receipt (doctor-\S+) of 20 RUB"))[1]
        await seen.until("DO .*answer the survey")
        told = await chat.wait_for(button="1 ⭐")
        await chat.press("4 ⭐")
        await chat.wait_for(text="обслужил")
        await chat.press("5 ⭐")
        assert await seen.end() == 0, seen.said
    assert re.search(r"ok .*same receipt again got the same answer", seen.said)
    assert "points in the ledger: 1; balance 101, pending 0" in seen.said
    assert re.search(r"ok .*message about it, message \d+", seen.said)
    assert re.search(rf"ok .*took the survey, message {told.id}\b", seen.said)
    assert re.search(r"the visit is rated 4, \w+ rated 5", seen.said)
    assert f"note     the customer with card {card}" in seen.said
    assert "among those who pressed Start" not in seen.said
    assert f"note     receipt {receipt_id} of 20 RUB by Example and what it earned" in seen.said
    assert seen.lines[-1] == "Everything works"
    assert no_secret_in(seen.said, regulars)


@pytest.mark.timeout(180)
async def test_who_works_here_walks_too_and_who_has_joined_only_presses_start(regulars: Machine) -> None:
    async with Chat(regulars.url, ADMIN_ID, seconds=20) as chat:
        for known in (False, True):
            async with doctor(regulars, "--patience", "40") as seen:
                await chat.start((await seen.until(r"DO .*/start (walk_\S+)"))[1])
                if not known:
                    await chat.wait_for(button="Вступить")
                    await chat.press("Вступить")
                    await chat.wait_for(button="Принимаю")
                    await chat.press("Принимаю")
                    await chat.wait_for(button="Нет")
                    await chat.press("Нет")
                    await chat.wait_for(text="номер")
                    await chat.share_contact()
                    await seen.until("DO .*answer the survey")
                    await chat.wait_for(button="1 ⭐")
                    await chat.press("5 ⭐")
                    await chat.wait_for(text="обслужил")
                    await chat.press("5 ⭐")
                assert await seen.end() == 0, seen.said
        assert "DO" not in seen.said.partition("has heard")[2]
        assert "no survey this time" in seen.said


@pytest.mark.timeout(90)
async def test_nobody_comes(regulars: Machine) -> None:
    async with doctor(regulars, "--patience", "1") as seen:
        assert await seen.end() == 4
    assert "WRONG  nobody opened the link: is the bot role running? (1 s)" in seen.said
    assert "the walk leaves nothing behind" in seen.said


@pytest.mark.timeout(90)
async def test_a_link_that_the_doctor_did_not_make_is_no_walk(regulars: Machine) -> None:
    async with (
        Chat(regulars.url, CUSTOMER_ID, seconds=20) as chat,
        doctor(regulars, "--patience", "3") as seen,
    ):
        payload = (await seen.until(r"DO .*/start (walk_\S+)"))[1]
        await chat.start(payload[:-1] + ("A" if payload[-1] != "A" else "B"))
        await chat.wait_for()
        assert await seen.end() == 4


@pytest.mark.timeout(90)
async def test_a_key_that_does_not_work_ends_the_walk_before_anybody_is_asked(regulars: Machine) -> None:
    path = regulars.folder / "key"
    path.write_text("rk_nonsense-but-secret")
    async with doctor(regulars, "--key-file", str(path)) as seen:
        assert await seen.end() == 4
    assert f"WRONG  {path} holds no key of a merchant of three-cups" in seen.said
    assert "nonsense-but-secret" not in seen.said
    assert "DO" not in seen.said


@pytest.mark.timeout(90)
async def test_a_foreign_webhook_is_named_by_its_host_only(regulars: Machine) -> None:
    token = (regulars.data_dir / "sandbox.token").read_text().strip()
    async with aiohttp.ClientSession() as session:
        url = f"{regulars.url}/bot{token}"
        body = {"url": "https://elsewhere.example/secret-path"}

        async def insist() -> None:
            """The bot at work takes its updates back as soon as it notices."""
            while True:
                async with session.post(f"{url}/setWebhook", json=body) as answer:
                    assert answer.status == 200, await answer.text()
                await asyncio.sleep(0.1)

        other = asyncio.create_task(insist())
        try:
            async with doctor(regulars, "--patience", "3") as seen:
                assert await seen.end() == 4
        finally:
            other.cancel()
            await asyncio.wait([other])
            await session.post(f"{url}/deleteWebhook")
    assert "WRONG  a webhook sends the bot's updates to elsewhere.example: " in seen.said
    assert "secret-path" not in seen.said
