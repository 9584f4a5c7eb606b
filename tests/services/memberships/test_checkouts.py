"""Telegram's last question before it takes money."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from services import memberships, programs
from services.customers import Customer
from services.errors import NotFound
from services.programs import Program
from tests.factories import joined, program_text
from tests.services.memberships.sales import (
    KEYRING,
    NOW,
    SOLD,
    ask,
    invoice,
    pay,
)


async def test_a_checkout_is_looked_at_again(program: Program, ann: Customer) -> None:
    paid, bob = await invoice(program, ann), await joined(program, NOW)
    assert await ask(program, paid, payload="m1:forged") == "unknown_invoice"
    assert await ask(program, paid, payload=paid.payload[:-1] + "A") == "unknown_invoice"
    assert await ask(program, paid, amount=249) == "membership_changed"
    assert await ask(program, paid, telegram_id=bob.telegram_id) == "invoice_of_another"
    assert await ask(program, paid) == "yes"
    assert await ask(program, paid) == "yes"  # the same question, repeated by Telegram
    assert await ask(program, paid, query="q2") == "payment_under_way"
    assert await ask(program, paid, query="q3", now=NOW + timedelta(minutes=2)) == "yes"
    await pay(program, paid)
    assert await ask(program, paid, query="q4") == "membership_running"
    dearer = (
        await programs.apply(program_text() + SOLD.replace("250", "251"), actor="test", now=NOW)
    ).program
    assert await ask(dearer, paid, query="q5") == "membership_changed"
    gone = (await programs.apply(program_text(), actor="test", now=NOW)).program
    assert await ask(gone, paid, query="q6") == "membership_changed"


async def test_of_two_checkouts_at_once_one_passes(program: Program, ann: Customer) -> None:
    paids = [await invoice(program, ann), await invoice(program, ann)]
    answers = await asyncio.gather(*(ask(program, one, query=f"q{n}") for n, one in enumerate(paids)))
    assert sorted(answers) == ["payment_under_way", "yes"]


async def test_memberships_for_money_need_a_provider(program: Program, ann: Customer) -> None:
    assert [one.code for one in memberships.offered(program, money=False)] == ["club"]
    with pytest.raises(NotFound):
        await memberships.invoice(program, ann.id, "month", money=False, keyring=KEYRING, now=NOW)
    with pytest.raises(NotFound):
        await memberships.invoice(program, ann.id, "nothing", money=True, keyring=KEYRING, now=NOW)


# ── renewing and ending ──
