"""The main menu, where every way leads back to."""

from __future__ import annotations

from bot.ui import menu
from bot.ui.program_texts import tier_name
from bot.ui.screen import Screen
from handlers.index import Index
from handlers.talk import Talk
from services import clubs, coupons, offers, points


def setup(index: Index) -> None:
    """Routes of the menu."""
    index.command("menu", show)
    index.action("menu:show", show)


async def show(talk: Talk) -> None:
    """The menu of whoever asks; what was awaited from them is awaited no more."""
    await talk.wait_for_nothing()
    await talk.show(await screen(talk))


async def screen(talk: Talk) -> Screen:
    """The menu of a customer, or of somebody who has not joined; staff and admins see their work in both."""
    person, texts, program = talk.person, talk.texts, talk.program
    if not person.joined:
        return menu.lead(texts, program_name=program.name, staff=person.staff, admin=person.admin)
    customer = talk.customer
    balance = await points.balance(program, customer.id, now=talk.now)
    current = await offers.current(program, customer.id, now=talk.now)
    usable = await coupons.current(program, customer, now=talk.now)
    return menu.customer(
        texts,
        program_name=program.name,
        name=customer.name,
        available=balance.available,
        pending=balance.pending,
        tier_name=tier_name(program.config, customer.tier, texts.language),
        offers=len(current) + len(usable),
        stamps=bool(program.config.stamps),
        favourites=program.config.favourites.choose > 0,
        clubs=clubs.any_open(program, now=talk.now),
        staff=person.staff,
        admin=person.admin,
    )
