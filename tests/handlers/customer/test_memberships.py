"""Paid memberships over the wire: the bot, the sender and Telegram's stand-in, which charges, renews and gives back."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.middlewares.frequency import Frequency
from bot.telegram import Telegram
from sandbox.client import Chat
from sandbox.people import ADMIN_ID, CUSTOMER_ID, SECOND_CUSTOMER_ID
from sandbox.telegram.invoices import TEST_PROVIDER
from scheduler import jobs
from scheduler.errands import Errands
from services import conversations, customers, memberships, payment_tokens, programs, tiers
from services.database import rows
from services.programs import Program
from tests.bot_at_work import KEYRING, Work, at_work, forged, until, words
from tests.conftest import EXAMPLES
from tests.factories import make_program
from tests.handlers.conftest import Join

COFFEE = (EXAMPLES / "coffee.toml").read_text(encoding="utf-8")
SOLD = """
[[memberships]]
code = "club"
tier = "family"
title = { en = "Family & co", ru = "Семейный & Ко" }
description = { en = "10% back & more", ru = "10% и больше" }
stars = 250

[[memberships]]
code = "year"
tier = "friend"
title = { en = "A year", ru = "Год" }
description = { en = "A year of friendship", ru = "Год дружбы" }
price = "990.00"
period = "365d"
"""
TITLE = "Family & co"
MONTH, DAY, HOUR = timedelta(days=30), timedelta(days=1), timedelta(hours=1)


@pytest_asyncio.fixture
async def program(database: str, now: datetime) -> Program:
    """The chain of cafes with two memberships and a payment provider."""
    program = await make_program(now, COFFEE + SOLD)
    await payment_tokens.keep(program.id, TEST_PROVIDER, KEYRING)
    return program


@pytest_asyncio.fixture
async def work(program: Program, now: datetime) -> AsyncIterator[Work]:
    """The stand-in's calendar is the hand of the clock."""
    async with at_work(program, now) as work:
        clock = work.clock
        work.world.calendar = lambda: clock.now().timestamp()
        yield work


@pytest_asyncio.fixture
async def errands(work: Work) -> AsyncIterator[Errands]:
    telegram = Telegram(work.url)
    yield Errands(telegram, KEYRING)
    await telegram.close()


async def offered(chat: Chat, title: str = TITLE) -> str:
    """The pay link of a membership in Stars, as far as the customer is led to it."""
    await chat.send("/membership")
    await chat.wait_for(button=words("membership-button-buy", title=title))
    await chat.press(words("membership-button-buy", title=title))
    shown = await chat.wait_for(button=words("membership-button-pay", price="250 ⭐"))
    button = shown.button(words("membership-button-pay", price="250 ⭐"))
    assert button is not None
    return str(button["url"])


async def bought(chat: Chat) -> None:
    receipt = await chat.pay(await offered(chat))
    assert receipt.paid, receipt.detail
    await chat.wait_for("is yours until")


async def tier(work: Work) -> str | None:
    customer = await customers.by_telegram(work.program.id, SECOND_CUSTOMER_ID)
    assert customer is not None
    return (await tiers.progress(work.program, customer.id, now=work.clock.now())).tier


async def payments(kind: str = "payment") -> list[dict[str, Any]]:
    return await rows("select * from payment where kind = $1 order by id", kind)


async def later(work: Work, span: timedelta) -> None:
    """The clock moves on, and the timetable looks once."""
    work.clock.moment += span
    await jobs.Memberships(patience=0).attend(work.program, work.clock.now())


