"""Webhook mode over the wire: `regulars run` with PUBLIC_URL behind a proxy that ends TLS, Telegram on the other side.

Somebody joins, a till posts a receipt, the message arrives; then the program is restarted while a tap waits.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.webhook import SECRET_HEADER
from sandbox.client import Chat
from sandbox.people import BOT_NAME, BOT_TOKEN, BOT_USERNAME, SECOND_CUSTOMER_ID, default_people
from sandbox.server import mount
from sandbox.telegram import Limits, StandIn
from sandbox.telegram.webhooks import Courier
from tests.bot_at_work import until, words
from tests.regulars import Machine, Running, machine

PATH = "/telegram/three-cups"
JOINING = ("join-button-start", "join-button-agree", "join-button-marketing-no")


def make_certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    written = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "certificate.pem"
    path.write_bytes(written + certificate.public_bytes(serialization.Encoding.PEM))
    return path


@dataclass
class Front:
    """The proxy in front of the program: its address, and the answers that passed through it."""

    behind: str
    url: str = ""
    answers: list[int] = field(default_factory=list)

    def application(self) -> web.Application:
        """What the proxy serves."""
        served = web.Application()
        served.router.add_post("/{path:.*}", self._pass_on)
        return served

    async def _pass_on(self, request: web.Request) -> web.Response:
        headers = {name: value for name, value in request.headers.items() if name != "Host"}
        body = await request.read()
        try:
            async with aiohttp.request(
                "POST", self.behind + request.path, data=body, headers=headers
            ) as answer:
                self.answers.append(answer.status)
                return web.Response(status=answer.status, body=await answer.read())
        except aiohttp.ClientError:
            self.answers.append(502)
            return web.Response(status=502)


@dataclass
class Wire:
    """Both sides of the wire."""

    world: StandIn
    front: Front
    regulars: Machine
    trusting: ssl.SSLContext

    async def begin(self, running: Running) -> None:
        """Wait until the program answers and its bot has told Telegram where to send."""
        await asyncio.to_thread(running.until_ready)
        await asyncio.to_thread(running.until, lambda: "bot_ready" in running.said())
        await self.world.journal.wait("setWebhook", seconds=20)

    async def forge(self, secret: str | None) -> int:
        """An update from somebody who is not Telegram."""
        person = {"id": SECOND_CUSTOMER_ID, "is_bot": False, "first_name": "Alex", "language_code": "en"}
        chat = {"id": SECOND_CUSTOMER_ID, "type": "private", "first_name": "Alex"}
        message = {"message_id": 9, "date": 1_790_000_000, "from": person, "chat": chat, "text": "/stop"}
        headers = {} if secret is None else {SECRET_HEADER: secret}
        body = {"update_id": 999_999_999, "message": message}
        connector = aiohttp.TCPConnector(ssl=self.trusting)
        async with (
            aiohttp.ClientSession(connector=connector) as session,
            session.post(self.front.url + PATH, json=body, headers=headers) as answer,
        ):
            return answer.status

    async def ring_up(self, card: str) -> dict[str, Any]:
        """A receipt of 540.00, as the till posts it."""
        key = (self.regulars.data_dir / "merchant.key").read_text().strip()
        line = {"sku": "latte", "name": "Latte", "category": "coffee", "quantity": "2", "amount": "540.00"}
        body = {
            "receipt_id": "W-1",
            "store": "center",
            "customer": {"card": card},
            "issued_at": datetime.now(UTC).isoformat(),
            "currency": "RUB",
            "total": "540.00",
            "lines": [line],
        }
        headers = {"Authorization": f"Bearer {key}"}
        url = f"{self.regulars.url}/v1/receipts"
        async with aiohttp.request("POST", url, json=body, headers=headers) as answer:
            assert answer.status == 201, await answer.text()
            return dict(await answer.json())

    async def refused(self) -> bool:
        """Whether the last update found nobody."""
        return self.front.answers[-1] == 502

    async def delivered(self) -> bool:
        """Whether Telegram has nothing left to send."""
        return not self.world.bot_by_token(BOT_TOKEN).pending

    def asked(self, method: str) -> list[dict[str, Any]]:
        """What the bot asked of a method so far."""
        return [entry.params for entry in self.world.journal.entries if entry.method == method]


def trust(monkeypatch: pytest.MonkeyPatch, trusting: ssl.SSLContext) -> None:
    """Telegram knows the authority behind a certificate; the stand-in knows the test's own."""

    def connected(courier: Courier) -> aiohttp.ClientSession:
        if courier._session is None:
            courier._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trusting))
        return courier._session

    monkeypatch.setattr(Courier, "_open", connected)


@pytest_asyncio.fixture
async def wire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Wire]:
    pem = make_certificate(tmp_path)
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(pem)
    trusting = ssl.create_default_context(cafile=pem)
    trust(monkeypatch, trusting)
    world = StandIn(limits=Limits(enabled=False))
    world.add_bot(BOT_TOKEN, BOT_USERNAME, BOT_NAME)
    for person in default_people():
        world.add_person(person)
    with machine(BOT_TOKEN=BOT_TOKEN) as regulars:
        front = Front(regulars.url)
        telegram, proxy = TestServer(telegram_of(world)), TestServer(front.application())
        await telegram.start_server()
        await proxy.start_server(ssl=serving)
        front.url = str(proxy.make_url("")).rstrip("/")
        regulars.extra |= {"BOT_API_URL": str(telegram.make_url("")), "PUBLIC_URL": front.url}
        yield Wire(world, front, regulars, trusting)
        await telegram.close()
        await proxy.close()


def telegram_of(world: StandIn) -> web.Application:
    """The Bot API of a stand-in."""
    application = web.Application()
    mount(application, world)
    return application


async def join(chat: Chat) -> str:
    """Walk the joining conversation; returns the card's number."""
    await chat.start()
    for label in JOINING:
        await chat.wait_for(button=words(label))
        await chat.press(words(label))
    await chat.wait_for(button=words("join-button-contact"))
    await chat.share_contact()
    await chat.wait_for(button=words("menu-card"))
    await chat.press(words("menu-card"))
    card = await chat.wait_for(photo=True)
    return "".join(char for char in card.text if char.isdigit())[:10]


@pytest.mark.timeout(240)
async def test_join_buy_and_go_on_after_a_restart(wire: Wire) -> None:
    alex = Chat(wire.world, SECOND_CUSTOMER_ID, seconds=20)
    with wire.regulars.started("run", log="first") as running:
        await wire.begin(running)
        card = await join(alex)
        await alex.mark()
        await wire.ring_up(card)
        await alex.wait_for("540!")
        told = len(await alex.messages())
        token = wire.asked("setWebhook")[-1]["secret_token"]
        for forged in (None, "", "wrong", token[:-1]):
            assert await wire.forge(forged) == 401
        assert len(await alex.messages()) == told
        assert set(wire.front.answers) == {200, 401}

    await alex.send("/balance")  # nobody is there; Telegram keeps it
    await until(wire.refused)

    with wire.regulars.started("run", log="second") as running:
        await wire.begin(running)
        await alex.wait_for(words("balance-available", points="127"), seconds=60)
        assert wire.asked("setWebhook")[-1]["secret_token"] == token
        assert await wire.forge("wrong") == 401
        await until(wire.delivered)
        await alex.press(words("menu-back"))
        await alex.wait_for(button=words("menu-card"))
        assert len([said for said in await alex.messages() if "540!" in said.text]) == 1
    assert not wire.asked("getUpdates")
