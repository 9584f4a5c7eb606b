"""Invoices: what sendInvoice and createInvoiceLink take and refuse."""

from typing import Any

import pytest

from sandbox.people import CUSTOMER_ID
from sandbox.telegram import StandIn, acts
from sandbox.telegram.bots import Bot
from sandbox.telegram.purchases import Subscription
from tests.sandbox.conftest import Api

STARS = {
    "title": "Coffee pass",
    "description": "A cup a day for 30 days",
    "payload": "pass:1",
    "provider_token": "",
    "currency": "XTR",
    "prices": [{"label": "30 days", "amount": 300}],
}
MONEY = STARS | {
    "provider_token": "TEST:sandbox",
    "currency": "RUB",
    "prices": [{"label": "Pass", "amount": 49_900}, {"label": "Discount", "amount": -10_000}],
}
MONTH = 2_592_000
PAY = {"text": "Pay ⭐", "pay": True}
OTHER = {"text": "Later", "callback_data": "later"}


def priced(amount: object, **more: Any) -> dict[str, Any]:
    return {"prices": [{"label": "x", "amount": amount}], **more}


async def test_an_invoice_is_a_message_with_a_pay_button(api: Api, me: Bot) -> None:
    sent = (await api("sendInvoice", chat_id=CUSTOMER_ID, **STARS, start_parameter="pass"))["result"]
    assert sent["invoice"] == {
        "title": "Coffee pass",
        "description": "A cup a day for 30 days",
        "start_parameter": "pass",
        "currency": "XTR",
        "total_amount": 300,
    }
    assert sent["reply_markup"]["inline_keyboard"] == [[{"text": "Pay 300 ⭐", "pay": True}]]
    money = (await api("sendInvoice", chat_id=CUSTOMER_ID, **MONEY))["result"]
    assert money["invoice"]["total_amount"] == 39_900
    assert money["reply_markup"]["inline_keyboard"][0][0]["text"] == "Pay RUB 399.00"


async def test_a_link_is_a_slug_of_its_own(api: Api, me: Bot) -> None:
    links = [(await api("createInvoiceLink", **STARS))["result"] for _ in range(2)]
    assert links[0] != links[1]
    assert all(link.startswith("https://t.me/$") for link in links)
    subscription = await api("createInvoiceLink", **STARS, subscription_period=MONTH)
    assert subscription["result"].startswith("https://t.me/$")


