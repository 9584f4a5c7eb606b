"""The example program with its bot at work, and people who talk to it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

import pytest
import pytest_asyncio

from sandbox.client import Chat
from sandbox.people import CUSTOMER_ID, SECOND_CUSTOMER_ID
from services.programs import Program
from tests.bot_at_work import Work, at_work, words

Join = Callable[[Chat], Awaitable[None]]


@pytest_asyncio.fixture
async def work(program: Program, now: datetime) -> AsyncIterator[Work]:
    async with at_work(program, now) as work:
        yield work


@pytest.fixture
def maria(work: Work) -> Chat:
    """A customer whose Telegram speaks Russian."""
    return work.chat(CUSTOMER_ID)


@pytest.fixture
def alex(work: Work) -> Chat:
    """A customer whose Telegram speaks English."""
    return work.chat(SECOND_CUSTOMER_ID)


@pytest.fixture
def join() -> Join:
    """Walk through joining in English, with a yes to offers."""

    async def walk(chat: Chat) -> None:
        await chat.start()
        for label in ("join-button-start", "join-button-agree", "join-button-marketing-yes"):
            await chat.wait_for(button=words(label))
            await chat.press(words(label))
        await chat.wait_for(button=words("join-button-contact"))
        await chat.share_contact()
        await chat.wait_for(button=words("menu-button-balance"))

    return walk
