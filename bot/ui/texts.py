"""Texts of one language: Fluent files, the program's own words before them, English behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import structlog
from fluent_compiler.bundle import FluentBundle
from fluent_compiler.resource import FtlResource

from bot.ui import formats
from bot.ui.markup import ARGUMENT_LIMIT, Html, escape, tidy

LOCALES = Path(__file__).resolve().parents[2] / "locales"
FALLBACK = "en"

_log = structlog.get_logger(__name__)


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """Return the codes of the languages that there are texts in: the folders of locales/."""
    return tuple(sorted(path.name for path in LOCALES.iterdir() if any(path.glob("*.ftl"))))


def language_of(code: str | None) -> str:
    """Return the language to speak with a person whose Telegram says `code` ("ru", "en-GB", None)."""
    language = (code or "").replace("_", "-").split("-")[0].lower()
    return language if language in languages() else FALLBACK


@lru_cache(maxsize=256)
def _bundle(language: str, noun: str) -> FluentBundle | None:
    """Return the compiled file of one noun (compiled when first asked for); None if there is none."""
    path = LOCALES / language / f"{noun}.ftl"
    if not path.is_file():
        return None
    return FluentBundle(language, [FtlResource.from_file(str(path))], use_isolating=False)


@lru_cache(maxsize=256)
def _own_words(language: str, overrides: tuple[tuple[str, str], ...]) -> FluentBundle | None:
    """Return a program's own texts as a bundle; None when it has none."""
    if not overrides:
        return None
    return FluentBundle.from_string(language, _as_ftl(overrides), use_isolating=False)


def _as_ftl(overrides: Iterable[tuple[str, str]]) -> str:
    """Write key and text pairs as a Fluent file: a text of several lines is indented as Fluent wants."""
    return "\n".join(f"{key} =\n    " + text.strip().replace("\n", "\n    ") for key, text in overrides)


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts of one language for one program, with times in one zone.

    Call it with a key and facts to get Telegram HTML (every str fact is escaped, put on one line and
    shortened unless it is `Html`); `plain` gives the same for buttons and alerts, where markup means nothing.
    """

    language: str = FALLBACK
    zone: tzinfo = UTC
    overrides: tuple[tuple[str, str], ...] = ()
    point_names: tuple[tuple[str, str], ...] = ()

    def __call__(self, key: str, **facts: str | int | Decimal) -> Html:
        """Return the text as Telegram HTML. Raises KeyError for a key that no language has."""
        safe = {name: _safe(value) for name, value in facts.items()}
        return Html(self._format(key, safe))

    def plain(self, key: str, **facts: str | int | Decimal) -> str:
        """Return the text without markup, for buttons, alerts and pictures."""
        clean = {name: tidy(value) if isinstance(value, str) else value for name, value in facts.items()}
        return self._format(key, clean)

    def has(self, key: str) -> bool:
        """Say whether there is a text under this key."""
        return any(bundle.has_message(key) for bundle in self._bundles(key))

    def _bundles(self, key: str) -> Iterable[FluentBundle]:
        noun = key.partition("-")[0]
        own = _own_words(self.language, self.overrides)
        found = (own, _bundle(self.language, noun), _bundle(FALLBACK, noun))
        return (bundle for bundle in found if bundle is not None)

    def _format(self, key: str, facts: Mapping[str, str | int | Decimal]) -> str:
        for bundle in self._bundles(key):
            if bundle.has_message(key):
                text, errors = bundle.format(key, facts)
                if errors:
                    _log.warning("text_incomplete", key=key, language=self.language, errors=str(errors))
                return str(text)
        raise KeyError(f"no text {key!r}")

    def at(self, zone_name: str) -> Texts:
        """Return the same texts with times shown in another zone (an IANA name)."""
        return replace(self, zone=formats.zone(zone_name))

    def number(self, value: int | Decimal) -> str:
        """Return a number as text."""
        return formats.number(value, self.language)

    def percent(self, bps: int) -> str:
        """Return basis points as per cent: 550 is "5.5 %"."""
        return formats.basis_points(bps, self.language)

    def money(self, minor: int, currency: str) -> str:
        """Return an amount of minor units of a currency as text."""
        return formats.money(minor, currency, self.language)

    def points(self, value: int, *, signed: bool = False) -> str:
        """Return a number of points in the program's own words: "27 зёрен"."""
        if self.point_names:
            return formats.counted(value, dict(self.point_names), self.language, signed=signed)
        plus = "+" if signed and value > 0 else ""
        noun = self.plain("points-noun", count=abs(value))
        return f"{plus}{self.number(value)}\u00a0{noun}"

    def day(self, moment: datetime) -> str:
        """Return a date with its year, in this zone."""
        return formats.day(moment, self.zone, self.language)

    def short_day(self, moment: datetime) -> str:
        """Return a date without its year, in this zone."""
        return formats.day(moment, self.zone, self.language, year=False)

    def when(self, moment: datetime) -> str:
        """Return a date and time, in this zone."""
        return formats.when(moment, self.zone, self.language)

    def clock(self, moment: datetime) -> str:
        """Return a time of day, in this zone."""
        return formats.clock(moment, self.zone, self.language)


def _safe(value: str | int | Decimal) -> str | int | Decimal:
    if isinstance(value, Html) or not isinstance(value, str):
        return value
    return escape(tidy(value, ARGUMENT_LIMIT))


def texts_for(
    language: str | None,
    overrides: Mapping[str, str] | None = None,
    point_names: Mapping[str, str] | None = None,
    zone_name: str = "UTC",
) -> Texts:
    """Return the texts to speak with a person.

    `language` is what Telegram or the customer says, `overrides` the program's own texts (key -> Fluent
    pattern) in that language, `point_names` the forms of the word for its points by plural category.
    """
    return Texts(
        language=language_of(language),
        zone=formats.zone(zone_name),
        overrides=tuple(sorted((overrides or {}).items())),
        point_names=tuple(sorted((point_names or {}).items())),
    )
