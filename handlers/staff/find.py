"""Finding a customer at the till: by code, card or phone, typed or as a photo of the QR code."""

from __future__ import annotations

from bot.ui import staff as screens
from bot.ui.program_texts import tier_facts
from handlers import files
from handlers.index import Index
from handlers.staff import qr
from handlers.talk import Talk
from services import points, staff_lookups
from services.customers import Customer
from services.errors import NotFound

STATE = "staff_find"


def setup(index: Index) -> None:
    """Routes of finding."""
    index.command("find", by_command, "staff")
    index.action("staff:find", ask, "staff")
    index.answer(STATE, answered, "staff")


async def by_command(talk: Talk) -> None:
    """/find, or /find <code, card or phone>."""
    if talk.text:
        await _look_up(talk, talk.text)
    else:
        await ask(talk)


async def ask(talk: Talk) -> None:
    """Whom?"""
    await talk.wait_for(STATE)
    await talk.show(screens.ask_customer(talk.texts))


async def answered(talk: Talk) -> None:
    """Digits, or a picture of them."""
    data = await files.picture(talk)
    await _look_up(talk, talk.text if data is None else await qr.read(data) or "")


async def _look_up(talk: Talk, typed: str) -> None:
    await talk.wait_for(STATE)  # whoever serves a queue sends one number after another
    ref = staff_lookups.reference(typed)
    if ref is None:
        await talk.say(screens.unreadable(talk.texts))
        return
    try:
        found = await staff_lookups.find(
            talk.program.id, ref, actor=talk.person.actor, keyring=talk.deps.keyring, now=talk.now
        )
    except NotFound:
        await talk.say(screens.not_found(talk.texts))
        return
    await _show(talk, found)


async def _show(talk: Talk, customer: Customer) -> None:
    """The least that one at the till needs; who manages may look closer."""
    balance = await points.balance(talk.program, customer.id, now=talk.now)
    tier = tier_facts(talk.program.config, customer.tier, talk.texts.language)
    screen = screens.found(
        talk.texts,
        name=customer.name,
        card=customer.card,
        available=balance.available,
        tier_name=tier.name if tier else None,
        bonus_bps=tier.bonus_bps if tier else 0,
        customer_id=customer.id if talk.person.manager else None,
    )
    await talk.say(screen)
