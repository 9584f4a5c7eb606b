"""A customer pays with points, over the wire and in real processes; and what the till does when one of them dies."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import orjson
import pytest
import pytest_asyncio

from sandbox.client import Chat
from sandbox.people import CUSTOMER_ID, SECOND_CUSTOMER_ID
from tests.bot_at_work import words
from tests.regulars import Machine, Running, machine

LINES = [
    {"sku": "latte", "name": "Latte", "category": "coffee", "quantity": "2", "amount": "340.00"},
    {"sku": "cake", "name": "Cake", "category": "cakes", "quantity": "1", "amount": "200.00"},
]
JOINING = ("join-button-start", "join-button-agree", "join-button-marketing-no")
WELCOME = 100


@dataclass(frozen=True)
class Answer:
    """What the API said: the body to the byte, and whether it says that it has said so before."""

    status: int
    body: bytes
    replayed: bool = False

    def __getitem__(self, key: str) -> Any:
        return orjson.loads(self.body)[key]

    @property
    def again(self) -> "Answer":
        """What the same call is to be answered from then on."""
        return Answer(200, self.body, True)


@dataclass
class Till:
    """A till of the example program, beside the processes that it depends on."""

    place: Machine
    running: Running
    session: aiohttp.ClientSession

    async def ask(self, path: str, body: dict[str, Any] | None = None) -> Answer:
        """One call of the API: a POST, or a GET without a body."""
        method, url = ("GET" if body is None else "POST"), f"{self.place.url}/v1/{path}"
        async with self.session.request(method, url, json=body, headers=self._headers) as answer:
            replayed = answer.headers.get("Idempotent-Replayed") == "true"
            return Answer(answer.status, await answer.read(), replayed)

    async def insist(self, path: str, body: dict[str, Any]) -> Answer:
        """The same call until it is answered, as tills do."""
        async with asyncio.timeout(30):
            while True:
                with suppress(aiohttp.ClientError):
                    answer = await self.ask(path, body)
                    if answer.status < 500:
                        return answer
                await asyncio.sleep(0.05)

    async def let_go(self, path: str, body: dict[str, Any]) -> None:
        """Send a call and do not wait for its answer."""
        place, sent = urlsplit(self.place.url), orjson.dumps(body)
        _, writer = await asyncio.open_connection(place.hostname, place.port)
        fields = {
            **self._headers,
            "Host": "till",
            "Content-Type": "application/json",
            "Content-Length": len(sent),
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        writer.write(f"POST /v1/{path} HTTP/1.1\r\n{head}\r\n".encode() + sent)
        await writer.drain()

    async def health(self) -> dict[str, str]:
        """The parts of the program, each ok or failing."""
        async with self.session.get(f"{self.place.url}/readyz") as answer:
            return dict((await answer.json())["checks"])

    async def kill(self, *command: str) -> None:
        """kill -9 one of the processes."""
        os.kill(self.running.process_of(*command), signal.SIGKILL)

    def basket(self, card: str) -> dict[str, Any]:
        """540.00 in two lines."""
        return {
            "store": "center",
            "employee": "anna",
            "customer": {"card": card},
            "issued_at": datetime.now(UTC).isoformat(),
            "currency": "RUB",
            "total": "540.00",
            "lines": LINES,
        }

    async def verified(self) -> str:
        """What `regulars ledger verify` says of everything that has happened so far."""
        done = await asyncio.to_thread(self.place.run, "ledger", "verify")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {(self.place.data_dir / 'merchant.key').read_text().strip()}"}


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Machine, Running]]:
    """`regulars run` on an empty DATA_DIR."""
    with machine() as place, place.started("run") as process:
        process.until_ready()
        yield place, process


@pytest_asyncio.fixture
async def till(running: tuple[Machine, Running]) -> AsyncIterator[Till]:
    async with aiohttp.ClientSession() as session:
        yield Till(*running, session)


async def joined(chat: Chat, language: str) -> str:
    """Walk the joining conversation; the card's number."""
    await chat.start()
    for label in JOINING:
        await chat.wait_for(button=words(label, language), seconds=40)  # the bot's own start is the slow part
        await chat.press(words(label, language))
    await chat.wait_for(button=words("join-button-contact", language))
    await chat.share_contact()
    await chat.wait_for(button=words("menu-card", language))
    await chat.press(words("menu-card", language))
    card = await chat.wait_for(photo=True)
    return "".join(char for char in card.text if char.isdigit())[:10]


async def proven(till: Till, chat: Chat, asked: dict[str, Any], language: str) -> Answer:
    """A hold that its customer has agreed to in the chat."""
    await chat.mark()
    made = await till.ask("holds", asked)
    assert (made.status, made["state"]) == (201, "waiting"), made
    await chat.wait_for(button=words("holds-button-confirm", language))
    await chat.press(words("holds-button-confirm", language))
    await chat.wait_for("✅")
    assert (await till.ask(f"holds/{made['hold']}"))["state"] == "live"
    return made