async def test_a_membership_is_bought_renewed_stopped_and_ends(
    work: Work, alex: Chat, join: Join, errands: Errands
) -> None:
    await join(alex)
    await bought(alex)
    assert await tier(work) == "family"
    await alex.send("/tier")
    shown = await alex.wait_for("by your membership", button=words("membership-button"))
    assert "Family" in shown.text

    await alex.send("/paysupport")
    await alex.wait_for("250 ⭐")
    await alex.send("/terms")
    await alex.wait_for(words("membership-terms-of", program="Три чашки"))

    await alex.mark()
    work.clock.moment += MONTH + HOUR
    await alex.wait_for("goes on until")
    assert len(await payments()) == 2
    assert (await alex.stars())["balance"] == 2000

    await alex.send("/membership")
    shown = await alex.wait_for(button=words("membership-button-cancel"))
    assert "then Telegram takes 250 ⭐" in shown.text
    await alex.press(words("membership-button-cancel"))
    await alex.wait_for(button=words("membership-button-cancel-yes"))
    await alex.press(words("membership-button-cancel-yes"))
    await alex.wait_for("nothing more is taken")
    await errands.run(work.program, work.clock.now())
    assert (await alex.stars())["subscriptions"][0]["state"] == "canceled_by_bot"

    await alex.send("/membership")
    await alex.wait_for(button=words("membership-button-resume"))
    await alex.press(words("membership-button-resume"))
    await alex.wait_for("Only you can switch it on")
    await errands.run(work.program, work.clock.now())
    await alex.renew_subscription()
    await alex.wait_for("is on again")
    await alex.cancel_subscription()
    canceled = "select 1 from paid_membership where not renews"
    await until(lambda: rows(canceled))

    await later(work, MONTH - 2 * HOUR)
    assert await tier(work) == "family"
    await alex.mark()
    await later(work, HOUR)
    assert await tier(work) == "guest"
    await later(work, timedelta(hours=12))  # not at night
    ended = await alex.wait_for("has ended")
    assert "Guest" in ended.text
    assert (await alex.stars())["balance"] == 2000