@pytest.mark.parametrize("method", ["sendInvoice", "createInvoiceLink"])
@pytest.mark.parametrize(
    ("change", "description"),
    [
        ({"title": ""}, 'parameter "title" is required'),
        ({"description": ""}, 'parameter "description" is required'),
        ({"payload": ""}, 'parameter "payload" is required'),
        ({"currency": ""}, 'parameter "currency" is required'),
        ({"prices": ""}, 'parameter "prices" is required'),
        ({"title": "x" * 33}, "invoice title is too long"),
        ({"title": "😀" * 17}, "invoice title is too long"),
        ({"description": "x" * 256}, "invoice description is too long"),
        ({"payload": "д" * 65}, "INVOICE_PAYLOAD_INVALID"),
        ({"start_parameter": "a b"}, "START_PARAM_INVALID"),
        ({"prices": "{"}, "can't parse prices JSON object"),
        ({"prices": {}}, "expected an Array of labeled prices"),
        ({"prices": []}, "there must be at least one price"),
        ({"prices": [1]}, "can't parse labeled price: LabeledPrice must be an Object"),
        ({"prices": [{"label": "x"}]}, "can't parse labeled price: Can't find field \"amount\""),
        (
            {"prices": [{"label": 1, "amount": 1}]},
            'can\'t parse labeled price: Field "label" must be of type String',
        ),
        (
            {"prices": [{"label": "", "amount": 1}]},
            "can't parse labeled price: LabeledPrice label must be non-empty",
        ),
        (priced(1.5), 'can\'t parse labeled price: Field "amount" must be of type Number'),
        (priced(True), 'can\'t parse labeled price: Field "amount" must be of type Number'),
        (priced(0), "total price must be positive"),
        (priced(10**12), "too big amount of the currency specified"),
        ({"prices": [{"label": "x", "amount": 999_999_999_999}] * 2}, "total price is too big"),
        ({"provider_token": "TEST:sandbox"}, "STARS_INVOICE_INVALID"),
        ({"prices": [{"label": "x", "amount": 1}] * 2}, "STARS_INVOICE_INVALID"),
        ({"max_tip_amount": 5}, "STARS_INVOICE_INVALID"),
        ({"max_tip_amount": "many"}, 'can\'t parse "max_tip_amount" as Number'),
        ({"max_tip_amount": -1}, "invalid max_tip_amount of the currency specified"),
        ({"suggested_tip_amounts": "["}, "can't parse suggested_tip_amounts JSON object"),
        ({"suggested_tip_amounts": {}}, "expected an Array of suggested tip amounts"),
        (
            {"suggested_tip_amounts": [None]},
            "suggested tip amount must be of type Number or String",
        ),
        ({"suggested_tip_amounts": [0]}, "suggested tip amount must be positive"),
        (
            {"suggested_tip_amounts": [6], "max_tip_amount": 5},
            "suggested tip amount can't be bigger than max_tip_amount",
        ),
        (
            {"suggested_tip_amounts": [1, 2, 3, 4, 5], "max_tip_amount": 5},
            "there can be at most 4 suggested tip amounts",
        ),
        ({"suggested_tip_amounts": [2, 1], "max_tip_amount": 5}, "suggested tip amounts must increase"),
        ({"currency": "XTS"}, "PAYMENT_PROVIDER_INVALID"),
        ({"currency": "RUB", "provider_token": "1:LIVE:2"}, "PAYMENT_PROVIDER_INVALID"),
        ({"currency": "QQQ", "provider_token": "TEST:sandbox"}, "CURRENCY_INVALID"),
        (priced(1000, currency="UZS", provider_token="TEST:sandbox"), "CURRENCY_TOTAL_AMOUNT_INVALID"),
        (priced(1_000_001, currency="USD", provider_token="TEST:sandbox"), "CURRENCY_TOTAL_AMOUNT_INVALID"),
        (
            priced(500, currency="USD", provider_token="TEST:sandbox", is_flexible=True),
            "the sandbox has no shipping",
        ),
    ],
)
async def test_invoices_that_telegram_refuses(
    api: Api, me: Bot, method: str, change: dict[str, Any], description: str
) -> None:
    answer = await api(method, chat_id=CUSTOMER_ID, **{**STARS, **change})
    assert answer["description"] == f"Bad Request: {description}"
    assert answer["error_code"] == 400


@pytest.mark.parametrize(
    ("change", "description"),
    [
        ({"subscription_period": 86_400}, "SUBSCRIPTION_PERIOD_INVALID"),
        (priced(10_001, subscription_period=MONTH), "STARS_INVOICE_INVALID"),
        (
            priced(500, subscription_period=MONTH, currency="USD", provider_token="TEST:sandbox"),
            "CURRENCY_INVALID",
        ),
        ({"business_connection_id": "b"}, "business connection not found"),
    ],
)
async def test_links_that_telegram_refuses(
    api: Api, me: Bot, change: dict[str, Any], description: str
) -> None:
    answer = await api("createInvoiceLink", **{**STARS, **change})
    assert answer["description"] == f"Bad Request: {description}"


async def test_a_subscription_is_a_link_only(api: Api, me: Bot) -> None:
    answer = await api("sendInvoice", chat_id=CUSTOMER_ID, **STARS, subscription_period=MONTH)
    assert answer["description"] == "Bad Request: SUBSCRIPTION_EXPORT_MISSING"
    assert acts_count(me) == 1  # /start


def acts_count(bot: Bot) -> int:
    return len(bot.chats[CUSTOMER_ID].messages)


async def test_the_most_that_is_allowed(api: Api, me: Bot) -> None:
    long = STARS | {"title": "x" * 32, "description": "x" * 255, "payload": "д" * 64}
    assert (await api("sendInvoice", chat_id=CUSTOMER_ID, **long))["ok"]
    assert (await api("createInvoiceLink", **STARS | priced(10_000), subscription_period=MONTH))["ok"]
    tips = {"max_tip_amount": 400, "suggested_tip_amounts": [100, 200, 300, 400]}
    assert (await api("createInvoiceLink", **MONEY, **tips))["ok"]


