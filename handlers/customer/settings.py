"""What a person wishes: the language, which messages, quiet hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

from bot.ui import settings as screens
from bot.ui.program_texts import spoken
from handlers.customer import language, menu
from handlers.index import Index
from handlers.talk import Talk
from services import customers
from services.errors import NotFound

NO_HOURS = (0, 0)


def setup(index: Index) -> None:
    """Routes of the settings."""
    index.command("settings", show)
    index.action("settings:show", show)
    index.action("settings:languages", languages)
    index.action("settings:language", choose_language)
    index.action("settings:marketing", switch_marketing)
    index.action("settings:service", switch_service)
    index.action("settings:hours", hours)
    index.action("settings:quiet", choose_hours)


async def show(talk: Talk) -> None:
    """The settings; who has never pressed Start has none and sees the menu."""
    customer = talk.person.customer
    if customer is None:
        await menu.show(talk)
        return
    await talk.wait_for_nothing()
    quiet = talk.program.config.program.quiet_hours
    own = customer.quiet_from is not None and customer.quiet_to is not None
    await talk.show(
        screens.show(
            talk.texts,
            marketing=customer.marketing_since is not None,
            service=customer.service_messages,
            quiet_from=_minutes(quiet.from_time) if customer.quiet_from is None else customer.quiet_from,
            quiet_to=_minutes(quiet.to_time) if customer.quiet_to is None else customer.quiet_to,
            own_hours=own,
            joined=customer.joined,
            birthday=customer.birthday,
        )
    )


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


async def languages(talk: Talk) -> None:
    """The languages that the program speaks."""
    await talk.show(screens.choose_language(talk.texts, offered=spoken(talk.program.config)))


async def choose_language(talk: Talk) -> None:
    """The language from now on."""
    await language.take(talk)
    await show(talk)


async def switch_marketing(talk: Talk) -> None:
    """Offers and news on or off."""
    on = _switch(talk)
    await customers.set_marketing(talk.program.id, talk.customer.id, on, now=talk.now)
    await _changed(talk, marketing_since=talk.now if on else None)


async def switch_service(talk: Talk) -> None:
    """Surveys and reminders on or off."""
    on = _switch(talk)
    await customers.set_service_messages(talk.program.id, talk.customer.id, on, now=talk.now)
    await _changed(talk, service_messages=on)


def _switch(talk: Talk) -> bool:
    """Which way a switch goes; its button names the state, so a repeat changes nothing."""
    if talk.args not in (("on",), ("off",)) or talk.person.customer is None:
        raise NotFound("stale_button")
    return talk.args == ("on",)


async def hours(talk: Talk) -> None:
    """The quiet hours to choose from."""
    await talk.show(screens.choose_hours(talk.texts))


async def choose_hours(talk: Talk) -> None:
    """Own quiet hours, none, or the program's."""
    if talk.person.customer is None:
        raise NotFound("stale_button")
    quiet = _chosen_hours(talk)
    await customers.set_quiet_hours(talk.program.id, talk.customer.id, quiet, now=talk.now)
    begin, end = quiet or (None, None)
    await _changed(talk, quiet_from=begin, quiet_to=end)


def _chosen_hours(talk: Talk) -> tuple[int, int] | None:
    if talk.args == ("program",):
        return None
    if talk.args == ("off",):
        return NO_HOURS
    chosen = (talk.number(0), talk.number(1))
    if chosen not in screens.QUIET_CHOICES:
        raise NotFound("stale_button")
    return chosen


async def _changed(talk: Talk, **wishes: Any) -> None:
    talk.person = replace(talk.person, customer=replace(talk.customer, **wishes))
    await show(talk)
