"""What cities, languages and currencies are called in a person's language (by Babel)."""

from __future__ import annotations

from functools import lru_cache

from babel.dates import get_timezone_location

from bot.ui.formats import locale


def language_called(code: str, language: str) -> str:
    """Return what a language is called in another: "английский"; its code when it has no name there."""
    return str(locale(language).languages.get(code, code))


@lru_cache(maxsize=1024)
def city(zone_name: str, language: str) -> str:
    """Return the city that a time zone is named after: "Москва"; "UTC" for one without a city."""
    return get_timezone_location(zone_name, locale=locale(language), return_city=True)


def currency_called(code: str, language: str) -> str:
    """Return a currency by its name and code: "российский рубль (RUB)"."""
    name = locale(language).currencies.get(code)
    return f"{name} ({code})" if name else code
