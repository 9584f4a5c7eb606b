"""Joining: language, consent to the terms, the separate wish for offers, the person's own contact."""

from __future__ import annotations

import re
from dataclasses import replace

import phonenumbers

from bot.ui import errors, join, move
from bot.ui.program_texts import spoken
from bot.ui.screen import Screen
from handlers import fallback
from handlers.customer import language, menu, start
from handlers.index import Index
from handlers.talk import Talk
from services import customers, joining
from services.errors import NotFound
from services.joining import Joined

_LOOKS_LIKE_PHONE = re.compile(r"^[+(]?\d[\d\s().-]{5,24}\d$")


def setup(index: Index) -> None:
    """Routes of joining."""
    index.action("join:start", begin)
    index.action("join:languages", languages)
    index.action("join:language", choose_language)
    index.action("join:consent", agree)
    index.action("join:marketing", answer_marketing)
    index.answer("contact", take_contact)
    index.answer("words", hear_words)


async def begin(talk: Talk) -> None:
    """Ask for the first thing that is still missing."""
    if talk.person.customer is None:
        await start.register(talk)
    await _ask_next(talk)


async def _ask_next(talk: Talk) -> None:
    customer, name = talk.customer, talk.program.name
    if customer.terms_version != talk.program.config.program.terms_version:
        await talk.show(start.consent(talk))
    elif customer.marketing_asked_at is None:
        await talk.show(join.marketing(talk.texts, program_name=name))
    elif not customer.joined:
        await talk.show(join.ask_contact(talk.texts))
    else:
        await menu.show(talk)


async def languages(talk: Talk) -> None:
    """The languages that the program speaks."""
    await talk.show(join.choose_language(talk.texts, offered=spoken(talk.program.config)))


async def choose_language(talk: Talk) -> None:
    """The language from now on."""
    await language.take(talk)
    await menu.show(talk)


async def agree(talk: Talk) -> None:
    """The terms are agreed to, if they are still those that the person was shown."""
    if talk.person.customer is None:
        await start.register(talk)
    version = talk.program.config.program.terms_version
    if talk.args != (join.terms_mark(version),):
        await talk.notify(errors.alert(talk.texts, "terms_changed"))
        await talk.show(start.consent(talk))
        return
    await joining.accept_terms(talk.program, talk.customer.id, version, now=talk.now)
    talk.person = replace(talk.person, customer=replace(talk.customer, terms_version=version))
    await _ask_next(talk)


async def answer_marketing(talk: Talk) -> None:
    """Offers and news: yes or no."""
    if talk.args not in (("yes",), ("no",)):
        raise NotFound("stale_button")
    if talk.person.customer is None:
        await start.register(talk)
    yes = talk.args == ("yes",)
    await customers.set_marketing(talk.program.id, talk.customer.id, yes, now=talk.now)
    talk.person = replace(talk.person, customer=replace(talk.customer, marketing_asked_at=talk.now))
    await _ask_next(talk)


async def take_contact(talk: Talk) -> None:
    """The person's own contact joins; Telegram vouches for it, and for nobody else's."""
    message = talk.message
    if message is None or message.contact is None:
        raise LookupError("this route needs a contact")
    if talk.person.customer is None:
        await start.register(talk)
    if message.contact.user_id != talk.person.telegram_id or message.forward_origin is not None:
        await _decline(talk)
        return
    phone = normalised(message.contact.phone_number)
    if phone is None:
        await talk.say(join.contact_unusable(talk.texts))
        return
    if talk.customer.terms_version is None:
        await talk.say(start.consent(talk))
        return
    await _join(talk, phone)


async def _decline(talk: Talk) -> None:
    """Somebody else's contact joins nobody; whoever has joined needs no contact at all."""
    if talk.person.joined:
        await fallback.unknown(talk)
    else:
        await talk.say(join.contact_of_another(talk.texts))


async def _join(talk: Talk, phone: str) -> None:
    outcome = await joining.share_contact(
        talk.program, talk.customer.id, phone, admin_ids=talk.deps.admin_ids, now=talk.now
    )
    if not isinstance(outcome, Joined):
        await talk.say(move.waiting(talk.texts))
        return
    talk.person = replace(talk.person, customer=outcome.customer)
    await talk.say(_welcomed(talk, outcome))
    await talk.say(await menu.screen(talk))


def _welcomed(talk: Talk, outcome: Joined) -> Screen:
    name = talk.program.name
    if outcome.again:
        return join.joined_before(talk.texts, program_name=name)
    return join.joined(talk.texts, program_name=name, claimed=outcome.claimed, welcome_points=outcome.welcome)


def normalised(number: str) -> str | None:
    """A phone number as Telegram gives it, in E.164; None for one that no till could send (e.g. +888…)."""
    try:
        parsed = phonenumbers.parse("+" + number.strip().lstrip("+"))
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


async def hear_words(talk: Talk) -> None:
    """Words that nothing waits for; a phone number typed instead of shared is explained."""
    if talk.person.joined or not _LOOKS_LIKE_PHONE.match(talk.text):
        await fallback.unknown(talk)
    elif talk.person.customer is None or talk.customer.terms_version is None:
        await begin(talk)  # a number shared before the terms would be refused
    else:
        await talk.say(join.contact_typed(talk.texts))
