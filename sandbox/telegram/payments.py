"""Payments: charges, receipts, refunds, the bot's Stars."""

import secrets
from typing import TYPE_CHECKING, Any

from sandbox.telegram.bots import Bot
from sandbox.telegram.calls import Call
from sandbox.telegram.chats import Message, Person
from sandbox.telegram.checkouts import Checkout, Outcome
from sandbox.telegram.currencies import STARS
from sandbox.telegram.purchases import Invoice, Payment, Subscription
from sandbox.telegram.rules import refuse

if TYPE_CHECKING:
    from sandbox.telegram.standin import StandIn

TRANSACTIONS_MOST = 100
_CHARGE_BYTES = 96  # real charges are as long: too long for a button's data


def answer_pre_checkout_query(world: "StandIn", call: Call) -> bool:
    """https://core.telegram.org/bots/api#answerprecheckoutquery."""
    agreed, error = call.flag("ok"), call.text("error_message")
    if not agreed and not error:
        raise refuse("required", field="error_message")
    checkout = world.checkouts.take(call.bot, call.text("pre_checkout_query_id"), world.clock())
    checkout.end(_complete(world, call.bot, checkout) if agreed else Outcome(False, "refused", error))
    return True


def refund_star_payment(world: "StandIn", call: Call) -> bool:
    """https://core.telegram.org/bots/api#refundstarpayment. A subscription goes on: cancelling it is another call."""
    payer = payer_of(world, call)
    charge = call.text("telegram_payment_charge_id")
    if not charge:
        raise refuse("required", field="telegram_payment_charge_id")
    payment = call.bot.payments.get(charge)
    if payment is None or payment.person_id != payer.id or not payment.in_stars:
        raise refuse("charge-unknown")
    if payment.refunded_at:
        raise refuse("charge-refunded")
    payment.refunded_at = world.today()
    payer.stars += payment.amount
    # the bot learns of its own refund by a message of its own
    # (Client::need_skip_update_message, https://github.com/tdlib/telegram-bot-api)
    _post(world, call.bot, payer, call.bot.user(), {"refunded_payment": payment.about()})
    return True


def get_my_star_balance(world: "StandIn", call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getmystarbalance."""
    kept = (one.amount for one in call.bot.payments.values() if one.in_stars and not one.refunded_at)
    return {"amount": sum(kept)}


def get_star_transactions(world: "StandIn", call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getstartransactions: "in chronological order"."""
    offset = max(0, call.integer("offset"))
    limit = call.between("limit", TRANSACTIONS_MOST, 1, TRANSACTIONS_MOST)
    found = [one for payment in call.bot.payments.values() for one in _transactions(world, payment)]
    found.sort(key=lambda one: int(one["date"]))
    return {"transactions": found[offset : offset + limit]}


def payer_of(world: "StandIn", call: Call) -> Person:
    """The person whom a call about a payment names."""
    if call.integer("user_id") <= 0:
        raise refuse("user-id-invalid", field="user_id")
    person = world.people.get(call.integer("user_id"))
    if person is None:
        raise refuse("payer-invalid")
    return person


def charge(
    world: "StandIn",
    bot: Bot,
    payer: Person,
    invoice: Invoice,
    *,
    amount: int,
    at: int,
    subscription: Subscription | None = None,
    order_info: dict[str, str] | None = None,
) -> Payment:
    """Take the money and give the bot its receipt. Whoever calls has seen that the Stars suffice."""
    in_stars = invoice.currency == STARS
    if in_stars:
        payer.stars -= amount
    payment = Payment(
        f"{'stx' if in_stars else 'tpc'}{secrets.token_urlsafe(_CHARGE_BYTES)}",
        f"{payer.id}_{len(bot.payments)}" if in_stars else f"sandbox_{secrets.token_hex(12)}",
        payer.id,
        invoice.title,
        invoice.currency,
        amount,
        invoice.payload,
        at,
        subscription.charge if subscription else "",
        invoice.subscription_period,
        order_info or {},
    )
    bot.payments[payment.charge] = payment
    return payment


def give_receipt(
    world: "StandIn", bot: Bot, payer: Person, payment: Payment, subscription: Subscription | None
) -> Message:
    """Tell both of a payment. The first of a subscription is recurring too.

    https://github.com/tdlib/td/blob/master/td/telegram/MessageContent.cpp (MessagePaymentSuccessful)
    """
    paid = payment.body()
    if subscription is not None:
        paid |= {"is_recurring": True, "subscription_expiration_date": subscription.until}
        paid |= {"is_first_recurring": True} if payment.charge == subscription.charge else {}
    return _post(world, bot, payer, payer.user(), {"successful_payment": paid})


def _complete(world: "StandIn", bot: Bot, checkout: Checkout) -> Outcome:
    """The bot has agreed: charge, unless the world has changed meanwhile."""
    payer, invoice = world.people.get(checkout.person_id), checkout.invoice
    if payer is None:
        return Outcome(False, "person_not_found", "the customer is gone")
    if invoice.currency == STARS and payer.stars < checkout.amount:
        return Outcome(False, "stars_short", f"{payer.first_name} has {payer.stars} Stars")
    source = bot.chats[payer.id].messages.get(checkout.message_id) if payer.id in bot.chats else None
    if source is not None and source.receipt:
        return Outcome(False, "already_paid", "this invoice is paid")
    now = world.today()
    payment = charge(
        world, bot, payer, invoice, amount=checkout.amount, at=now, order_info=checkout.order_info
    )
    subscription = _subscribe(bot, payment, invoice, now)
    if source is not None:
        source.receipt = payment.charge
        world.events.tell("edit", payer.id, message=source.body)
    message = give_receipt(world, bot, payer, payment, subscription)
    return Outcome(True, message=message.body)


def _subscribe(bot: Bot, payment: Payment, invoice: Invoice, now: int) -> Subscription | None:
    if not invoice.subscription_period:
        return None
    payment.subscription = payment.charge
    subscription = Subscription(
        payment.charge, payment.person_id, invoice.slug, now + invoice.subscription_period
    )
    bot.subscriptions[subscription.charge] = subscription
    return subscription


def _post(
    world: "StandIn", bot: Bot, payer: Person, sender: dict[str, Any], content: dict[str, Any]
) -> Message:
    """A service message about money in the chat with the payer, and the update of it."""
    chat = world.chat_with(bot, payer)
    chat.started = True  # who has paid a bot may be written to by it
    bot.meet(payer.id)
    message = world.post(bot, chat, sender, content)
    world.lines[bot.id].push("message", message.body, chat.id)
    world.events.tell("stars", payer.id)
    return message


def _transactions(world: "StandIn", payment: Payment) -> list[dict[str, Any]]:
    if not payment.in_stars:
        return []
    payer = world.people.get(payment.person_id)
    partner: dict[str, Any] = {"type": "user", "transaction_type": "invoice_payment"}
    partner["user"] = payer.user() if payer else {"id": payment.person_id, "is_bot": False, "first_name": ""}
    partner["invoice_payload"] = payment.payload
    if payment.subscription_period:
        partner["subscription_period"] = payment.subscription_period
    about = {"id": payment.charge, "amount": payment.amount}
    found = [{**about, "date": payment.at, "source": partner}]
    if payment.refunded_at:
        found.append({**about, "date": payment.refunded_at, "receiver": partner})
    return found
