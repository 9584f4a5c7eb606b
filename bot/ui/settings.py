"""Settings: language, which messages to get, quiet hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.ui.actions import pack
from bot.ui.formats import language_name
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import Texts

QUIET_CHOICES = ((21 * 60, 9 * 60), (22 * 60, 10 * 60), (23 * 60, 8 * 60), (0, 12 * 60))
"""Quiet hours to choose from: minutes after midnight, from and to."""


def minutes_text(minutes: int) -> str:
    """Return minutes after midnight as "21:00"."""
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def show(
    texts: Texts,
    *,
    marketing: bool,
    service: bool,
    quiet_from: int,
    quiet_to: int,
    own_hours: bool = False,
    joined: bool = True,
    birthday: date | None = None,
) -> Screen:
    """Return the settings. Quiet hours are minutes after midnight; equal ones mean none.

    Only who has `joined` is asked for a birthday.
    """
    lines: list[str] = [
        texts("settings-title"),
        "",
        texts("settings-language", language=language_name(texts.language)),
        texts("settings-marketing", state=_on(texts, marketing)),
        texts("settings-service", state=_on(texts, service)),
        _hours_line(texts, quiet_from, quiet_to, own_hours),
        *([_birthday_line(texts, birthday)] if joined else []),
        "",
        texts("settings-always"),
    ]
    return Screen("\n".join(lines), _rows(texts, marketing, service, joined))


def _on(texts: Texts, on: bool) -> str:
    return texts("settings-on") if on else texts("settings-off")


def _hours_line(texts: Texts, start: int, end: int, own: bool) -> str:
    if start == end:
        return texts("settings-hours-none")
    key = "settings-hours-own" if own else "settings-hours"
    return texts(key, start=minutes_text(start), end=minutes_text(end))


def _birthday_line(texts: Texts, birthday: date | None) -> str:
    if birthday is None:
        return texts("settings-birthday-none")
    return texts("settings-birthday", day=texts.birthday(birthday))


def _rows(texts: Texts, marketing: bool, service: bool, joined: bool) -> Rows:
    marketing_key = "settings-button-marketing-off" if marketing else "settings-button-marketing-on"
    service_key = "settings-button-service-off" if service else "settings-button-service-on"
    birthday = (Button(texts.plain("settings-button-birthday"), pack("birthday:show")),)
    marketing_to, service_to = ("off" if marketing else "on"), ("off" if service else "on")
    return (
        (Button(texts.plain(marketing_key), pack("settings:marketing", marketing_to)),),
        (Button(texts.plain(service_key), pack("settings:service", service_to)),),
        (
            Button(texts.plain("settings-button-hours"), pack("settings:hours")),
            Button(texts.plain("menu-button-language"), pack("settings:languages")),
        ),
        *((birthday,) if joined else ()),
        (to_menu(texts),),
    )


def choose_language(texts: Texts, *, offered: Sequence[str]) -> Screen:
    """Return the choice of language; `offered` are language codes, the present one is ticked."""
    rows = tuple(
        (
            Button(
                ("✓ " if code == texts.language else "") + language_name(code),
                pack("settings:language", code),
            ),
        )
        for code in offered
    )
    return Screen(texts("settings-choose-language"), (*rows, back(texts)))


def choose_hours(texts: Texts) -> Screen:
    """Return the choice of quiet hours."""
    choices = tuple(
        (
            Button(
                f"{minutes_text(start)}–{minutes_text(end)}",
                pack("settings:quiet", start, end),
            ),
        )
        for start, end in QUIET_CHOICES
    )
    own = (
        (Button(texts.plain("settings-button-hours-off"), pack("settings:quiet", "off")),),
        (Button(texts.plain("settings-button-hours-program"), pack("settings:quiet", "program")),),
    )
    return Screen(texts("settings-choose-hours"), (*choices, *own, back(texts)))


def back(texts: Texts) -> tuple[Button, ...]:
    """Return the row that leads back from a part of the settings."""
    return (Button(texts.plain("settings-button-back"), pack("settings:show")), to_menu(texts))
