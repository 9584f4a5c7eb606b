"""Numbers, money and times as text in a person's language (by Babel)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import (
    format_date,
    format_datetime,
    format_skeleton,
    format_time,
    get_day_names,
    get_month_names,
)
from babel.numbers import (
    format_currency,
    format_decimal,
    format_percent,
    get_currency_symbol,
)

from services.program_file.currencies import digits
from services.rules.birthdays import has_year

MINUS = "\u2212"


@lru_cache(maxsize=64)
def locale(language: str) -> Locale:
    """Return Babel's locale of a language code."""
    return Locale.parse(language)


@lru_cache(maxsize=1024)
def zone(name: str) -> tzinfo:
    """Return the time zone of an IANA name; UTC when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def number(value: int | Decimal, language: str) -> str:
    """Return a number with the language's grouping and decimal sign."""
    if isinstance(value, int):
        if 0 <= value < 1000:
            return str(value)
        mark = _thousands(language)
        if mark is not None:  # Babel takes 15 µs, and a till waits
            return f"{value:,}".replace(",", mark).replace("-", MINUS)
    return _number_by_babel(value, language)


def _number_by_babel(value: int | Decimal, language: str) -> str:
    return format_decimal(value, locale=locale(language)).replace("-", MINUS)


def times(bps: int, language: str) -> str:
    """Return a multiplier in basis points as "×1.5"."""
    return f"×{number((Decimal(bps) / 10_000).normalize(), language)}"


@lru_cache(maxsize=64)
def _thousands(language: str) -> str | None:
    """Return the mark between groups of three digits; None when the language groups otherwise."""
    mark = _number_by_babel(1_000_000, language)[1:-7]
    tried = (1000, 99_999, -1000, 1_234_567, -12_345_678_901)
    plain = all(
        _number_by_babel(n, language) == f"{n:,}".replace(",", mark).replace("-", MINUS) for n in tried
    )
    return mark if plain else None


def basis_points(bps: int, language: str) -> str:
    """Return basis points (100 = 1 %) as per cent with as many decimals as they need."""
    pattern = locale(language).percent_formats[None].pattern.replace("#,##0", "#,##0.##")
    return format_percent(Decimal(bps) / 10_000, format=pattern, locale=locale(language))


