"""A customer's membership and payments: giving one back, ending the other."""

from __future__ import annotations

from bot.ui import errors
from bot.ui import payments as screens
from bot.ui.payments import PaymentFacts, StandingFacts
from bot.ui.program_texts import membership_title
from handlers.admin import customer as profiles
from handlers.index import Index
from handlers.talk import Talk
from services import customers, memberships
from services.customers import Customer
from services.errors import NotFound
from services.memberships import Membership
from services.memberships.reading import Paid


def setup(index: Index) -> None:
    """Routes of payments."""
    index.action("payments:customer", of_customer, "admin")
    index.action("payments:refund", ask_refund, "admin")
    index.action("payments:refunded", refund, "admin")
    index.action("payments:stop", ask_stop, "admin")
    index.action("payments:stopped", stop, "admin")


async def of_customer(talk: Talk) -> None:
    """What one customer has and has paid."""
    await talk.wait_for_nothing()
    customer = await profiles.chosen(talk)
    running = await memberships.current(talk.program, customer.id)
    found = await memberships.payments(talk.program, customer.id)
    screen = screens.of_customer(
        talk.texts,
        customer_id=customer.id,
        name=customer.name,
        standing=_standing(talk, running) if running else None,
        payments=[_facts(talk, one) for one in found],
    )
    await talk.show(screen)


def _title(talk: Talk, code: str | None) -> str:
    return membership_title(talk.program.config, code or "", talk.texts.language, code or "—")


def _standing(talk: Talk, running: Membership) -> StandingFacts:
    return StandingFacts(running.id, _title(talk, running.code), running.paid_until, running.renews)


def _facts(talk: Talk, one: Paid) -> PaymentFacts:
    return PaymentFacts(
        one.id, _title(talk, one.code), one.amount, one.currency, one.at, one.state, one.problem
    )


async def _chosen(talk: Talk) -> tuple[Paid, Customer | None]:
    one = await memberships.payment(talk.program, talk.number(0))
    if one is None:
        raise NotFound("unknown_payment")
    if one.customer_id is None:
        return one, None
    return one, await customers.get(talk.program.id, one.customer_id)


async def ask_refund(talk: Talk) -> None:
    """Is this payment to go back?"""
    one, customer = await _chosen(talk)
    if one.state in ("refunding", "refunded"):
        await talk.notify(errors.already_done(talk.texts))
        return
    screen = screens.ask_refund(
        talk.texts,
        payment_id=one.id,
        name=customer.name if customer else "",
        amount=one.amount,
        currency=one.currency,
        customer_id=one.customer_id,
    )
    await talk.show(screen)


async def refund(talk: Talk) -> None:
    """Give it back; a second tap changes nothing."""
    one, _ = await _chosen(talk)
    state = await memberships.ask(talk.program, one.id, actor=talk.person.actor, now=talk.now)
    screen = screens.refunding(
        talk.texts,
        amount=one.amount,
        currency=one.currency,
        done=state == "refunded",
        customer_id=one.customer_id,
    )
    await talk.show(screen)


async def ask_stop(talk: Talk) -> None:
    """Is the membership to end now?"""
    customer = await profiles.chosen(talk)
    running = await memberships.current(talk.program, customer.id)
    if running is None:
        await talk.notify(errors.already_done(talk.texts))
        return
    screen = screens.ask_stop(
        talk.texts,
        customer_id=customer.id,
        name=customer.name,
        title=_title(talk, running.code),
        membership_id=running.id,
    )
    await talk.show(screen)


async def stop(talk: Talk) -> None:
    """End it."""
    customer, membership_id = await profiles.chosen(talk), talk.number(1)
    running = await memberships.current(talk.program, customer.id)
    if running is None or running.id != membership_id:
        await talk.notify(errors.already_done(talk.texts))
        return
    await memberships.stop(talk.program, running.id, actor=talk.person.actor, now=talk.now)
    await talk.show(screens.stopped(talk.texts, customer_id=customer.id, title=_title(talk, running.code)))