async def test_a_crash_between_payment_and_answer_gives_one_membership(
    work: Work, alex: Chat, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    await join(alex)
    link, finish, stuck = await offered(alex), conversations.finish, asyncio.Event()

    async def crashing(program_id: int, update_id: int, *, now: datetime) -> None:
        if not stuck.is_set() and await payments():
            stuck.set()
            await asyncio.sleep(3600)
        await finish(program_id, update_id, now=now)

    monkeypatch.setattr(conversations, "finish", crashing)
    assert (await alex.pay(link)).paid
    await asyncio.wait_for(stuck.wait(), 20)
    finished = "select update_id from telegram_update order by update_id"
    before = await rows(finished)
    await work.stop()
    await work.begin()
    await until(lambda: _more(finished, len(before)))
    # and once more as an update of another number, as Telegram may after a move to a webhook
    bot = next(iter(work.world.bots.values()))
    message = [
        one.body
        for one in bot.chats[SECOND_CUSTOMER_ID].messages.values()
        if "successful_payment" in one.body
    ]
    work.world.lines[bot.id].push("message", message[-1], SECOND_CUSTOMER_ID)
    await until(lambda: _more(finished, len(before) + 1))
    assert len(await payments()) == 1
    assert len(await rows("select id from paid_membership")) == 1
    assert len(await rows("select id from outbox where kind = 'membership_paid'")) == 1
    await alex.wait_for("is yours until")


async def _more(sql: str, count: int) -> bool:
    return len(await rows(sql)) > count


async def test_money_goes_back_by_an_admin(work: Work, alex: Chat, join: Join, errands: Errands) -> None:
    await join(alex)
    await bought(alex)
    customer = await customers.by_telegram(work.program.id, SECOND_CUSTOMER_ID)
    assert customer is not None
    admin = work.chat(ADMIN_ID)
    await admin.start()
    await admin.send(f"/customer {customer.card}")
    for label in (words("payments-button", "ru"), "Вернуть 250 ⭐", words("payments-button-yes", "ru")):
        await admin.wait_for(button=label)
        await admin.press(label)
    await admin.wait_for("возвращаются")
    assert await tier(work) == "family"
    await alex.mark()
    await errands.run(work.program, work.clock.now())
    await alex.wait_for("250 ⭐ went back")
    await admin.wait_for("вернулись клиенту")
    assert await tier(work) == "guest"
    assert (await alex.stars())["balance"] == 2500
    await errands.run(work.program, work.clock.now())
    assert (await alex.stars())["subscriptions"][0]["state"] == "canceled_by_bot"
    assert len(await payments("refund")) == 1


async def test_what_telegram_asks_before_it_takes_money(
    work: Work, alex: Chat, maria: Chat, join: Join
) -> None:
    await join(alex)
    link = await offered(alex)
    stranger = await maria.pay(link)
    assert (stranger.paid, stranger.code) == (False, "refused")
    assert "другого клиента" in stranger.detail
    text = (COFFEE + SOLD).replace("250", "300")
    await programs.apply(text, actor="test", now=work.clock.now())
    changed = await alex.pay(link)
    assert (changed.paid, changed.code) == (False, "refused")
    assert "has changed" in changed.detail
    assert await payments("checkout") == []
    assert (await alex.stars())["balance"] == 2500
    assert await rows("select id from customer where telegram_id = $1", CUSTOMER_ID) == []


async def test_a_membership_for_money(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    await alex.send("/membership")
    await alex.wait_for(button=words("membership-button-buy", title="A year"))
    await alex.press(words("membership-button-buy", title="A year"))
    await alex.wait_for("^A year$")
    assert (await alex.pay()).paid
    paid = await alex.wait_for("is yours until")
    assert "November 21, 2027" in paid.text
    assert await tier(work) == "friend"
    await payment_tokens.keep(work.program.id, None, KEYRING)
    await later(work, 362 * DAY + 2 * HOUR)
    await alex.wait_for("Pay for another period", button=words("membership-button-again"))
    await alex.press(words("membership-button-again"))
    assert len(await payments()) == 1  # nobody sells for money any more
    await later(work, 7 * DAY)
    assert await tier(work) == "guest"


def payment_of_maria(work: Work, payload: str) -> None:
    """Telegram says that Maria has paid."""
    bot = next(iter(work.world.bots.values()))
    payment = {
        "currency": "XTR",
        "total_amount": 5,
        "invoice_payload": payload,
        "telegram_payment_charge_id": "x" * 150,
        "provider_payment_charge_id": "y",
    }
    person = {"id": CUSTOMER_ID, "first_name": "Мария"}
    message = {
        "message_id": 10_000,
        "date": 1_780_000_000,
        "chat": {**person, "type": "private"},
        "from": {**person, "is_bot": False},
        "successful_payment": payment,
    }
    work.world.lines[bot.id].push("message", message, CUSTOMER_ID)


async def test_a_payment_that_means_nothing_is_kept_and_told(work: Work, maria: Chat) -> None:
    admin = work.chat(ADMIN_ID)
    await admin.start()
    await admin.wait_for(button=words("menu-button-admin", "ru"))
    payment_of_maria(work, "pass:1")
    told = await admin.wait_for("не удалось разобрать", button=words("payments-button-give-back", "ru"))
    assert "x" * 150 in told.text
    (kept,) = await payments()
    assert (kept["charge_id"], kept["problem"], kept["customer_id"]) == ("x" * 150, "unknown_invoice", None)


class Nobody(Frequency):
    """Everybody says too much."""

    def allows(self, person: int, moment: float | None = None) -> bool:
        return False


async def test_money_is_never_too_much(
    program: Program, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not for the limit of updates, and not when working it out breaks."""

    async def broken(*_: Any, **__: Any) -> bool:
        raise ValueError("a fault")

    monkeypatch.setattr(memberships, "settle", broken)
    async with at_work(program, now, frequency=Nobody()) as work:
        payment_of_maria(work, "m1:" + "x" * 200)
        (kept,) = await until(payments)
        assert (kept["problem"], kept["payload"]) == ("unexpected", "m1:" + "x" * 200)


async def test_forged_buttons_sell_and_give_back_nothing(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    cases = {
        "membership:buy:nothing": "errors-unknown-membership",
        "membership:buy": "errors-unknown-membership",
        "membership:canceled": "errors-unknown-membership",
        "membership:resume": "errors-unknown-membership",
        "payments:refunded:1": "errors-stale-button",
    }
    for action, told in cases.items():
        with forged(work.world, SECOND_CUSTOMER_ID, action) as press:
            answer = await press()
        assert answer is not None
        assert re.match(words(told), answer["text"] or ""), action
    admin = work.chat(ADMIN_ID)
    await admin.start()
    await admin.wait_for(button=words("menu-button-admin", "ru"))
    for action in ("payments:refund:1", "payments:refunded:9223372036854775807", "payments:refund:x"):
        with forged(work.world, ADMIN_ID, action) as press:
            answer = await press()
        assert answer is not None
        assert answer["show_alert"] or answer["text"], action
    assert await rows("select id from payment") == []
