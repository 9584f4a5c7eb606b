"""The birthday: told by buttons or typed, shown, changed, removed."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime

from bot.ui.actions import pack
from bot.ui.formats import month_names
from bot.ui.menu import to_menu
from bot.ui.screen import Alert, Button, Rows, Screen
from bot.ui.settings import back
from bot.ui.texts import Texts
from services.rules.birthdays import NO_YEAR

MONTHS_A_ROW = 3
DAYS_A_ROW = 8


def ask(texts: Texts) -> Screen:
    """Ask for the month; a typed date is as good."""
    return Screen(texts("birthday-ask"), _months(texts))


def not_understood(texts: Texts) -> Screen:
    """Say how a date is written."""
    return Screen(texts("birthday-wrong"), _months(texts))


def _months(texts: Texts) -> Rows:
    buttons = [
        Button(name, pack("birthday:month", number))
        for number, name in enumerate(month_names(texts.language), 1)
    ]
    return (*_rows_of(buttons, MONTHS_A_ROW), back(texts))


def _rows_of(buttons: list[Button], width: int) -> Rows:
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))


def choose_day(texts: Texts, *, month: int) -> Screen:
    """Ask for the day of a month from 1 to 12."""
    days = [
        Button(str(day), pack("birthday:day", month, day))
        for day in range(1, monthrange(NO_YEAR, month)[1] + 1)
    ]
    months = Button(texts.plain("birthday-button-months"), pack("birthday:change"))
    name = month_names(texts.language)[month - 1]
    rows = (*_rows_of(days, DAYS_A_ROW), (months, to_menu(texts)))
    return Screen(texts("birthday-choose-day", month=name), rows)


def confirm(texts: Texts, *, birthday: date) -> Screen:
    """Ask whether it is right, since it cannot be changed again and again."""
    day = (birthday.year, birthday.month, birthday.day)
    rows = (
        (Button(texts.plain("birthday-button-save"), pack("birthday:save", *day)),),
        (Button(texts.plain("birthday-button-other"), pack("birthday:change")), to_menu(texts)),
    )
    lines = [texts("birthday-confirm", day=texts.birthday(birthday)), "", texts("birthday-rule")]
    return Screen("\n".join(lines), rows)


def show(texts: Texts, *, birthday: date | None, locked_until: datetime | None) -> Screen:
    """Return the birthday that was told, with the ways to change it; None is one that was removed."""
    told = texts("birthday-show", day=texts.birthday(birthday)) if birthday else texts("birthday-none")
    rule = texts("birthday-locked", day=texts.day(locked_until)) if locked_until else texts("birthday-rule")
    change = Button(texts.plain("birthday-button-change"), pack("birthday:change"))
    remove = Button(texts.plain("birthday-button-remove"), pack("birthday:remove"))
    buttons = [*([] if locked_until else [change]), *([] if birthday is None else [remove])]
    return Screen(f"{told}\n\n{rule}", (*_rows_of(buttons, 2), back(texts)))


def saved(texts: Texts) -> Alert:
    """Say that the birthday is kept."""
    return Alert(texts.plain("birthday-saved"))


def ask_remove(texts: Texts) -> Screen:
    """Ask whether to forget the birthday."""
    rows = (
        (Button(texts.plain("birthday-button-remove-yes"), pack("birthday:removed")),),
        (Button(texts.plain("birthday-button-back"), pack("birthday:show")), to_menu(texts)),
    )
    return Screen(texts("birthday-ask-remove"), rows)
