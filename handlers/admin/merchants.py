"""Merchants and their keys; a key is shown once."""

from __future__ import annotations

from bot.ui import merchants as screens
from bot.ui.merchants import MerchantFacts
from handlers.index import Index
from handlers.talk import Talk
from services import merchants
from services.errors import Conflict, Invalid
from services.merchants import Merchant


def setup(index: Index) -> None:
    """Routes of merchants."""
    index.command("merchant", by_command, "admin")
    index.action("merchants:show", listed, "admin")
    index.action("merchants:open", opened, "admin")
    index.action("merchants:new", new, "admin")
    index.answer("merchant_name", named, "admin")
    index.action("merchants:rotate", ask_rotate, "admin")
    index.action("merchants:rotated", rotate, "admin")


def _facts(merchant: Merchant) -> MerchantFacts:
    return MerchantFacts(merchant.id, merchant.name, merchant.key_made_at, merchant.key_hint)


async def by_command(talk: Talk) -> None:
    """/merchant, or /merchant <name of a new one>."""
    await (_create(talk, talk.text) if talk.text else listed(talk))


async def listed(talk: Talk) -> None:
    """All merchants."""
    await talk.wait_for_nothing()
    found = await merchants.every(talk.program)
    await talk.show(screens.listed(talk.texts, merchants=[_facts(merchant) for merchant in found]))


async def _chosen(talk: Talk) -> Merchant:
    return await merchants.get(talk.program, talk.number(0))


async def opened(talk: Talk) -> None:
    """One merchant."""
    await talk.show(screens.opened(talk.texts, merchant=_facts(await _chosen(talk))))


async def new(talk: Talk) -> None:
    """What is the new one called?"""
    await talk.wait_for("merchant_name")
    await talk.show(screens.ask_name(talk.texts))


async def named(talk: Talk) -> None:
    """The name of a new merchant, typed."""
    await _create(talk, talk.text)


async def _create(talk: Talk, name: str) -> None:
    name = " ".join(name.split())
    try:
        made, key = await merchants.create(talk.program, name, actor=talk.person.actor, now=talk.now)
    except (Conflict, Invalid):
        await talk.wait_for("merchant_name")
        raise
    await talk.wait_for_nothing()
    await talk.say(screens.key_shown(talk.texts, name=made.name, key=key))


async def ask_rotate(talk: Talk) -> None:
    """The old key will stop working: sure?"""
    await talk.show(screens.ask_rotate(talk.texts, merchant=_facts(await _chosen(talk))))


async def rotate(talk: Talk) -> None:
    """A new key in place of the old one."""
    merchant = await _chosen(talk)
    made, key = await merchants.rotate_key(talk.program, merchant.name, actor=talk.person.actor, now=talk.now)
    await talk.show(screens.key_shown(talk.texts, name=made.name, key=key))
