"""One customer as admins and managers see one: profile, receipts, entries, why these segments."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.ui import conditions
from bot.ui import customer as screens
from bot.ui import story as story_screens
from bot.ui.customer import ProfileFacts, ReasonFacts
from bot.ui.history import entry_facts, receipt_facts
from bot.ui.program_texts import tier_name
from bot.ui.screen import Screen
from handlers import numbers
from handlers.index import Index
from handlers.talk import Talk
from services import clubs, customers, history, memberships, points, staff_lookups, story
from services.customers import Customer
from services.errors import NotFound
from services.history import Page
from services.segments import members, reasons
from services.segments.reasons import Reason

T = TypeVar("T")


def setup(index: Index) -> None:
    """Routes of a customer's profile."""
    index.command("customer", by_command, "manager")
    index.action("customer:ask", ask, "manager")
    index.answer("customer", answered, "manager")
    index.action("customer:open", opened, "manager")
    index.action("customer:receipts", receipts, "manager")
    index.action("customer:entries", entries, "manager")
    index.action("customer:story", told, "manager")
    index.action("customer:why", why, "manager")


async def by_command(talk: Talk) -> None:
    """/customer <phone or card>."""
    if talk.text:
        await _look_up(talk)
    else:
        await ask(talk)


async def ask(talk: Talk) -> None:
    """Who is wanted?"""
    await talk.wait_for("customer")
    await talk.show(screens.ask(talk.texts))


async def answered(talk: Talk) -> None:
    """A phone or a card was typed."""
    await _look_up(talk)


async def _look_up(talk: Talk) -> None:
    found = await find(talk, talk.text)
    if found is None:
        await talk.wait_for("customer")
        await talk.say(screens.not_found(talk.texts))
        return
    await talk.wait_for_nothing()
    await _profile(talk, found)


async def find(talk: Talk, typed: str) -> Customer | None:
    """A customer by phone or card as typed; None when there is none. Codes are for the till."""
    ref = staff_lookups.reference(typed)
    if ref is None:
        return None
    try:
        return await customers.find(talk.program.id, ref.value)
    except NotFound:
        return None


async def chosen(talk: Talk) -> Customer:
    """The customer whom a button names. Raises NotFound ``unknown_customer``."""
    customer_id = talk.number(0)
    return await customers.get(talk.program.id, customer_id)


async def opened(talk: Talk) -> None:
    """The profile, by a button."""
    await talk.wait_for_nothing()
    await _profile(talk, await chosen(talk))


async def _profile(talk: Talk, customer: Customer) -> None:
    await staff_lookups.opened(talk.program.id, customer, actor=talk.person.actor, now=talk.now)
    balance = await points.balance(talk.program, customer.id, now=talk.now)
    stays = await members.of_customer(talk.program, customer.id)
    language = talk.texts.language
    facts = ProfileFacts(
        customer_id=customer.id,
        name=customer.name,
        card=customer.card,
        currency=talk.program.currency,
        phone=_phone(talk, customer),
        tier_name=tier_name(talk.program.config, customer.tier, language),
        joined_at=customer.joined_at,
        source=customer.source,
        available=balance.available,
        pending=balance.pending,
        debt=balance.debt,
        receipts=customer.receipts,
        spent_minor=customer.spent,
        last_purchase_at=customer.last_purchase_at,
        visit_score=customer.visit_score,
        marketing=customer.marketing_since is not None,
        reachable=customer.unreachable_since is None,
        segments=[stay.title.in_language(language) for stay in stays],
        clubs=[one.title.in_language(language) for one in await clubs.of_customer(talk.program, customer.id)],
    )
    screen = screens.profile(
        talk.texts,
        facts=facts,
        may_grant=talk.person.admin,
        payments=await memberships.any_paid(talk.program, customer.id),
    )
    await talk.show(screen)


def _phone(talk: Talk, customer: Customer) -> str | None:
    """A manager needs to recognise a number, not to have it."""
    if customer.phone is None or talk.person.admin:
        return customer.phone
    return f"{customer.phone[:2]}…{customer.phone[-4:]}"


async def receipts(talk: Talk) -> None:
    """A page of receipts."""
    currency = talk.program.currency
    await _show_page(talk, history.receipts, screens.receipts, lambda one: receipt_facts(one, currency))


async def entries(talk: Talk) -> None:
    """A page of the points ledger."""
    await _show_page(talk, history.entries, screens.entries, entry_facts)


async def _show_page(
    talk: Talk,
    read: Callable[[int, int, int], Awaitable[Page[T]]],
    screen: Callable[..., Screen],
    facts: Callable[[T], object],
) -> None:
    customer = await chosen(talk)
    page = await read(talk.program.id, customer.id, numbers.page(talk.args, 1))
    await talk.show(
        screen(
            talk.texts,
            customer_id=customer.id,
            name=customer.name,
            items=[facts(one) for one in page.items],
            page=page.number,
            pages=page.pages,
        )
    )


async def told(talk: Talk) -> None:
    """A page of why the balance is what it is."""
    customer = await chosen(talk)
    found = await story.tell(talk.program, customer.id, numbers.page(talk.args, 1), now=talk.now)
    screen = story_screens.of_customer(
        talk.texts, story=found, currency=talk.program.currency, customer_id=customer.id, name=customer.name
    )
    await talk.show(screen)


async def why(talk: Talk) -> None:
    """Which facts put the customer into the segments."""
    customer = await chosen(talk)
    explained = {reason.code: reason for reason in await _explained(talk, customer)}
    stays = await members.of_customer(talk.program, customer.id)
    found = [
        ReasonFacts(
            stay.title.in_language(talk.texts.language),
            stay.entered_at,
            _because(talk, explained[stay.code]),
            holds=explained[stay.code].holds,
        )
        for stay in stays
        if stay.code in explained
    ]
    await talk.show(screens.why(talk.texts, customer_id=customer.id, name=customer.name, reasons=found))


async def _explained(talk: Talk, customer: Customer) -> tuple[Reason, ...]:
    return await reasons.explain(talk.program, customer.id, now=talk.now)


def _because(talk: Talk, reason: Reason) -> list[str]:
    config = talk.program.config
    return [
        conditions.checked(talk.texts, one.comparison, one.value, config, negated=one.negated)
        for one in reason.checked
    ]
