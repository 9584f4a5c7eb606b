"""What an admin types for a value of the program file, read strictly: ASCII digits, no floats, no signs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from functools import cache

from babel import Locale

from services.errors import Invalid
from services.program_file import ProgramConfig, currencies
from services.program_file.stores import zone_names
from services.program_file.written import Value, money_text
from services.rules.lines import is_line

LONGEST_LINE = 200
LONGEST_TEXT = 2_000
MOST_POINTS = 1_000_000_000
_WHOLE = re.compile(r"[0-9]{1,10}")
_RATE = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,2})?)\s*%?")
_MONEY = re.compile(r"[0-9]{1,10}(?:[.,][0-9]{1,4})?")
_SPAN = re.compile(r"([0-9]{1,5})\s*([a-zа-яё]*)\.?")
_SPAN_UNITS = {
    "minutes": ("m", "min", "minute", "minutes", "м", "мин", "минута", "минуты", "минут"),
    "hours": ("h", "hour", "hours", "ч", "час", "часа", "часов"),
    "days": ("", "d", "day", "days", "д", "дн", "день", "дня", "дней"),
    "weeks": ("w", "week", "weeks", "нед", "неделя", "недели", "недель"),
}
_UNITS: Mapping[str, str] = {word: unit for unit, words in _SPAN_UNITS.items() for word in words}


def whole(typed: str, config: ProgramConfig) -> Value:
    """A whole number up to a thousand million."""
    if not _WHOLE.fullmatch(typed) or int(typed) > MOST_POINTS:
        raise Invalid("value_invalid", "whole")
    return int(typed)


def rate(typed: str, config: ProgramConfig) -> Value:
    """A rate from 0 to 100 per cent with at most two digits after the point: "7.5%"."""
    match = _RATE.fullmatch(typed)
    number = Decimal(match[1].replace(",", ".")) if match else None
    if number is None or number > 100:
        raise Invalid("value_invalid", "rate")
    return f"{number:f}%"


def money(typed: str, config: ProgramConfig) -> Value:
    """An amount in major units, as the file writes it."""
    return money_text(minor(typed, config), config.program.currency)


def minor(typed: str, config: ProgramConfig) -> int:
    """An amount typed in major units, as minor ones."""
    if not _MONEY.fullmatch(typed):
        raise Invalid("value_invalid", "money")
    try:
        return currencies.minor_units(Decimal(typed.replace(",", ".")), config.program.currency)
    except ValueError as error:
        raise Invalid("value_invalid", "money") from error


def points(typed: str, config: ProgramConfig) -> Value:
    """A number of points as the file writes it: where the balance is money, an amount."""
    number = number_of_points(typed, config)
    return money_text(number, config.program.currency) if config.points.are_money else number


def number_of_points(typed: str, config: ProgramConfig) -> int:
    """Points as people type them, "500"; where the balance is money an amount, "12.50" or "12,50".

    Raises Invalid ``value_invalid``.
    """
    if not config.points.are_money:
        return int(str(whole(typed, config)))
    amount = minor(typed, config)
    if amount > MOST_POINTS:
        raise Invalid("value_invalid", "money")
    return amount


def worth(typed: str, config: ProgramConfig) -> Value:
    """What a point pays, more than nothing, in minor units."""
    amount = minor(typed, config)
    if amount < 1:
        raise Invalid("value_invalid", "money")
    return amount


def span(typed: str, config: ProgramConfig) -> Value:
    """A time such as "30 min", "2 h" or "14" days."""
    match = _SPAN.fullmatch(typed.lower())
    if not match or match[2] not in _UNITS:
        raise Invalid("value_invalid", "span")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def span_or_none(typed: str, config: ProgramConfig) -> Value:
    """The same, or "none"."""
    return "none" if typed == "none" else span(typed, config)


def line(typed: str, config: ProgramConfig) -> Value:
    """A name on one line."""
    words = " ".join(typed.split())
    if not 0 < len(words) <= LONGEST_LINE or not is_line(words):
        raise Invalid("value_invalid", "line")
    return words


def text(typed: str, config: ProgramConfig) -> Value:
    """A text of the bot in the program's own words."""
    words = typed.replace("\r\n", "\n").strip()
    if not 0 < len(words) <= LONGEST_TEXT or not all(char.isprintable() or char == "\n" for char in words):
        raise Invalid("value_invalid", "text")
    return words


