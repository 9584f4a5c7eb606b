"""What Telegram refuses about invoices, Stars and subscriptions; `rules` puts them to the others."""

from sandbox.telegram.rule import API as _API
from sandbox.telegram.rule import CLIENT as _CLIENT
from sandbox.telegram.rule import TD as _TD
from sandbox.telegram.rule import Rule

_INVOICES = {
    # the documentation gives the lengths (32, 255), no public thread gives the words
    "invoice-long": Rule(400, "Bad Request: invoice {what} is too long", f"{_API}#sendinvoice"),
    "invoice-payload": Rule(400, "Bad Request: INVOICE_PAYLOAD_INVALID", f"{_API}#sendinvoice"),
    "invoice-start": Rule(
        400, "Bad Request: START_PARAM_INVALID", "https://core.telegram.org/bots/features#deep-linking"
    ),
    # Telegram asks the customer for an address and the bot for a price; the sandbox has nobody who could carry it
    "invoice-shipping": Rule(400, "Bad Request: the sandbox has no shipping", f"{_API}#shippingquery"),
    "prices-json": Rule(
        400,
        "Bad Request: can't parse prices JSON object",
        "https://github.com/windkh/node-red-contrib-telegrambot/issues/302",
    ),
    "prices-array": Rule(400, "Bad Request: expected an Array of labeled prices", _CLIENT),
    "price": Rule(400, "Bad Request: can't parse labeled price: {why}", _CLIENT),
    "prices-none": Rule(400, "Bad Request: there must be at least one price", _CLIENT),
    "price-big": Rule(
        400, "Bad Request: too big amount of the currency specified", f"{_TD}/LabeledPricePart.cpp"
    ),
    "price-total": Rule(400, "Bad Request: total price must be positive", f"{_TD}/LabeledPricePart.cpp"),
    "price-total-big": Rule(400, "Bad Request: total price is too big", f"{_TD}/LabeledPricePart.cpp"),
    "tip-number": Rule(400, 'Bad Request: can\'t parse "max_tip_amount" as Number', _CLIENT),
    "tip-most": Rule(
        400, "Bad Request: invalid max_tip_amount of the currency specified", f"{_TD}/InputInvoice.cpp"
    ),
    "tips-json": Rule(400, "Bad Request: can't parse suggested_tip_amounts JSON object", _CLIENT),
    "tips-array": Rule(400, "Bad Request: expected an Array of suggested tip amounts", _CLIENT),
    "tips-number": Rule(400, "Bad Request: suggested tip amount must be of type Number or String", _CLIENT),
    "tips-positive": Rule(
        400, "Bad Request: suggested tip amount must be positive", f"{_TD}/InputInvoice.cpp"
    ),
    "tips-above": Rule(
        400,
        "Bad Request: suggested tip amount can't be bigger than max_tip_amount",
        f"{_TD}/InputInvoice.cpp",
    ),
    "tips-many": Rule(
        400, "Bad Request: there can be at most 4 suggested tip amounts", f"{_TD}/InputInvoice.cpp"
    ),
    # "passed in a strictly increased order"; no public thread gives the words
    "tips-order": Rule(400, "Bad Request: suggested tip amounts must increase", f"{_API}#sendinvoice"),
    "provider": Rule(
        400,
        "Bad Request: PAYMENT_PROVIDER_INVALID",
        "https://github.com/rubenlagus/TelegramBots/issues/1445",
    ),
    "currency": Rule(
        400, "Bad Request: CURRENCY_INVALID", "https://github.com/eternnoir/pyTelegramBotAPI/issues/1505"
    ),
    "currency-amount": Rule(
        400, "Bad Request: CURRENCY_TOTAL_AMOUNT_INVALID", "https://github.com/TelegramBot/Api/issues/136"
    ),
    # tips, more than one price; stricter: a provider token too ("Pass an empty string"), which the server overlooks
    # (https://github.com/rubenlagus/TelegramBots/issues/1370)
    "stars-invoice": Rule(
        400,
        "Bad Request: STARS_INVOICE_INVALID",
        "https://github.com/go-telegram-bot-api/telegram-bot-api/issues/751",
    ),
    # "may not be sent using messages.sendMedia, only exported"
    "subscription-export": Rule(
        400, "Bad Request: SUBSCRIPTION_EXPORT_MISSING", "https://core.telegram.org/api/subscriptions"
    ),
    "subscription-period": Rule(
        400, "Bad Request: SUBSCRIPTION_PERIOD_INVALID", "https://github.com/tdlib/td/issues/3309"
    ),
    # the documentation gives currency and highest price, no public thread gives the words
    "subscription-currency": Rule(400, "Bad Request: CURRENCY_INVALID", f"{_API}#createinvoicelink"),
    "subscription-price": Rule(400, "Bad Request: STARS_INVOICE_INVALID", f"{_API}#createinvoicelink"),
}

_PAYMENTS = {
    "charge-refunded": Rule(
        400,
        "Bad Request: CHARGE_ALREADY_REFUNDED",
        "https://github.com/tdlib/telegram-bot-api/issues/690",
    ),
    # the words are in no documentation; public bots that refund catch exactly these
    "charge-unknown": Rule(400, "Bad Request: CHARGE_NOT_FOUND", f"{_API}#refundstarpayment"),
    "charge-invalid": Rule(
        400,
        "Bad Request: CHARGE_ID_INVALID",
        "https://core.telegram.org/method/payments.botCancelStarsSubscription",
    ),
    "payer-invalid": Rule(
        400, "Bad Request: USER_ID_INVALID", "https://core.telegram.org/method/payments.refundStarsCharge"
    ),
}

PAYMENT_RULES: dict[str, Rule] = {**_INVOICES, **_PAYMENTS}
