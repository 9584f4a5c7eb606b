"""The whole chain over the wire, as `make run` serves it: processes, servers, the sandbox's Telegram.

A customer joins, a till posts a receipt, points and a tier arrive, the survey asks, a low score reaches the
admin, time moves the customer into "at risk" and the offer arrives.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from sandbox.client import Chat
from sandbox.people import ADMIN_ID, CUSTOMER_ID
from tests.regulars import machine

NOON = 12


class Regulars:
    """The running program, as a merchant's till and the sandbox's page see it."""

    def __init__(self, url: str, data_dir: Path, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.data_dir = data_dir
        self.session = session

    @property
    def key(self) -> str:
        return (self.data_dir / "merchant.key").read_text().strip()

    async def now(self) -> datetime:
        async with self.session.get(f"{self.url}/sandbox/clock") as answer:
            return datetime.fromisoformat((await answer.json())["now"])

    async def advance(self, span: timedelta) -> None:
        body = {"advance_seconds": int(span.total_seconds())}
        async with self.session.post(f"{self.url}/sandbox/clock", json=body) as answer:
            assert answer.status == 200, await answer.text()

    async def ring_up(self, receipt_id: str, card: str, amount: str) -> dict[str, Any]:
        body = {
            "receipt_id": receipt_id,
            "store": "center",
            "employee": "anna",
            "customer": {"card": card},
            "issued_at": (await self.now()).isoformat(),
            "currency": "RUB",
            "total": amount,
            "lines": [
                {"sku": "latte", "name": "Latte", "category": "coffee", "quantity": "2", "amount": amount}
            ],
        }
        headers = {"Authorization": f"Bearer {self.key}"}
        async with self.session.post(f"{self.url}/v1/receipts", json=body, headers=headers) as answer:
            assert answer.status == 201, await answer.text()
            return dict(await answer.json())


@pytest.fixture
def started() -> Iterator[tuple[str, Path]]:
    """`regulars run` on an empty DATA_DIR, with no settings but a port: address and DATA_DIR."""
    with machine() as place, place.started("run") as running:
        running.until_ready()
        yield place.url, place.data_dir


@pytest_asyncio.fixture
async def regulars(started: tuple[str, Path]) -> AsyncIterator[Regulars]:
    async with aiohttp.ClientSession() as session:
        yield Regulars(*started, session)


async def _join(chat: Chat) -> str:
    """Walk the joining conversation in Russian; returns the card's number."""
    await chat.start("s_center")
    await chat.wait_for(text="Добро пожаловать", seconds=40)  # the bot's own start is the slow part
    await chat.press("Вступить")
    await chat.wait_for(text="правила программы")
    await chat.press("Принимаю")
    await chat.wait_for(button="Да, присылайте")
    await chat.press("Да, присылайте")
    await chat.wait_for(text="номер")
    await chat.share_contact()
    await chat.wait_for(button="💳 Моя карта")
    await chat.press("💳 Моя карта")
    card = await chat.wait_for(photo=True)
    digits = "".join(char for char in card.text if char.isdigit())
    return digits[:10]


@pytest.mark.timeout(180)
async def test_join_buy_rate_leave_and_be_called_back(regulars: Regulars) -> None:
    async with (
        Chat(regulars.url, CUSTOMER_ID, seconds=15) as customer,
        Chat(regulars.url, ADMIN_ID, seconds=15) as admin,
    ):
        await admin.start()
        card = await _join(customer)
        await _to_noon(regulars)

        await customer.mark()
        answer = await regulars.ring_up("A-1", card, "6000.00")
        assert answer["points"]["earned"] == 300
        assert answer["tier"]["name"] == "friend"
        assert answer["points"]["balance"] == 400
        told = await customer.wait_for(text="300")
        assert "Друг" in told.text

        await customer.mark()
        await admin.mark()
        await regulars.advance(timedelta(minutes=31))
        await customer.wait_for(text="Покровке", button="1 ⭐")
        await customer.press("1 ⭐")
        await customer.wait_for(text="Анна")
        await customer.press("5 ⭐")
        alert = await admin.wait_for(text="Мария")
        assert "1" in alert.text

        await customer.mark()
        await regulars.advance(timedelta(days=31))
        offer = await customer.wait_for(text="давно не виделись", seconds=20)
        assert "Промокод" in offer.text


async def _to_noon(regulars: Regulars) -> None:
    """Surveys and offers wait for the end of the quiet hours: begin at noon of the store."""
    now = await regulars.now()
    moscow = now.astimezone(UTC) + timedelta(hours=3)
    ahead = (NOON - moscow.hour) % 24
    if ahead:
        await regulars.advance(timedelta(hours=ahead))
