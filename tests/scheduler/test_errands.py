"""Errands to Telegram: asked until it says yes or no, later and later, and never lost to a crash."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.telegram import Telegram
from scheduler import jobs
from scheduler.errands import Errands
from services import memberships, programs
from services.database import rows
from services.keyring import Keyring
from services.memberships import Paid
from services.programs import Program
from tests.factories import joined, make_program, program_text
from tests.telegram import TOKEN, FakeTelegram, Reply, fake_telegram, refusal

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
KEYRING = Keyring("test secret")
SOLD = """
[[memberships]]
code = "club"
tier = "gold"
title = "Club"
description = "Gold"
stars = 250
"""


@pytest_asyncio.fixture
async def program(database: str) -> Program:
    """A program with a bot, and one who has paid and wants the money back."""
    program = await make_program(NOW, program_text() + SOLD)
    await programs.set_bot_token(program.id, TOKEN, KEYRING)
    ann = await joined(program, NOW)
    made = await memberships.invoice(program, ann.id, "club", money=False, keyring=KEYRING, now=NOW)
    paid = Paid(
        "charge", "p", ann.telegram_id or 0, 250, "XTR", made.payload, True, True, NOW + timedelta(30)
    )
    await memberships.settle(program, paid, keyring=KEYRING, now=NOW)
    payment = (await memberships.payments(program, ann.id))[0]
    await memberships.ask(program, payment.id, actor="telegram:77", now=NOW)
    return program


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with fake_telegram() as telegram:
        yield telegram


@pytest_asyncio.fixture
async def errands(telegram: FakeTelegram) -> AsyncIterator[Errands]:
    client = Telegram(telegram.url, patience=1.0)
    yield Errands(client, KEYRING)
    await client.close()


async def kinds() -> list[str]:
    return [one["kind"] for one in await rows("select kind from payment order by id")]


def methods(telegram: FakeTelegram) -> list[str]:
    return [request.method for request in telegram.requests]


async def test_a_refund_and_then_the_subscription(
    program: Program, telegram: FakeTelegram, errands: Errands
) -> None:
    for _ in range(3):
        await errands.run(program, NOW)
    assert methods(telegram) == ["refundStarPayment", "editUserStarSubscription"]
    assert telegram.requests[0].fields["telegram_payment_charge_id"] == "charge"
    assert telegram.requests[1].fields["is_canceled"] is True
    assert await kinds() == ["payment", "refund_asked", "refund"]


@pytest.mark.parametrize(
    "mishap",
    [
        refusal(429, "Too Many Requests: retry after 7", retry_after=7),
        Reply(502, b"<html>Bad Gateway</html>"),
        refusal(500, "Internal Server Error"),
        Reply(200, b"not JSON"),
    ],
)
async def test_a_bad_moment_passes(
    program: Program, telegram: FakeTelegram, errands: Errands, mishap: Reply
) -> None:
    telegram.answer = lambda request: mishap
    for _ in range(3):
        await errands.run(program, NOW)
    assert methods(telegram) == ["refundStarPayment"]  # it waits before it asks again
    assert await kinds() == ["payment", "refund_asked"]
    telegram.answer = None
    await Errands(errands.telegram, KEYRING).run(program, NOW)  # another process, after a crash
    assert await kinds() == ["payment", "refund_asked", "refund"]


async def test_what_was_done_before_the_crash_is_done(
    program: Program, telegram: FakeTelegram, errands: Errands
) -> None:
    telegram.answer = lambda request: refusal(400, "Bad Request: CHARGE_ALREADY_REFUNDED")
    await errands.run(program, NOW)
    assert await kinds() == ["payment", "refund_asked", "refund"]


async def test_a_no_is_told(program: Program, telegram: FakeTelegram, errands: Errands) -> None:
    telegram.answer = lambda request: refusal(400, "Bad Request: CHARGE_NOT_FOUND")
    for _ in range(2):
        await errands.run(program, NOW)
    assert methods(telegram) == ["refundStarPayment"]
    assert await kinds() == ["payment", "refund_asked", "refund_refused"]
    assert len(await rows("select id from outbox where kind = 'refund_refused' and telegram_id = 77")) == 1


async def test_a_renewing_membership_ends_when_its_payment_cannot_be_on_the_way(program: Program) -> None:
    after = NOW + timedelta(days=34)
    patient = jobs.Memberships(patience=3600)
    for _ in range(2):
        await patient.attend(program, after)
    running = "select id from paid_membership where ended_at is null"
    assert len(await rows(running)) == 1
    await jobs.Memberships(patience=0).attend(program, after)
    assert await rows(running) == []
