"""Points given by hand: who, how many, why; then one button."""

from __future__ import annotations

from bot.ui import customer as customer_screens
from bot.ui import errors
from bot.ui import grant as screens
from handlers import numbers
from handlers.admin import customer as profiles
from handlers.index import Index
from handlers.talk import Talk
from services import customers, grants, points
from services.customers import Customer
from services.errors import Invalid


def setup(index: Index) -> None:
    """Routes of grants."""
    index.command("grant", by_command, "admin")
    index.action("grant:start", start, "admin")
    index.answer("grant", answered, "admin")
    index.action("grant:confirm", confirm, "admin")
    index.action("grant:cancel", cancel, "admin")


async def by_command(talk: Talk) -> None:
    """/grant <phone or card> <points> <reason>; whatever is missing is asked for."""
    who, _, rest = talk.text.partition(" ")
    if not who:
        await profiles.ask(talk)
        return
    found = await profiles.find(talk, who)
    if found is None:
        await talk.say(customer_screens.not_found(talk.texts))
    elif rest.strip():
        await _propose(talk, found, rest.strip())
    else:
        await _ask(talk, found)


async def start(talk: Talk) -> None:
    """The button under a profile."""
    await _ask(talk, await profiles.chosen(talk))


async def _ask(talk: Talk, customer: Customer) -> None:
    await talk.wait_for("grant", customer_id=customer.id)
    await talk.show(screens.ask(talk.texts, customer_id=customer.id, name=customer.name))


async def answered(talk: Talk) -> None:
    """The points and the reason, typed."""
    customer = await customers.get(talk.program.id, talk.data["customer_id"])
    await _propose(talk, customer, talk.text)


async def _propose(talk: Talk, customer: Customer, typed: str) -> None:
    """Show what would happen; the token is this update, so one question is one grant."""
    first, _, reason = typed.partition(" ")
    amount = numbers.points(first, talk.program.config)
    if amount is None or not reason.strip():
        await talk.wait_for("grant", customer_id=customer.id)
        await talk.say(screens.wrong(talk.texts, customer_id=customer.id))
        return
    try:
        reason = grants.check(talk.program.config, amount, reason)
    except Invalid:
        await talk.wait_for("grant", customer_id=customer.id)
        raise
    balance = await points.balance(talk.program, customer.id, now=talk.now)
    token = str(talk.update_id)
    await talk.wait_for("grant_confirm", customer_id=customer.id, points=amount, reason=reason, token=token)
    screen = screens.confirm(
        talk.texts,
        customer_id=customer.id,
        name=customer.name,
        points=amount,
        reason=reason,
        available=balance.available,
        token=token,
    )
    await talk.say(screen)


async def confirm(talk: Talk) -> None:
    """Give what was shown. A second tap finds nothing to confirm; a repeated update gives nothing twice."""
    asked = talk.person.awaited
    token = talk.args[0] if talk.args else ""
    if asked is None or asked.state != "grant_confirm" or asked.data["token"] != token:
        await talk.notify(errors.stale_button(talk.texts))
        return
    given = await grants.give(
        talk.program,
        asked.data["customer_id"],
        asked.data["points"],
        asked.data["reason"],
        actor=talk.person.actor,
        key=f"grant:{token}",
        now=talk.now,
    )
    screen = screens.done(
        talk.texts,
        customer_id=given.customer.id,
        name=given.customer.name,
        points=given.points,
        available=given.available,
    )
    await talk.show(screen)
    await talk.wait_for_nothing()


async def cancel(talk: Talk) -> None:
    """Back to the profile, nothing given."""
    await profiles.opened(talk)
