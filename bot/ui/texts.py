"""Texts of one language: Fluent files, the program's own words before them, English behind them.

A text that speaks of points has an attribute `.money` in its file: what it says in a program whose balance is
money. It may use `{ $purse }`, the name of that balance. Here alone it is decided which of the two is said, and
how a number of points is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import structlog
from fluent_compiler.bundle import FluentBundle
from fluent_compiler.resource import FtlResource

from bot.ui import formats
from bot.ui.markup import Html, escape, prose, tidy
from services.program_file.texts import fill

LOCALES = Path(__file__).resolve().parents[2] / "locales"
FALLBACK = "en"
OWN_LIMIT = 3000

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


@lru_cache(maxsize=4096)
def _holder(language: str, key: str) -> FluentBundle | None:
    """Return the file that has the text under this key: the language's own, else the fallback's."""
    noun = key.partition("-")[0]
    found = (_bundle(language, noun), _bundle(FALLBACK, noun))
    return next((bundle for bundle in found if bundle is not None and bundle.has_message(key)), None)


@lru_cache(maxsize=4096)
def _of_money(language: str, key: str) -> str | None:
    """Return the id of what the text says where the balance is money; None when it says the same."""
    bundle, variant = _holder(language, key), f"{key}.money"
    try:
        if bundle is not None:
            bundle.format(variant, {})
    except KeyError:
        return None
    return variant


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts of one language for one program, with times in one zone.

    Call it with a key and facts to get Telegram HTML (every str fact is escaped, put on one line and
    shortened unless it is `Html`); `plain` gives the same for buttons and alerts, where markup means nothing.
    """

    language: str = FALLBACK
    zone: tzinfo = UTC
    overrides: Mapping[str, str] = field(default_factory=dict, hash=False)
    point_names: Mapping[str, str] = field(default_factory=dict, hash=False)
    money_of: str = ""
    """The currency of a program whose balance is money: a point is one minor unit of it."""
    balance_name: str = ""
    """What the program calls such a balance, if it has a name of its own."""

    def __call__(self, key: str, **facts: str | int | Decimal) -> Html:
        """Return the text as Telegram HTML. Raises KeyError for a key that no language has."""
        safe = {name: _safe(value) for name, value in self._known(facts).items()}
        own = self.overrides.get(key)
        return Html(self._fill(prose(own, OWN_LIMIT), safe) if own else self._format(key, safe))

    def plain(self, key: str, **facts: str | int | Decimal) -> str:
        """Return the text without markup, for buttons, alerts and pictures."""
        known = self._known(facts).items()
        clean = {name: tidy(value) if isinstance(value, str) else value for name, value in known}
        own = self.overrides.get(key)
        return self._fill(tidy(own), clean) if own else self._format(key, clean)

    def _fill(self, own: str, facts: Mapping[str, str | int | Decimal]) -> str:
        """Return a program's own text with its {variables} filled."""
        words = {name: v if isinstance(v, str) else self.number(v) for name, v in facts.items()}
        return fill(own, words)

    def overridden(self, key: str) -> bool:
        """Say whether the program has its own text under this key."""
        return key in self.overrides

    def has(self, key: str) -> bool:
        """Say whether there is a text under this key."""
        return _holder(self.language, key) is not None

    def _format(self, key: str, facts: Mapping[str, str | int | Decimal]) -> str:
        bundle = _holder(self.language, key)
        if bundle is None:
            raise KeyError(f"no text {key!r}")
        variant = _of_money(self.language, key) if self.money_of else None
        text, errors = bundle.format(variant or key, facts)
        if errors:
            _log.warning("text_incomplete", key=key, language=self.language, errors=str(errors))
        return str(text)

    def _known(self, facts: Mapping[str, str | int | Decimal]) -> Mapping[str, str | int | Decimal]:
        return {"purse": self.purse, **facts} if self.money_of else facts

    @property
    def purse(self) -> str:
        """The name of a balance of money as plain text: the program's own, else "Cashback"."""
        return self.balance_name or self._format("points-balance", {})

    def at(self, zone_name: str) -> Texts:
        """Return the same texts with times shown in another zone (an IANA name)."""
        return replace(self, zone=formats.zone(zone_name))

    def number(self, value: int | Decimal) -> str:
        """Return a number as text."""
        return formats.number(value, self.language)

    def decimal(self, value: float) -> str:
        """Return an average with at most two decimals: "4.67"."""
        return formats.number(Decimal(f"{value:.2f}").normalize(), self.language)

    def share(self, value: float) -> str:
        """Return a share of 1 as whole per cent."""
        return formats.basis_points(round(value * 100) * 100, self.language)

    def percent(self, bps: int) -> str:
        """Return basis points as per cent: 550 is "5.5 %"."""
        return formats.basis_points(bps, self.language)

    def money(self, minor: int, currency: str) -> str:
        """Return an amount of minor units of a currency as text."""
        return formats.money(minor, currency, self.language)

    def points(self, value: int, *, signed: bool = False) -> str:
        """Return a number of points in the program's own words: "27 зёрен"; "12,50 ₽" where they are money."""
        if self.money_of:
            return ("+" if signed and value > 0 else "") + self.money(value, self.money_of)
        if self.point_names:
            return formats.counted(value, self.point_names, self.language, signed=signed)
        plus = "+" if signed and value > 0 else ""
        noun = self.plain("points-noun", count=abs(value))
        return f"{plus}{self.number(value)}\u00a0{noun}"

    def day(self, moment: datetime) -> str:
        """Return a date with its year, in this zone."""
        return formats.day(moment, self.zone, self.language)

    def short_day(self, moment: datetime) -> str:
        """Return a date without its year, in this zone."""
        return formats.day(moment, self.zone, self.language, year=False)

    def birthday(self, day: date) -> str:
        """Return a birthday, without the year if nobody told it."""
        return formats.birthday(day, self.language)

    def when(self, moment: datetime) -> str:
        """Return a date and time, in this zone."""
        return formats.when(moment, self.zone, self.language)

    def stamp(self, moment: datetime) -> str:
        """Return a date with its year and a time, in this zone: for what may be years ago."""
        return formats.stamp(moment, self.zone, self.language)

    def clock(self, moment: datetime) -> str:
        """Return a time of day, in this zone."""
        return formats.clock(moment, self.zone, self.language)


def _safe(value: str | int | Decimal) -> str | int | Decimal:
    if isinstance(value, Html) or not isinstance(value, str):
        return value
    return escape(tidy(value))


def texts_for(
    language: str | None,
    overrides: Mapping[str, str] | None = None,
    point_names: Mapping[str, str] | None = None,
    zone_name: str = "UTC",
    money_of: str = "",
    balance_name: str = "",
) -> Texts:
    """Return the texts to speak with a person.

    `language` is what Telegram or the customer says; `overrides` are the program's own texts in that
    language (key -> plain text with {variables}); `point_names` are the forms of the word for its points by
    plural category; times are shown in `zone_name`. Where the balance is money, `money_of` is its currency and
    `balance_name` its name, if it has one.
    """
    return Texts(
        language=language_of(language),
        zone=formats.zone(zone_name),
        overrides=overrides or {},
        point_names=point_names or {},
        money_of=money_of,
        balance_name=balance_name,
    )
