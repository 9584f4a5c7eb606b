"""The birthday: by buttons for the month and the day, or typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from bot.ui import birthday as screens
from bot.ui.formats import month_words
from handlers.index import Index
from handlers.talk import Talk
from services import birthdays, customers
from services.errors import NotFound
from services.rules import birthdays as rules

STATE = "birthday"
MONTHS = range(1, 13)


def setup(index: Index) -> None:
    """Routes of the birthday."""
    index.action("birthday:show", show, "joined")
    index.action("birthday:change", change, "joined")
    index.action("birthday:month", choose_month, "joined")
    index.action("birthday:day", choose_day, "joined")
    index.action("birthday:save", save, "joined")
    index.action("birthday:remove", ask_remove, "joined")
    index.action("birthday:removed", remove, "joined")
    index.answer(STATE, typed, "joined")


async def show(talk: Talk) -> None:
    """The birthday, or the question for it."""
    if talk.customer.birthday is None and _locked_until(talk) is None:
        await _ask(talk)
        return
    await talk.wait_for_nothing()
    screen = screens.show(talk.texts, birthday=talk.customer.birthday, locked_until=_locked_until(talk))
    await talk.show(screen)


def _locked_until(talk: Talk) -> datetime | None:
    return birthdays.locked_until(talk.customer.birthday_changed_at, talk.now)


async def change(talk: Talk) -> None:
    """Ask for another one, unless it was changed not long ago."""
    if _locked_until(talk) is None:
        await _ask(talk)
    else:
        await show(talk)


async def _ask(talk: Talk) -> None:
    await talk.wait_for(STATE)
    await talk.show(screens.ask(talk.texts))


async def choose_month(talk: Talk) -> None:
    """A month was chosen."""
    month = talk.number(0)
    if month not in MONTHS:
        raise NotFound("stale_button")
    await talk.show(screens.choose_day(talk.texts, month=month))


async def choose_day(talk: Talk) -> None:
    """A day was chosen: is it right?"""
    chosen = _birthday(talk, rules.NO_YEAR, talk.number(0), talk.number(1))
    await talk.show(screens.confirm(talk.texts, birthday=chosen))


async def typed(talk: Talk) -> None:
    """A date was typed: is it right?"""
    language = talk.texts.language
    month_first = language == "en" and "/" in talk.text
    found = rules.read(talk.text, month_words(language), _today(talk), month_first=month_first)
    if found is None:
        await talk.say(screens.not_understood(talk.texts))
    else:
        await talk.say(screens.confirm(talk.texts, birthday=found))


def _birthday(talk: Talk, year: int, month: int, day: int) -> date:
    """The day that a button names. Raises NotFound ``stale_button``."""
    found = rules.of(year, month, day, _today(talk))
    if found is None:
        raise NotFound("stale_button")
    return found


def _today(talk: Talk) -> date:
    return talk.now.astimezone(talk.texts.zone).date()


async def save(talk: Talk) -> None:
    """It is right."""
    birthday = _birthday(talk, talk.number(0), talk.number(1), talk.number(2))
    await birthdays.tell(talk.program.id, talk.customer.id, birthday, now=talk.now)
    await talk.notify(screens.saved(talk.texts))
    await _changed(talk)


async def ask_remove(talk: Talk) -> None:
    """Really?"""
    await talk.show(screens.ask_remove(talk.texts))


async def remove(talk: Talk) -> None:
    """The birthday is forgotten."""
    await birthdays.remove(talk.program.id, talk.customer.id, now=talk.now)
    await _changed(talk)


async def _changed(talk: Talk) -> None:
    customer = await customers.get(talk.program.id, talk.customer.id)
    talk.person = replace(talk.person, customer=customer)
    await show(talk)
