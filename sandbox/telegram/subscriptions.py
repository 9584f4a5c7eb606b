"""Subscriptions: the charge that comes again by itself, and who stops it.

https://core.telegram.org/api/subscriptions; what the bot's own cancelling does is in
https://core.telegram.org/method/payments.botCancelStarsSubscription.
"""

from typing import TYPE_CHECKING

from sandbox.telegram.bots import Bot
from sandbox.telegram.calls import Call
from sandbox.telegram.payments import charge, give_receipt, payer_of
from sandbox.telegram.purchases import Subscription
from sandbox.telegram.rules import refuse

if TYPE_CHECKING:
    from sandbox.telegram.standin import StandIn


def edit_user_star_subscription(world: "StandIn", call: Call) -> bool:
    """https://core.telegram.org/bots/api#edituserstarsubscription.

    The subscription is named by the charge of its first payment. Without `is_canceled` the customer may take it up
    again; that does not take it up.
    """
    payer = payer_of(world, call)
    subscription = call.bot.subscriptions.get(call.text("telegram_payment_charge_id"))
    if subscription is None or subscription.person_id != payer.id or subscription.ended:
        raise refuse("charge-invalid")
    subscription.bot_canceled = call.flag("is_canceled")
    subscription.canceled = subscription.canceled or subscription.bot_canceled
    world.changed()
    world.events.tell("stars", payer.id)
    return True


def renew_due(world: "StandIn") -> None:
    """Charge every subscription whose time has come, as often as it has come."""
    now = world.today()
    for bot in world.bots.values():
        for subscription in list(bot.subscriptions.values()):
            while not subscription.ended and subscription.until <= now:
                _renew(world, bot, subscription)


def tell_bot(world: "StandIn", bot: Bot, subscription: Subscription, state: str) -> None:
    """The update https://core.telegram.org/bots/api#botsubscriptionupdated: canceled, active or failed."""
    payer = world.people[subscription.person_id]
    payload = bot.payments[subscription.charge].payload
    changed = {"user": payer.user(), "invoice_payload": payload, "state": state}
    world.lines[bot.id].push("subscription", changed, payer.id)


def _renew(world: "StandIn", bot: Bot, subscription: Subscription) -> None:
    payer = world.people.get(subscription.person_id)
    invoice = bot.invoices[subscription.slug]
    if payer is None or subscription.canceled:
        subscription.ended = True
    elif payer.stars < invoice.amount:
        subscription.ended = subscription.failed = True
        tell_bot(world, bot, subscription, "failed")
    else:
        payment = charge(
            world,
            bot,
            payer,
            invoice,
            amount=invoice.amount,
            at=subscription.until,
            subscription=subscription,
        )
        subscription.until += invoice.subscription_period
        give_receipt(world, bot, payer, payment, subscription)
    world.changed()
    world.events.tell("stars", subscription.person_id)
