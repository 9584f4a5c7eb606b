"""Paying: ten seconds for the bot, receipts, refunds, the bot's Stars."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from sandbox.client import Chat
from sandbox.people import CUSTOMER_ID, SECOND_CUSTOMER_ID, default_people
from sandbox.telegram import StandIn, acts
from sandbox.telegram.acts import ActError
from sandbox.telegram.bots import Bot
from tests.sandbox.conftest import Api, Hands
from tests.sandbox.test_invoices import MONEY, STARS

OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest_asyncio.fixture(params=["here", "http"])
async def chat(request: pytest.FixtureRequest, world: StandIn, url: str, me: Bot) -> AsyncIterator[Chat]:
    async with Chat(world if request.param == "here" else url, CUSTOMER_ID) as chat:
        yield chat


async def asked(api: Api) -> dict[str, Any]:
    """The pre-checkout query that comes next."""
    while True:
        updates = (await api("getUpdates", offset=-1, timeout=5))["result"]
        if updates and "pre_checkout_query" in updates[-1]:
            query: dict[str, Any] = updates[-1]["pre_checkout_query"]
            return query


async def agree(api: Api) -> dict[str, Any]:
    """Say yes to the next pre-checkout query, which is returned."""
    query = await asked(api)
    assert (await api("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True))["result"] is True
    return query


async def paid(api: Api, chat: Chat, link: str = "", **options: Any) -> dict[str, Any]:
    """Pay as the customer with the bot's consent; returns the successful_payment that the bot gets."""
    paying = asyncio.create_task(chat.pay(link, **options))
    await agree(api)
    assert (await paying).paid
    update = (await api("getUpdates", offset=-1))["result"][0]
    payment: dict[str, Any] = update["message"]["successful_payment"]
    return payment


async def test_paying_an_invoice_with_stars(api: Api, chat: Chat) -> None:
    sent = (await api("sendInvoice", chat_id=CUSTOMER_ID, **STARS))["result"]
    paying = asyncio.create_task(chat.pay())
    query = await agree(api)
    assert query["from"]["id"] == CUSTOMER_ID
    assert (query["currency"], query["total_amount"], query["invoice_payload"]) == ("XTR", 300, "pass:1")
    receipt = await paying
    assert (receipt.paid, receipt.code) == (True, "")
    message = (await api("getUpdates", offset=-1))["result"][0]["message"]
    assert message == receipt.body
    assert (message["from"]["id"], message["chat"]["id"]) == (CUSTOMER_ID, CUSTOMER_ID)
    payment = message["successful_payment"]
    charge = payment.pop("telegram_payment_charge_id")
    assert len(charge) > 64
    assert payment.pop("provider_payment_charge_id")
    assert payment == {"currency": "XTR", "total_amount": 300, "invoice_payload": "pass:1"}
    stars = await chat.stars()
    assert (stars["balance"], stars["payments"][0]["charge"]) == (2200, charge)
    shown = [said.body for said in await chat.messages() if said.id == sent["message_id"]]
    assert shown[0]["receipt"] == charge


async def test_paying_with_money_and_a_tip(api: Api, chat: Chat) -> None:
    tips = {"max_tip_amount": 5000, "suggested_tip_amounts": [1000, 5000]}
    needs = {"need_name": True, "need_phone_number": True, "need_email": True}
    link = (await api("createInvoiceLink", **MONEY, **tips, **needs))["result"]
    form = await chat.open_invoice(link)
    assert (form["amount"], form["digits"], form["tips"], form["enough"]) == (39_900, 2, [1000, 5000], True)
    assert "payload" not in form
    payment = await paid(api, chat, link, tip=1000)
    assert (payment["currency"], payment["total_amount"]) == ("RUB", 40_900)
    assert payment["order_info"]["phone_number"] == "12025550101"
    assert payment["order_info"]["name"] == "Мария"
    assert (await chat.stars())["balance"] == 2500
    assert (await api("getMyStarBalance"))["result"] == {"amount": 0}
    assert (await api("getStarTransactions"))["result"] == {"transactions": []}
    with pytest.raises(ActError, match="0 to 5000"):
        await chat.pay(link, tip=5001)