def yes_or_no(typed: str, config: ProgramConfig) -> Value:
    """A switch: "yes" or "no", chosen by a button."""
    return _one_of(typed, {"yes": True, "no": False})


def role(typed: str, config: ProgramConfig) -> Value:
    """What an employee may do, chosen by a button."""
    return _one_of(typed, {name: name for name in ("cashier", "manager", "admin", "owner")})


def store(typed: str, config: ProgramConfig) -> Value:
    """The code of a store, chosen by a button."""
    return _one_of(typed, {rules.code: rules.code for rules in config.stores})


def score(typed: str, config: ProgramConfig) -> Value:
    """The score up to which a visit went badly."""
    return _one_of(typed, {str(number): number for number in range(1, 5)})


def zone(typed: str, config: ProgramConfig) -> Value:
    """A time zone, by its name or a city in it: "Europe/Moscow", "moscow", "new york"."""
    wanted = typed.strip().lower().replace(" ", "_")
    known = {name.lower(): name for name in sorted(zone_names())}
    cities = {name.rpartition("/")[2].lower(): name for name in sorted(zone_names()) if "/" in name}
    found = known.get(wanted) or CITIES.get(wanted) or cities.get(wanted) or _spoken(wanted, config)
    if not found or len(typed) > 64:
        raise Invalid("value_invalid", "zone")
    return found


def _spoken(wanted: str, config: ProgramConfig) -> str | None:
    """The zone of a city by its name in one of the program's languages."""
    return next((zone for own in config.program.spoken if (zone := cities_in(own).get(wanted))), None)


@cache
def cities_in(language: str) -> Mapping[str, str]:
    """Zones by the names of their cities in a language, as ``zone`` looks for them: "дубай" is Asia/Dubai."""
    zones: Mapping[str, Mapping[str, str]] = Locale.parse(language).time_zones
    known = zone_names()
    return {
        about["city"].lower().replace(" ", "_"): zone
        for zone, about in zones.items()
        if "city" in about and zone in known
    }


def _one_of(typed: str, choices: Mapping[str, Value]) -> Value:
    if typed not in choices:
        raise Invalid("value_invalid", "choice")
    return choices[typed]


CITIES: Mapping[str, str] = {
    "москва": "Europe/Moscow",
    "санкт-петербург": "Europe/Moscow",
    "петербург": "Europe/Moscow",
    "калининград": "Europe/Kaliningrad",
    "самара": "Europe/Samara",
    "казань": "Europe/Moscow",
    "нижний_новгород": "Europe/Moscow",
    "екатеринбург": "Asia/Yekaterinburg",
    "челябинск": "Asia/Yekaterinburg",
    "уфа": "Asia/Yekaterinburg",
    "пермь": "Asia/Yekaterinburg",
    "омск": "Asia/Omsk",
    "новосибирск": "Asia/Novosibirsk",
    "красноярск": "Asia/Krasnoyarsk",
    "иркутск": "Asia/Irkutsk",
    "якутск": "Asia/Yakutsk",
    "владивосток": "Asia/Vladivostok",
    "минск": "Europe/Minsk",
    "алматы": "Asia/Almaty",
    "астана": "Asia/Almaty",
    "ташкент": "Asia/Tashkent",
    "ереван": "Asia/Yerevan",
    "тбилиси": "Asia/Tbilisi",
    "бишкек": "Asia/Bishkek",
    "лондон": "Europe/London",
    "берлин": "Europe/Berlin",
}
"""The IANA database names cities in English only."""

READERS: Mapping[str, Callable[[str, ProgramConfig], Value]] = {
    "whole": whole,
    "rate": rate,
    "money": money,
    "points": points,
    "visits": whole,
    "worth": worth,
    "span": span,
    "span_or_none": span_or_none,
    "line": line,
    "text": text,
    "switch": yes_or_no,
    "role": role,
    "store": store,
    "score": score,
    "zone": zone,
}
"""Readers by the kind of a field; each raises Invalid ``value_invalid``."""
