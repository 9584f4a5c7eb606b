"""An admin whose Telegram speaks English, and a customer with purchases."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
import pytest_asyncio

from sandbox.client import Chat, Said
from sandbox.people import ADMIN_ID
from services import merchants
from services.customers import Customer
from services.receipts import batch
from services.receipts.state import Pending
from tests.bot_at_work import KEYRING, Work, words
from tests.factories import card, encode, joined, receipt

Tap = Callable[[str, str], Awaitable[Said]]


@pytest_asyncio.fixture
async def admin(work: Work) -> Chat:
    """Listed in ADMIN_IDS; no employee, no customer."""
    work.world.people[ADMIN_ID].language_code = "en"
    chat = work.chat(ADMIN_ID)
    await chat.start()
    await chat.wait_for(button=words("menu-button-admin"))
    return chat


@pytest.fixture
def tap(admin: Chat) -> Tap:
    """Press the admin's button with the words of one key and wait for a text of another."""

    async def press(button: str, text: str) -> Said:
        await admin.press(words(button))
        return await admin.wait_for(words(text) if "-" in text else text)

    return press


@pytest_asyncio.fixture
async def ann(work: Work) -> Customer:
    """Joined, bought twice for 1,200.00, with a name that hurts."""
    now = work.clock.now()
    customer = await joined(work.program, now - timedelta(days=3))
    till, _ = await merchants.create(work.program, "Till", actor="test", now=now)
    for number in (1, 2):
        item = receipt(
            f"A-{number}",
            customer=card(customer),
            amounts=(60_000,),
            issued_at=now - timedelta(hours=number),
            currency="RUB",
        )
        await batch.record(
            work.program.id, [Pending(till.id, "Till", item, now)], keyring=KEYRING, encode=encode
        )
    return customer