@pytest.mark.parametrize(
    ("rows", "description"),
    [
        ([[OTHER]], "Bad Request: REPLY_MARKUP_BUY_EMPTY"),
        ([[OTHER, PAY]], "Bad Request: BUTTON_POS_INVALID"),
        ([[PAY], [OTHER]], ""),
    ],
)
async def test_pay_is_the_first_button(api: Api, me: Bot, rows: list[Any], description: str) -> None:
    markup = {"inline_keyboard": rows}
    answer = await api("sendInvoice", chat_id=CUSTOMER_ID, **STARS, reply_markup=markup)
    assert answer.get("description", "") == description


async def test_pay_is_a_button_of_invoices_only(api: Api, me: Bot) -> None:
    markup = {"inline_keyboard": [[PAY]]}
    answer = await api("sendMessage", chat_id=CUSTOMER_ID, text="x", reply_markup=markup)
    assert answer["description"] == "Bad Request: BUTTON_TYPE_INVALID"
    text = (await api("sendMessage", chat_id=CUSTOMER_ID, text="x"))["result"]
    where = {"chat_id": CUSTOMER_ID, "message_id": text["message_id"]}
    answer = await api("editMessageReplyMarkup", **where, reply_markup=markup)
    assert answer["description"] == "Bad Request: BUTTON_TYPE_INVALID"
    invoice = (await api("sendInvoice", chat_id=CUSTOMER_ID, **STARS))["result"]
    where["message_id"] = invoice["message_id"]
    answer = await api("editMessageReplyMarkup", **where, reply_markup={"inline_keyboard": [[OTHER]]})
    assert answer["description"] == "Bad Request: REPLY_MARKUP_BUY_EMPTY"
    assert (await api("editMessageReplyMarkup", **where, reply_markup={"inline_keyboard": [[PAY, OTHER]]}))[
        "ok"
    ]


async def test_invoices_are_forwarded_and_never_copied(api: Api, world: StandIn, me: Bot) -> None:
    sent = (await api("sendInvoice", chat_id=CUSTOMER_ID, **STARS))["result"]
    source = {"chat_id": CUSTOMER_ID, "from_chat_id": CUSTOMER_ID, "message_id": sent["message_id"]}
    answer = await api("copyMessage", **source)
    assert answer["description"] == "Bad Request: the message can't be copied"
    forwarded = (await api("forwardMessage", **source))["result"]
    assert forwarded["invoice"] == sent["invoice"]
    assert forwarded["reply_markup"]["inline_keyboard"][0][0]["pay"] is True
    named = (await api("sendInvoice", chat_id=CUSTOMER_ID, **STARS, start_parameter="pass"))["result"]
    again = await api("forwardMessage", **source | {"message_id": named["message_id"]})
    button = again["result"]["reply_markup"]["inline_keyboard"][0][0]
    assert button["url"] == "https://t.me/regulars_sandbox_bot?start=pass"
    assert acts.view(world, me, CUSTOMER_ID)["messages"][-1]["invoice"] == sent["invoice"] | {
        "start_parameter": "pass"
    }


async def test_the_chat_is_looked_at_before_the_price(api: Api, me: Bot) -> None:
    answer = await api("sendInvoice", chat_id=4242, **{**STARS, "currency": "XTS"})
    assert answer["description"] == "Bad Request: chat not found"


async def test_old_invoices_are_forgotten_but_not_those_of_subscriptions(
    api: Api, me: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.telegram.bots.INVOICES_KEPT", 2)
    slugs = [(await api("createInvoiceLink", **STARS))["result"].rpartition("$")[2] for _ in range(2)]
    me.subscriptions["stx"] = Subscription("stx", CUSTOMER_ID, slugs[0], until=0, ended=True)
    await api("createInvoiceLink", **STARS)
    assert (slugs[0] in me.invoices, slugs[1] in me.invoices, len(me.invoices)) == (True, False, 2)