def money(minor: int, currency: str, language: str) -> str:
    """Return an amount of minor units; the decimals of a whole amount are left out."""
    frame = _frame(currency, language)
    return (
        _framed(minor, frame, language)
        if frame and minor >= 0
        else _money_by_babel(minor, currency, language)
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands around the digits of an amount, and before its small change."""

    before: str
    after: str
    point: str
    places: int


def _framed(minor: int, frame: _Frame, language: str) -> str:
    whole, small = divmod(minor, 10**frame.places)
    change = f"{frame.point}{small:0{frame.places}}" if small else ""
    return f"{frame.before}{number(whole, language)}{change}{frame.after}"


@lru_cache(maxsize=256)
def _frame(currency: str, language: str) -> _Frame | None:
    """Return the frame of a currency's amounts as Babel writes them; None when they are not so simple.

    A message names two or three amounts, and Babel takes 30 µs for each: as long as sending it.
    """
    places = digits(currency)
    before, _, after = _money_by_babel(0, currency, language).partition("0")
    point = ""
    if places:
        point = _money_by_babel(1, currency, language).removeprefix(f"{before}0")[
            : -places - len(after) or None
        ]
    frame = _Frame(before, after, point, places)
    tried = (0, 1, 10, 999, 1000, 123_456, 100_000_000, 98_765_432_101)
    same = (_framed(n, frame, language) == _money_by_babel(n, currency, language) for n in tried)
    return frame if all(same) else None


def _money_by_babel(minor: int, currency: str, language: str) -> str:
    amount = Decimal(minor).scaleb(-digits(currency))
    pattern = locale(language).currency_formats["standard"].pattern
    whole = amount == amount.to_integral_value()
    if whole:
        pattern = pattern.replace("0.00", "0")
    symbol = _symbol(currency, language)
    pattern = pattern.replace("¤", f"'{symbol}'" if symbol != currency else f"'{symbol}'\u00a0", 1)
    pattern = pattern.replace("\u00a0\u00a0", "\u00a0").removesuffix("\u00a0")
    text = format_currency(
        amount, currency, format=pattern, locale=locale(language), currency_digits=not whole
    )
    return text.replace("-", MINUS)


@lru_cache(maxsize=256)
def _symbol(currency: str, language: str) -> str:
    """Return the sign of a currency: the language's own, else the one of a language that has it."""
    found = (get_currency_symbol(currency, locale=locale(code)) for code in (language, "ru", "en"))
    return next((symbol for symbol in found if symbol != currency), currency)


def counted(value: int, names: Mapping[str, str], language: str, *, signed: bool = False) -> str:
    """Return a number with its noun in the right form.

    `names` maps the language's plural categories ("one", "few", "many", "other") to the noun's forms; a
    category that is missing falls back on "other", then on "many", then on any.
    """
    category = _category(abs(value), language)
    noun = names.get(category) or names.get("other") or names.get("many") or next(iter(names.values()))
    plus = "+" if signed and value > 0 else ""
    return f"{plus}{number(value, language)}\u00a0{noun}"


def _category(value: int, language: str) -> str:
    """Return the plural category of a whole number."""
    if value >= 1000 and _by_last_digits(language):
        value = 100 + value % 100  # Babel takes 20 µs, and balances are all different
    return _plural(value, language)


@lru_cache(maxsize=4096)
def _plural(value: int, language: str) -> str:
    return locale(language).plural_form(value)


@lru_cache(maxsize=64)
def _by_last_digits(language: str) -> bool:
    """Say whether two last digits decide about large numbers (not in French, where a million is another)."""
    form = locale(language).plural_form
    rounds = (1000, 2000, 10_000, 100_000, 1_000_000, 3_000_000, 1_000_000_000)
    return all(form(n + last) == form(100 + last) for n in rounds for last in range(100))


def day(moment: datetime, where: tzinfo, language: str, *, year: bool = True) -> str:
    """Return a date: "22 ноября 2026 г.", "November 22, 2026"."""
    local = moment.astimezone(where)
    if year:
        return format_date(local, format="long", locale=locale(language))
    return format_skeleton("MMMMd", local, locale=locale(language))


def when(moment: datetime, where: tzinfo, language: str) -> str:
    """Return a date and time without the year: "22 нояб., 12:00", "Nov 22, 12:00 PM"."""
    local = moment.astimezone(where)
    date = format_skeleton("MMMd", local, locale=locale(language))
    return f"{date}, {clock(moment, where, language)}"


def clock(moment: datetime, where: tzinfo, language: str) -> str:
    """Return a time of day."""
    return format_time(moment.astimezone(where), format="short", tzinfo=where, locale=locale(language))


def short_date(moment: datetime, where: tzinfo, language: str) -> str:
    """Return a short date for the axis of a chart: "22.11", "11/22"."""
    return format_skeleton("Md", moment.astimezone(where), locale=locale(language))


def stamp(moment: datetime, where: tzinfo, language: str) -> str:
    """Return a full date and time: "22.11.2026, 12:00"."""
    return format_datetime(moment.astimezone(where), format="short", tzinfo=where, locale=locale(language))


def birthday(day_of_birth: date, language: str) -> str:
    """Return a birthday, with its year if that is known: "14 февраля", "February 14, 1990"."""
    if has_year(day_of_birth):
        return format_date(day_of_birth, format="long", locale=locale(language))
    return format_skeleton("MMMMd", day_of_birth, locale=locale(language))


@lru_cache(maxsize=64)
def month_names(language: str) -> tuple[str, ...]:
    """Return the twelve months as they stand alone: "Январь", "January"."""
    names = get_month_names("wide", "stand-alone", locale(language))
    return tuple(names[number].capitalize() for number in range(1, 13))


@lru_cache(maxsize=64)
def weekday_names(language: str) -> tuple[str, ...]:
    """Return the seven days of the week in short, Monday first: "пн", "Mon"."""
    names = get_day_names("abbreviated", "stand-alone", locale(language))
    return tuple(names[number] for number in range(7))


@lru_cache(maxsize=64)
def month_words(language: str) -> Mapping[str, int]:
    """Return what people call the months in this language and in English, in small letters, with the number."""
    return {
        name.lower().rstrip("."): number
        for code in ("en", language)
        for context in ("stand-alone", "format")
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, context, locale(code)).items()
    }


def language_name(language: str) -> str:
    """Return a language's own name for itself, as a person looks for it in a list."""
    name = locale(language).get_display_name(language) or language
    return name[:1].upper() + name[1:]
