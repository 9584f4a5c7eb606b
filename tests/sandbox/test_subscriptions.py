"""Subscriptions: charged again by themselves, until somebody stops them or the Stars run out."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from sandbox.client import Chat
from sandbox.people import BOT_NAME, BOT_TOKEN, BOT_USERNAME, CUSTOMER_ID, SECOND_CUSTOMER_ID, default_people
from sandbox.telegram import Limits, StandIn
from sandbox.telegram.acts import ActError
from sandbox.telegram.bots import Bot
from sandbox.telegram.calls import Call, as_params
from sandbox.telegram.subscriptions import renew_due
from tests.sandbox.conftest import Api, Hands
from tests.sandbox.test_invoices import MONTH, STARS
from tests.sandbox.test_payments import paid


@pytest_asyncio.fixture(params=["here", "http"])
async def chat(request: pytest.FixtureRequest, world: StandIn, url: str, me: Bot) -> AsyncIterator[Chat]:
    async with Chat(world if request.param == "here" else url, CUSTOMER_ID) as chat:
        yield chat


@pytest_asyncio.fixture
async def link(api: Api) -> str:
    made = await api("createInvoiceLink", **STARS, subscription_period=MONTH)
    return str(made["result"])


async def updates(api: Api) -> list[dict[str, Any]]:
    """What the bot has not taken yet; it is taken now."""
    found: list[dict[str, Any]] = (await api("getUpdates"))["result"]
    if found:
        await api("getUpdates", offset=found[-1]["update_id"] + 1)
    return found


async def test_the_first_payment_says_so(api: Api, chat: Chat, link: str, clock: Hands) -> None:
    assert (await chat.open_invoice(link))["subscription_period"] == MONTH
    payment = await paid(api, chat, link)
    assert payment["is_recurring"] is True
    assert payment["is_first_recurring"] is True
    assert payment["subscription_expiration_date"] == int(clock()) + MONTH
    held = (await chat.stars())["subscriptions"]
    assert [(one["state"], one["until"], one["link"]) for one in held] == [
        ("active", int(clock()) + MONTH, link)
    ]
    found = (await api("getStarTransactions"))["result"]["transactions"]
    assert found[0]["source"]["subscription_period"] == MONTH


async def test_it_is_charged_again_by_itself(
    world: StandIn, api: Api, chat: Chat, link: str, clock: Hands
) -> None:
    first = await paid(api, chat, link)
    began = int(clock())
    await updates(api)
    clock.move(MONTH - 1)
    renew_due(world)
    assert await updates(api) == []
    clock.move(1)
    renew_due(world)
    [update] = await updates(api)
    again = update["message"]["successful_payment"]
    assert "pre_checkout_query" not in update
    assert (again["is_recurring"], "is_first_recurring" in again) == (True, False)
    assert again["subscription_expiration_date"] == began + 2 * MONTH
    assert again["telegram_payment_charge_id"] != first["telegram_payment_charge_id"]
    assert again["invoice_payload"] == first["invoice_payload"]
    assert (await chat.stars())["balance"] == 1900
    clock.move(3 * MONTH)
    renew_due(world)
    ends = [
        one["message"]["successful_payment"]["subscription_expiration_date"] for one in await updates(api)
    ]
    assert ends == [began + months * MONTH for months in (3, 4, 5)]


async def test_a_running_sandbox_charges_without_being_told(
    world: StandIn, api: Api, chat: Chat, link: str, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.telegram.standin._RENEW_SECONDS", 0.01)
    await world.open()
    await paid(api, chat, link)
    await updates(api)
    clock.move(MONTH)
    renewed = (await api("getUpdates", timeout=5))["result"]
    assert renewed[0]["message"]["successful_payment"]["is_recurring"] is True


async def test_the_customer_cancels_and_takes_it_up_again(
    world: StandIn, api: Api, chat: Chat, link: str, clock: Hands
) -> None:
    await paid(api, chat, link)
    await updates(api)
    assert (await chat.cancel_subscription())["subscriptions"][0]["state"] == "canceled"
    [update] = await updates(api)
    assert update["subscription"]["user"]["id"] == CUSTOMER_ID
    assert (update["subscription"]["invoice_payload"], update["subscription"]["state"]) == (
        "pass:1",
        "canceled",
    )
    await chat.cancel_subscription()
    assert await updates(api) == []
    assert (await chat.renew_subscription())["subscriptions"][0]["state"] == "active"
    assert [one["subscription"]["state"] for one in await updates(api)] == ["active"]
    await chat.cancel_subscription()
    await updates(api)
    clock.move(MONTH)
    renew_due(world)
    assert await updates(api) == []
    assert (await chat.stars())["subscriptions"][0]["state"] == "ended"
    with pytest.raises(ActError, match="is over"):
        await chat.renew_subscription()
    assert (await chat.stars())["balance"] == 2200


async def test_the_bot_cancels_and_allows_again(
    world: StandIn, api: Api, chat: Chat, link: str, clock: Hands
) -> None:
    charge = (await paid(api, chat, link))["telegram_payment_charge_id"]
    await updates(api)
    which = {"user_id": CUSTOMER_ID, "telegram_payment_charge_id": charge}
    assert (await api("editUserStarSubscription", **which, is_canceled=True))["result"] is True
    assert await updates(api) == []  # the bot knows
    assert (await chat.stars())["subscriptions"][0]["state"] == "canceled_by_bot"
    with pytest.raises(ActError, match="the bot has cancelled"):
        await chat.renew_subscription()
    assert (await api("editUserStarSubscription", **which, is_canceled=False))["result"] is True
    assert (await chat.stars())["subscriptions"][0]["state"] == "canceled"
    await chat.renew_subscription()
    clock.move(MONTH)
    renew_due(world)
    assert (await chat.stars())["balance"] == 1900
    await api("editUserStarSubscription", **which, is_canceled=True)
    clock.move(MONTH)
    renew_due(world)
    answer = await api("editUserStarSubscription", **which, is_canceled=False)
    assert answer["description"] == "Bad Request: CHARGE_ID_INVALID"


async def test_it_is_named_by_its_first_charge(
    world: StandIn, api: Api, chat: Chat, link: str, clock: Hands
) -> None:
    first = await paid(api, chat, link)
    clock.move(MONTH)
    renew_due(world)
    later = (await chat.stars())["payments"][0]["charge"]
    assert later != first["telegram_payment_charge_id"]
    for user_id, charge in (
        (CUSTOMER_ID, later),
        (CUSTOMER_ID, ""),
        (SECOND_CUSTOMER_ID, first["telegram_payment_charge_id"]),
    ):
        answer = await api(
            "editUserStarSubscription", user_id=user_id, telegram_payment_charge_id=charge, is_canceled=True
        )
        assert answer["description"] == "Bad Request: CHARGE_ID_INVALID"
    with pytest.raises(ActError, match="no such subscription"):
        await chat.cancel_subscription(later)


async def test_without_stars_it_ends_and_can_be_bought_again(
    world: StandIn, api: Api, chat: Chat, link: str, clock: Hands
) -> None:
    await paid(api, chat, link)
    await updates(api)
    await chat.top_up(-2000)
    clock.move(2 * MONTH)
    renew_due(world)
    assert [one["subscription"]["state"] for one in await updates(api)] == ["failed"]
    stars = await chat.stars()
    assert (stars["balance"], stars["subscriptions"][0]["state"]) == (200, "failed")
    await chat.top_up()
    renew_due(world)
    assert await updates(api) == []
    again = await paid(api, chat, link)
    assert again["is_first_recurring"] is True
    assert [one["state"] for one in (await chat.stars())["subscriptions"]] == ["active", "failed"]


async def test_a_refund_leaves_the_subscription(
    world: StandIn, api: Api, chat: Chat, link: str, clock: Hands
) -> None:
    charge = (await paid(api, chat, link))["telegram_payment_charge_id"]
    await api("refundStarPayment", user_id=CUSTOMER_ID, telegram_payment_charge_id=charge)
    clock.move(MONTH)
    renew_due(world)
    assert (await chat.stars())["balance"] == 2200


async def test_several_at_once(api: Api, chat: Chat, link: str) -> None:
    await paid(api, chat, link)
    await paid(api, chat, link)
    assert len((await chat.stars())["subscriptions"]) == 2


async def test_what_was_sold_survives_a_restart(tmp_path: Path, clock: Hands) -> None:
    async def opened() -> tuple[StandIn, Bot]:
        world = StandIn(tmp_path / "telegram.json", limits=Limits(enabled=False), clock=clock)
        bot = world.add_bot(BOT_TOKEN, BOT_USERNAME, BOT_NAME)
        for person in default_people():
            world.add_person(person)
        return world, bot

    world, bot = await opened()
    invoice = await _run(world, bot, "createInvoiceLink", **STARS, subscription_period=MONTH)
    async with Chat(world, CUSTOMER_ID) as chat:
        await chat.start()
        await _run(world, bot, "sendInvoice", chat_id=CUSTOMER_ID, **STARS)
        paying = asyncio.create_task(chat.pay(invoice))
        await asyncio.sleep(0)
        query = list(bot.pending.values())[-1].body["pre_checkout_query"]
        await _run(world, bot, "answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
        await paying
        before = await chat.stars()
    await world.close()

    world, bot = await opened()
    async with Chat(world, CUSTOMER_ID) as chat:
        assert await chat.stars() == before
        clock.move(MONTH)
        assert (await chat.stars())["balance"] == 1900
        assert (await _run(world, bot, "getMyStarBalance"))["amount"] == 600
        paying = asyncio.create_task(chat.pay())
        await asyncio.sleep(0)
        query = list(bot.pending.values())[-1].body["pre_checkout_query"]
        await _run(world, bot, "answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
        assert (await paying).paid


async def _run(world: StandIn, bot: Bot, method: str, **params: Any) -> Any:
    return (await world.run(Call(bot, method, as_params(params)))).result