async def test_the_bot_may_say_no(api: Api, chat: Chat) -> None:
    link = (await api("createInvoiceLink", **STARS))["result"]
    paying = asyncio.create_task(chat.pay(link))
    query = await asked(api)
    answer = await api("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=False)
    assert answer["description"] == 'Bad Request: parameter "error_message" is required'
    no = {"pre_checkout_query_id": query["id"], "ok": False, "error_message": "Sold out"}
    assert (await api("answerPreCheckoutQuery", **no))["result"] is True
    refused = await paying
    assert (refused.paid, refused.code, refused.detail) == (False, "refused", "Sold out")
    assert (await chat.stars())["balance"] == 2500
    assert (await api("answerPreCheckoutQuery", **no))["description"] == OLD


async def test_without_an_answer_in_time_the_payment_fails(
    world: StandIn, api: Api, chat: Chat, clock: Hands
) -> None:
    assert world.checkouts.lifetime == 10
    world.checkouts.lifetime = 0.05
    link = (await api("createInvoiceLink", **STARS))["result"]
    late = await chat.pay(link)
    assert (late.paid, late.code) == (False, "timeout")
    query = await asked(api)
    answer = await api("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    assert answer["description"] == OLD
    assert (await chat.stars())["balance"] == 2500
    assert (await api("answerPreCheckoutQuery", pre_checkout_query_id="x", ok=True))["description"] == OLD


async def test_an_answer_is_late_by_the_clock_though_the_payer_has_gone(
    world: StandIn, api: Api, chat: Chat, clock: Hands
) -> None:
    link = (await api("createInvoiceLink", **STARS))["result"]
    leaving = asyncio.create_task(chat.pay(link))
    query = await asked(api)
    leaving.cancel()
    clock.move(11)
    answer = await api("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    assert answer["description"] == OLD


async def test_another_bot_cannot_answer(world: StandIn, api: Api, chat: Chat) -> None:
    world.add_bot("7000000002:other", "other_bot", "Other")
    link = (await api("createInvoiceLink", **STARS))["result"]
    paying = asyncio.create_task(chat.pay(link))
    query = await asked(api)
    answer = await api(
        "answerPreCheckoutQuery", token="7000000002:other", pre_checkout_query_id=query["id"], ok=True
    )
    assert answer["description"] == OLD
    await agree(api)
    assert (await paying).paid


async def test_a_message_is_paid_once_and_a_link_often(api: Api, chat: Chat) -> None:
    sent = (await api("sendInvoice", chat_id=CUSTOMER_ID, **STARS))["result"]
    await paid(api, chat)
    with pytest.raises(ActError, match="this invoice is paid"):
        await chat._act("pay", message_id=sent["message_id"])
    link = (await api("createInvoiceLink", **STARS))["result"]
    charges = {(await paid(api, chat, link))["telegram_payment_charge_id"] for _ in range(2)}
    assert len(charges) == 2
    assert (await chat.stars())["balance"] == 1600


async def test_two_presses_of_pay_charge_a_message_once(api: Api, chat: Chat) -> None:
    await api("sendInvoice", chat_id=CUSTOMER_ID, **STARS)
    presses = [asyncio.create_task(chat.pay()) for _ in range(2)]
    queries: list[Any] = []
    while len(queries) < 2:
        updates = (await api("getUpdates"))["result"]
        queries = [one["pre_checkout_query"] for one in updates if "pre_checkout_query" in one]
    for query in queries:
        await api("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    assert sorted((one.paid, one.code) for one in await asyncio.gather(*presses)) == [
        (False, "already_paid"),
        (True, ""),
    ]
    assert (await chat.stars())["balance"] == 2200


async def test_there_must_be_stars_enough(api: Api, chat: Chat) -> None:
    link = (await api("createInvoiceLink", **STARS))["result"]
    await chat.top_up(-2400)
    form = await chat.open_invoice(link)
    assert (form["balance"], form["enough"]) == (100, False)
    with pytest.raises(ActError) as short:
        await chat.pay(link)
    assert (short.value.status, short.value.code) == (409, "stars_short")
    assert (await chat.top_up())["balance"] == 1100
    paying = asyncio.create_task(chat.pay(link))
    query = await asked(api)
    await chat.top_up(-1000)
    await api("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    assert (await paying).code == "stars_short"
    with pytest.raises(ActError, match="0 to 1000000 Stars"):
        await chat.top_up(-101)


async def test_a_bot_that_does_not_ask_for_checkouts_sells_nothing(
    world: StandIn, api: Api, chat: Chat
) -> None:
    world.checkouts.lifetime = 0.05
    await api("getUpdates", allowed_updates=["message"])
    link = (await api("createInvoiceLink", **STARS))["result"]
    assert (await chat.pay(link)).code == "timeout"


async def test_refunds(api: Api, chat: Chat) -> None:
    link = (await api("createInvoiceLink", **STARS))["result"]
    charge = (await paid(api, chat, link))["telegram_payment_charge_id"]
    assert (await api("getMyStarBalance"))["result"] == {"amount": 300}
    which = {"user_id": CUSTOMER_ID, "telegram_payment_charge_id": charge}
    assert (await api("refundStarPayment", **which))["result"] is True
    message = (await api("getUpdates", offset=-1))["result"][0]["message"]
    assert message["refunded_payment"] == {
        "currency": "XTR",
        "total_amount": 300,
        "invoice_payload": "pass:1",
        "telegram_payment_charge_id": charge,
    }
    assert (message["from"]["is_bot"], message["chat"]["id"]) == (True, CUSTOMER_ID)
    stars = await chat.stars()
    assert (stars["balance"], stars["payments"][0]["refunded"]) == (2500, True)
    assert (await api("getMyStarBalance"))["result"] == {"amount": 0}
    found = (await api("getStarTransactions"))["result"]["transactions"]
    assert [(one["id"], one["amount"], "source" in one) for one in found] == [
        (charge, 300, True),
        (charge, 300, False),
    ]
    assert found[0]["source"]["invoice_payload"] == found[1]["receiver"]["invoice_payload"] == "pass:1"
    again = await api("refundStarPayment", **which)
    assert again["description"] == "Bad Request: CHARGE_ALREADY_REFUNDED"
    forward = {"chat_id": CUSTOMER_ID, "from_chat_id": CUSTOMER_ID, "message_id": message["message_id"]}
    answer = await api("forwardMessage", **forward)
    assert answer["description"] == "Bad Request: the message can't be forwarded"


@pytest.mark.parametrize(
    ("change", "description"),
    [
        ({"user_id": 0}, "Bad Request: invalid user_id specified"),
        ({"user_id": 4242}, "Bad Request: USER_ID_INVALID"),
        ({"user_id": SECOND_CUSTOMER_ID}, "Bad Request: CHARGE_NOT_FOUND"),
        (
            {"telegram_payment_charge_id": ""},
            'Bad Request: parameter "telegram_payment_charge_id" is required',
        ),
        ({"telegram_payment_charge_id": "stx"}, "Bad Request: CHARGE_NOT_FOUND"),
    ],
)
async def test_refunds_that_telegram_refuses(
    world: StandIn, me: Bot, api: Api, change: dict[str, Any], description: str
) -> None:
    link = (await api("createInvoiceLink", **STARS))["result"]
    async with Chat(world, CUSTOMER_ID) as chat:
        charge = (await paid(api, chat, link))["telegram_payment_charge_id"]
    which = {"user_id": CUSTOMER_ID, "telegram_payment_charge_id": charge} | change
    answer = await api("refundStarPayment", **which)
    assert (answer["error_code"], answer["description"]) == (400, description)


async def test_money_is_not_given_back_as_stars(world: StandIn, me: Bot, api: Api) -> None:
    link = (await api("createInvoiceLink", **MONEY))["result"]
    async with Chat(world, CUSTOMER_ID) as chat:
        charge = (await paid(api, chat, link))["telegram_payment_charge_id"]
    answer = await api("refundStarPayment", user_id=CUSTOMER_ID, telegram_payment_charge_id=charge)
    assert answer["description"] == "Bad Request: CHARGE_NOT_FOUND"


async def test_transactions_come_in_pages(world: StandIn, me: Bot, api: Api, clock: Hands) -> None:
    link = (await api("createInvoiceLink", **STARS))["result"]
    charges = []
    async with Chat(world, CUSTOMER_ID) as chat:
        for _ in range(3):
            charges.append((await paid(api, chat, link))["telegram_payment_charge_id"])
            clock.move(60)
    pages = [
        [one["id"] for one in (await api("getStarTransactions", **page))["result"]["transactions"]]
        for page in ({}, {"limit": 2}, {"offset": 2}, {"offset": 9})
    ]
    assert pages == [charges, charges[:2], charges[2:], []]


async def test_who_pays_a_link_need_not_have_started(world: StandIn, me: Bot, api: Api) -> None:
    link = (await api("createInvoiceLink", **STARS))["result"]
    async with Chat(world, SECOND_CUSTOMER_ID) as alex:
        await paid(api, alex, link)
    assert (await api("sendMessage", chat_id=SECOND_CUSTOMER_ID, text="Thanks"))["ok"]


@pytest.mark.parametrize(
    "link", ["", "https://t.me/$nothing", "nothing", "https://example.com/$x", "https://t.me/$"]
)
async def test_invoices_that_are_not_there(world: StandIn, me: Bot, link: str) -> None:
    async with Chat(world, CUSTOMER_ID) as chat:
        with pytest.raises(ActError, match="no such invoice"):
            await chat.open_invoice(link)


async def test_a_reset_ends_what_waits(world: StandIn, me: Bot, api: Api) -> None:
    link = (await api("createInvoiceLink", **STARS))["result"]
    async with Chat(world, CUSTOMER_ID) as chat:
        paying = asyncio.create_task(chat.pay(link))
        await asked(api)
        acts.reset(world, default_people())
        assert (await paying).code == "timeout"
        assert (await chat.stars())["balance"] == 2500
        with pytest.raises(ActError, match="no such invoice"):
            await chat.pay(link)


@pytest.mark.parametrize(
    ("verb", "body", "status", "code"),
    [
        ("pay", {}, 400, "invoice_invalid"),
        ("pay", {"message_id": 1, "link": "x"}, 400, "invoice_invalid"),
        ("pay", {"message_id": "1"}, 400, "invoice_invalid"),
        ("pay", {"message_id": 1}, 404, "invoice_not_found"),
        ("pay", {"link": "x", "tip": "1"}, 400, "tip_invalid"),
        ("invoice", {"link": 5}, 400, "invoice_invalid"),
        ("stars", {"amount": 1.5}, 400, "amount_invalid"),
        ("stars", {"amount": 10**9}, 400, "stars_invalid"),
        ("subscription", {"charge": "x"}, 400, "subscription_invalid"),
        ("subscription", {"charge": "x", "canceled": True}, 404, "subscription_not_found"),
    ],
)
async def test_mistakes_are_told(
    http: Any, me: Bot, verb: str, body: dict[str, Any], status: int, code: str
) -> None:
    async with http.post(f"/sandbox/chats/{CUSTOMER_ID}/{verb}", json=body) as response:
        assert (response.status, (await response.json())["code"]) == (status, code)
