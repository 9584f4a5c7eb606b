"""Invoices: what sendInvoice and createInvoiceLink take, and what they refuse.

The rules are Telegram's (https://core.telegram.org/bots/api#sendinvoice); `TEST_PROVIDER` is the one payment
provider that the sandbox has, as BotFather gives a test token of a real one.
"""

import re
import secrets
from typing import TYPE_CHECKING, Any

from sandbox.telegram.calls import Call, parse
from sandbox.telegram.currencies import STARS, limits
from sandbox.telegram.html import utf16
from sandbox.telegram.purchases import Invoice
from sandbox.telegram.rules import refuse
from sandbox.telegram.sending import deliver, target

if TYPE_CHECKING:
    from sandbox.telegram.standin import StandIn

TEST_PROVIDER = "TEST:sandbox"
MONTH = 2_592_000  # seconds, the only subscription period
SUBSCRIPTION_MOST = 10_000  # Stars
TITLE_MOST = 32
DESCRIPTION_MOST = 255
PAYLOAD_MOST = 128  # bytes
TIPS_MOST = 4
AMOUNT_MOST = 999_999_999_999
_START = re.compile(r"[A-Za-z0-9_-]{0,64}")
_WHOLE = re.compile(r"-?\d+")
_NEEDS = ("need_name", "need_phone_number", "need_email")
_SHIPPING = ("need_shipping_address", "is_flexible")


def send_invoice(world: "StandIn", call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#sendinvoice."""
    invoice = _read(call)
    chat, keyboard = target(call)
    _judge(invoice, call)
    call.bot.keep_invoice(invoice)
    return deliver(world, call, chat, {"invoice": invoice.body()}, keyboard, invoice).body


def create_invoice_link(world: "StandIn", call: Call) -> str:
    """https://core.telegram.org/bots/api#createinvoicelink."""
    invoice = _read(call)
    if call.text("business_connection_id"):
        raise refuse("not-found", what="business connection")
    invoice.is_link = True
    _judge(invoice, call)
    call.bot.keep_invoice(invoice)
    world.changed()
    return f"https://t.me/${invoice.slug}"


def _read(call: Call) -> Invoice:
    """An invoice as far as the Bot API server and TDLib look at it."""
    title, description = _required(call, "title"), _required(call, "description")
    payload, currency = _required(call, "payload"), _required(call, "currency")
    prices = _prices(_required(call, "prices"))
    max_tip, tips = _tips(call)
    return Invoice(
        secrets.token_urlsafe(12),
        title,
        description,
        payload,
        currency,
        _total(prices),
        prices,
        subscription_period=max(0, call.integer("subscription_period")),
        start_parameter=call.text("start_parameter"),
        max_tip=max_tip,
        tips=tips,
        needs=[name.removeprefix("need_") for name in _NEEDS if call.flag(name)],
    )


def _required(call: Call, name: str) -> str:
    if not call.text(name):
        raise refuse("required", field=name)
    return call.text(name)


def _prices(text: str) -> list[dict[str, Any]]:
    try:
        value = parse(text)
    except ValueError:
        raise refuse("prices-json") from None
    if not isinstance(value, list):
        raise refuse("prices-array")
    if not value:
        raise refuse("prices-none")
    return [_price(one) for one in value]


def _price(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise refuse("price", why="LabeledPrice must be an Object")
    for name in ("label", "amount"):
        if name not in value:
            raise refuse("price", why=f'Can\'t find field "{name}"')
    if not isinstance(value["label"], str):
        raise refuse("price", why='Field "label" must be of type String')
    if not value["label"]:
        raise refuse("price", why="LabeledPrice label must be non-empty")
    amount = _number(value["amount"])
    if amount is None:
        raise refuse("price", why='Field "amount" must be of type Number')
    return {"label": value["label"], "amount": amount}


def _number(value: object) -> int | None:
    """A whole number, given as one or as its text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and _WHOLE.fullmatch(value) else None


def _total(prices: list[dict[str, Any]]) -> int:
    if any(abs(price["amount"]) > AMOUNT_MOST for price in prices):
        raise refuse("price-big")
    total: int = sum(price["amount"] for price in prices)
    if total <= 0:
        raise refuse("price-total")
    if total > AMOUNT_MOST:
        raise refuse("price-total-big")
    return total


def _tips(call: Call) -> tuple[int, list[int]]:
    most = _number(call.text("max_tip_amount") or "0")
    if most is None:
        raise refuse("tip-number")
    tips = _suggested(call.text("suggested_tip_amounts"))
    if not 0 <= most <= AMOUNT_MOST:
        raise refuse("tip-most")
    if any(tip <= 0 for tip in tips):
        raise refuse("tips-positive")
    if any(tip > most for tip in tips):
        raise refuse("tips-above")
    if len(tips) > TIPS_MOST:
        raise refuse("tips-many")
    if tips != sorted(set(tips)):
        raise refuse("tips-order")
    return most, tips


def _suggested(text: str) -> list[int]:
    try:
        value = parse(text) if text else []
    except ValueError:
        raise refuse("tips-json") from None
    if not isinstance(value, list):
        raise refuse("tips-array")
    tips = [_number(one) for one in value]
    if None in tips:
        raise refuse("tips-number")
    return [tip for tip in tips if tip is not None]


def _judge(invoice: Invoice, call: Call) -> None:
    """What Telegram itself looks at, after the chat."""
    for what, most in (("title", TITLE_MOST), ("description", DESCRIPTION_MOST)):
        if utf16(getattr(invoice, what)) > most:
            raise refuse("invoice-long", what=what)
    if len(invoice.payload.encode()) > PAYLOAD_MOST:
        raise refuse("invoice-payload")
    if not _START.fullmatch(invoice.start_parameter):
        raise refuse("invoice-start")
    if invoice.subscription_period:
        _judge_subscription(invoice)
    if invoice.currency == STARS:
        _judge_stars(invoice, call)
    else:
        _judge_money(invoice, call)


def _judge_subscription(invoice: Invoice) -> None:
    if not invoice.is_link:
        raise refuse("subscription-export")
    if invoice.currency != STARS:
        raise refuse("subscription-currency")
    if invoice.subscription_period != MONTH:
        raise refuse("subscription-period")
    if invoice.amount > SUBSCRIPTION_MOST:
        raise refuse("subscription-price")


def _judge_stars(invoice: Invoice, call: Call) -> None:
    if call.text("provider_token") or invoice.max_tip or len(invoice.prices) != 1:
        raise refuse("stars-invoice")
    invoice.needs = []  # "Ignored for payments in Telegram Stars"


def _judge_money(invoice: Invoice, call: Call) -> None:
    if call.text("provider_token") != TEST_PROVIDER:
        raise refuse("provider")
    bounds = limits(invoice.currency)
    if bounds is None:
        raise refuse("currency")
    if not bounds[0] <= invoice.amount <= bounds[1]:
        raise refuse("currency-amount")
    if any(call.flag(name) for name in _SHIPPING):
        raise refuse("invoice-shipping")
