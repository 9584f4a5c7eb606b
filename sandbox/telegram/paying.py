"""What people do about money in Telegram: open an invoice, pay it, look at their Stars and subscriptions."""

import re
from typing import TYPE_CHECKING, Any

from sandbox.telegram.acts import ActError, somebody
from sandbox.telegram.bots import Bot
from sandbox.telegram.chats import Message, Person
from sandbox.telegram.checkouts import Checkout
from sandbox.telegram.currencies import STARS
from sandbox.telegram.purchases import Invoice, Subscription
from sandbox.telegram.subscriptions import renew_due, tell_bot

if TYPE_CHECKING:
    from sandbox.telegram.standin import StandIn

TOP_UP = 1000
STARS_MOST = 1_000_000
# https://core.telegram.org/api/links#invoice-links
_LINK = re.compile(r"(?:(?:https?://)?(?:t|telegram)\.me/(?:\$|invoice/))?([A-Za-z0-9_-]{1,64})")


def open_invoice(
    world: "StandIn", bot: Bot, person_id: int, *, message_id: int = 0, link: str = ""
) -> dict[str, Any]:
    """The pay sheet of an invoice: what it is about, what it costs and whether there are Stars for it."""
    person = somebody(world, person_id)
    invoice, message = _found(bot, person_id, message_id, link)
    enough = invoice.currency != STARS or person.stars >= invoice.amount
    paid = message.receipt if message else ""
    return invoice.form() | {"balance": person.stars, "enough": enough, "receipt": paid}


def pay(
    world: "StandIn", bot: Bot, person_id: int, *, message_id: int = 0, link: str = "", tip: int = 0
) -> Checkout:
    """Press Pay in the pay sheet. The checkout that comes back waits for the bot's answer.

    A message in a private chat is paid once, a link as often as one likes
    (https://core.telegram.org/bots/payments#supported-chat-types).
    """
    person = somebody(world, person_id)
    invoice, message = _found(bot, person_id, message_id, link)
    if message is not None and message.receipt:
        raise ActError(409, "already_paid", "this invoice is paid; its message shows the receipt")
    if not 0 <= tip <= invoice.max_tip:
        raise ActError(400, "tip_invalid", f"a tip for this invoice is 0 to {invoice.max_tip}")
    if invoice.currency == STARS and person.stars < invoice.amount:
        raise ActError(409, "stars_short", f"{person.first_name} has {person.stars} Stars")
    checkout = world.checkouts.begin(
        bot,
        person_id,
        invoice,
        world.clock(),
        tip=tip,
        message_id=message.id if message else 0,
        order_info=_order_info(person, invoice),
    )
    asked: dict[str, Any] = {"id": checkout.id, "from": person.user(), "currency": invoice.currency}
    asked |= {"total_amount": checkout.amount, "invoice_payload": invoice.payload}
    asked |= {"order_info": checkout.order_info} if checkout.order_info else {}
    world.lines[bot.id].push("pre_checkout_query", asked, person_id)
    return checkout


def stars(world: "StandIn", bot: Bot, person_id: int) -> dict[str, Any]:
    """A person's Stars, and their subscriptions and payments with this bot, newest first."""
    person = somebody(world, person_id)
    renew_due(world)
    held = [one for one in bot.subscriptions.values() if one.person_id == person_id]
    payments = [one for one in bot.payments.values() if one.person_id == person_id]
    return {
        "balance": person.stars,
        "now": world.today(),
        "subscriptions": [_told(bot, one) for one in reversed(held)],
        "payments": [
            {
                "charge": one.charge,
                "title": one.title,
                "currency": one.currency,
                "amount": one.amount,
                "at": one.at,
                "refunded": bool(one.refunded_at),
            }
            for one in reversed(payments)
        ],
    }


def top_up(world: "StandIn", person_id: int, amount: int = TOP_UP) -> int:
    """Give a person Stars for nothing, or take them away (a negative amount); returns what they have."""
    person = somebody(world, person_id)
    if not 0 <= person.stars + amount <= STARS_MOST:
        raise ActError(400, "stars_invalid", f"a person has 0 to {STARS_MOST} Stars")
    person.stars += amount
    world.changed()
    world.events.tell("stars", person_id)
    return person.stars


def edit_subscription(world: "StandIn", bot: Bot, person_id: int, charge: str, *, canceled: bool) -> None:
    """Cancel one's subscription (it lasts till the end of what is paid), or take it up again before that."""
    renew_due(world)
    subscription = bot.subscriptions.get(charge)
    if subscription is None or subscription.person_id != person_id:
        raise ActError(404, "subscription_not_found", "there is no such subscription")
    if subscription.ended:
        raise ActError(
            409, "subscription_ended", "this subscription is over; open its link to begin a new one"
        )
    if not canceled and subscription.bot_canceled:
        raise ActError(409, "subscription_canceled_by_bot", "the bot has cancelled this subscription")
    if subscription.canceled == canceled:
        return
    subscription.canceled = canceled
    tell_bot(world, bot, subscription, "canceled" if canceled else "active")
    world.changed()
    world.events.tell("stars", person_id)


def _found(bot: Bot, person_id: int, message_id: int, link: str) -> tuple[Invoice, Message | None]:
    if message_id:
        chat = bot.chats.get(person_id)
        message = chat.messages.get(message_id) if chat else None
        if message is not None and message.invoice in bot.invoices:
            return bot.invoices[message.invoice], message
    elif (named := _LINK.fullmatch(link)) and named[1] in bot.invoices:
        return bot.invoices[named[1]], None
    raise ActError(404, "invoice_not_found", "there is no such invoice")


def _order_info(person: Person, invoice: Invoice) -> dict[str, str]:
    """What a person's app fills in of what an invoice asks for."""
    name = f"{person.first_name} {person.last_name}".strip()
    known = {
        "name": name,
        "phone_number": person.phone.lstrip("+"),
        "email": f"person{person.id}@example.org",
    }
    return {need: known[need] for need in invoice.needs}


def _told(bot: Bot, subscription: Subscription) -> dict[str, Any]:
    invoice = bot.invoices[subscription.slug]
    return {
        "charge": subscription.charge,
        "title": invoice.title,
        "amount": invoice.amount,
        "until": subscription.until,
        "state": _state(subscription),
        "link": f"https://t.me/${invoice.slug}",
    }


def _state(subscription: Subscription) -> str:
    """`active`, `canceled` (lasts till the end of what is paid), `canceled_by_bot`, `failed` or `ended`."""
    if subscription.ended:
        return "failed" if subscription.failed else "ended"
    if subscription.bot_canceled:
        return "canceled_by_bot"
    return "canceled" if subscription.canceled else "active"