async def balance(chat: Chat) -> str:
    """The first number of the balance, as the customer reads it."""
    await chat.send("/balance")
    said = await chat.wait_for("💰")
    return next(word for word in said.text.split() if word.isdigit())


@pytest.mark.timeout(120)
async def test_points_pay_and_come_back(till: Till) -> None:
    async with Chat(till.place.url, CUSTOMER_ID, seconds=20) as maria:
        basket = till.basket(await joined(maria, "ru"))
        quoted = await till.ask("quotes", {**basket, "points": 80})
        paying = {"points": 80, "pays": "80.00", "payable": "460.00", "earned": 23}
        assert (quoted.status, quoted["redemption"]["paying"]) == (200, paying)
        assert quoted["redemption"]["most"] == WELCOME

        asked = {**basket, "hold_id": "H-1", "points": 80}
        held = await proven(till, maria, asked, "ru")
        assert held["balance"] == WELCOME - 80
        sale = {**basket, "receipt_id": "R-1", "hold": held["hold"]}
        sold = await till.ask("receipts", sale)
        assert (sold.status, sold["payable"]) == (201, paying["payable"])
        assert {name: sold["points"][name] for name in ("redeemed", "earned", "balance")} == {
            "redeemed": 80,
            "earned": 23,
            "balance": 43,
        }
        assert await balance(maria) == "43"

        # 200.00 of 540.00 came back: its share of the money, of the 80 points that paid, and of the 23 earned
        part = {"refund_id": "F-1", "currency": "RUB", "lines": [{"line": 1}]}
        rest = {"refund_id": "F-2", "currency": "RUB"}
        first, second = [await till.ask("receipts/R-1/refunds", refund) for refund in (part, rest)]
        assert (first.status, first["refund_payable"], second["refund_payable"]) == (201, "170.00", "290.00")
        took = [(one["points"]["restored"], one["points"]["revoked"]) for one in (first, second)]
        assert took == [(30, 8), (50, 15)]

        calls = {
            "holds": (asked, held),
            "receipts": (sale, sold),
            "receipts/R-1/refunds": (part, first),
        }
        for path, (body, answer) in calls.items():
            assert await till.ask(path, body) == answer.again
        assert await till.ask("receipts/R-1/refunds", rest) == second.again
        ended = await till.ask("receipts/R-1/refunds", {**rest, "refund_id": "F-3"})
        assert (ended.status, ended["code"]) == (422, "refund_nothing")
        assert await balance(maria) == str(WELCOME)
        assert "OK" in await till.verified()


@pytest.mark.timeout(120)
async def test_a_web_role_that_dies_has_the_same_answers_when_it_is_back(till: Till) -> None:
    """And then Redis dies while a receipt and a tap are under way."""
    async with Chat(till.place.url, SECOND_CUSTOMER_ID, seconds=20) as alex:
        basket = till.basket(await joined(alex, "en"))
        asked = {**basket, "hold_id": "H-2", "points": 80}
        held = await proven(till, alex, asked, "en")
        earlier = {**basket, "receipt_id": "R-2"}
        known = await till.ask("receipts", earlier)
        assert known["points"]["balance"] == 20 + 27
        sale = {**basket, "receipt_id": "R-3", "hold": held["hold"]}
        await asyncio.sleep(1)  # the sandbox keeps its chats in a file every half second

        await till.let_go("receipts", sale)
        await till.kill("--only", "web")
        sold = await till.insist("receipts", sale)
        assert sold["points"]["redeemed"] == 80
        assert sold["points"]["balance"] == 20 + 27 + 23
        assert await till.ask("receipts", sale) == sold.again
        assert await till.ask("receipts", earlier) == known.again
        assert await till.ask("holds", asked) == held.again
        assert (await till.ask(f"holds/{held['hold']}"))["state"] == "committed"
        assert await balance(alex) == "70"

        await _redis_dies(till, alex, basket)
        assert "OK" in await till.verified()


async def _redis_dies(till: Till, alex: Chat, basket: dict[str, Any]) -> None:
    await alex.send("/menu")
    await alex.wait_for(button=words("menu-button-balance"))
    tap = asyncio.create_task(alex.press(words("menu-button-balance")))
    sale = asyncio.create_task(till.ask("receipts", {**basket, "receipt_id": "R-4"}))
    await till.kill("/valkey-server")
    began = asyncio.get_running_loop().time()
    sold = await sale
    assert (sold.status, sold["points"]["balance"]) == (201, 70 + 27)
    assert (await tap).answered
    await alex.wait_for("💰")
    while (await till.health())["redis"] != "ok":
        await asyncio.sleep(0.05)
    assert asyncio.get_running_loop().time() - began < 5
    assert await balance(alex) == "97"
    async with asyncio.timeout(20):  # each receipt comes to the chat, the last one too
        while len([one for one in await alex.messages() if "540" in one.text]) < 3:
            await asyncio.sleep(0.1)
