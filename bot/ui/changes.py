"""What changes between two versions of a program, in words: "Base rate: 5% → 7%"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any

from bot.ui import conditions, tier
from bot.ui.formats import times, weekday_names
from bot.ui.local_names import city, language_called
from bot.ui.markup import escape, prose, tidy
from bot.ui.program_texts import club_title, counting, segment_title, store_name, tier_name
from bot.ui.spans import span
from bot.ui.staff import role_name
from bot.ui.texts import Texts
from services.program_file import Change, ProgramConfig
from services.program_file.conditions import AllOf, AnyOf, Not
from services.program_file.earning import WEEKDAYS
from services.program_file.values import LocalText
from services.rules.birthdays import NO_YEAR

_IN_LANGUAGES = frozenset({"terms", "title", "text", "benefits", "free_items", "description"})
_RATES = {"points-base-rate", "merchants-base-rate", "tiers-bonus", "tiers-discount", "tiers-max-share"}
_RATES |= {"earning-base", "earning-bonus", "favourites-base", "favourites-bonus", "redemption-max-share"}
_RATES |= {"promo-codes-discount", "promo-codes-base", "promo-codes-bonus", "coupons-discount"}
_TIMES = {"earning-multiply", "favourites-multiply", "promo-codes-multiply"}
_MONEY = {"points-minor-units-per-point", "merchants-point-value"}
_MONEY |= {"points-minimum-receipt", "earning-minimum-total", "earning-minimum-amount"}
_MONEY |= {"coupons-amount", "coupons-minimum", "memberships-price"}
_POINTS = {
    "stamps-gives-points",
    "memberships-welcome",
    "points-welcome",
    "clubs-welcome",
    "redemption-minimum-balance",
    "redemption-minimum",
    "redemption-step",
    "transfers-minimum",
    "transfers-step",
    "transfers-most-a-day",
    "transfers-most-a-month",
    "survey-thank-points",
    "offers-gives-points",
    "offers-gives-promo-code-points",
    "promo-codes-points",
    "points-caps-receipt",
    "points-caps-day",
    "points-caps-month",
    "earning-points-per-item",
    "earning-points-per-visit",
}
_MONTHS = {"points-expiry-months", "points-expiry-after-months"}
_CHOICES = {
    "points-kind": "points-kind",
    "points-refunds": "refunds",
    "points-activate": "activate",
    "points-earning": "policy",
    "points-expiry-end-of": "end-of",
    "tier-rules-measured-by": "measured-by",
    "stamps-per": "per",
    "tier-rules-window": "tier-window",
    "tier-rules-downgrade": "downgrade",
}
_DAYS = {
    "points-expiry-days",
    "points-restore-grace-days",
    "survey-rest-days",
    "lifecycle-birthday-ahead-days",
    "tiers-early-access-days",
    "earning-birthday-days-before",
    "earning-birthday-days-after",
    "offers-again-after-days",
    "offers-valid-days",
    "offers-gives-promo-code-valid-days",
}
_SEGMENTS = {"offers-on-enter", "coupons-segment"}
_SHORT = 60
_KEY = re.compile(r"([a-z_]+)(?:\[([^\]]+)\])?(?:\.(.+))?")


def line(texts: Texts, change: Change) -> str:
    """Return a change as one line of Telegram HTML."""
    if not change.keys:
        return _entry(texts, change)
    what = escape(_where(texts, change.section, change.code, change.keys, change.old))
    was = value(texts, change.section, change.keys, change.was, change.old)
    becomes = value(texts, change.section, change.keys, change.becomes, change.new)
    if change.before is None:
        return f"➕ {what}: {escape(tidy(becomes, _SHORT))}"
    if change.after is None:
        return f"➖ {what}: <s>{escape(tidy(was, _SHORT))}</s>"
    before, after = (escape(tidy(one, _SHORT)) for one in _from_difference(was, becomes))
    return f"✏️ {what}: <s>{before}</s> → {after}"


def _from_difference(before: str, after: str) -> tuple[str, str]:
    """Return two long texts from a word before the first difference, so that shortening keeps it."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    if max(len(before), len(after)) <= _SHORT or same < _SHORT // 2:
        return before, after
    start = before.rfind(" ", 0, same - _SHORT // 4) + 1
    return (f"…{before[start:]}", f"…{after[start:]}") if start else (before, after)


def _entry(texts: Texts, change: Change) -> str:
    """Return an entry that comes, with all that is said of it, or one that goes."""
    kind = f"changes-{'gone' if change.after is None else 'new'}-{_dashed(change.section)}"
    config = change.old if change.after is None else change.new
    title = escape(_title(texts, change.section, change.code or change.key, config))
    head = texts(kind, title=title) if texts.has(kind) else prose(tidy(change.key))
    if change.after is None:
        return f"➖ {head}"
    said: Mapping[tuple[str, ...], Any] = change.becomes or {}
    facts = [
        f"{label(texts, change.section, keys)}: {tidy(value(texts, change.section, keys, one, config), _SHORT)}"
        for keys, one in said.items()
        if keys[0] not in ("title", "name") or keys[1:]
    ]
    return f"➕ {head}" + (f" ({prose(tidy('; '.join(facts), 300))})" if facts else "")


def at_key(texts: Texts, key: str, config: ProgramConfig) -> str:
    """Return the words for a key as a Change has it: "tiers[gold].bonus", "stores[center]", "texts.en.x"."""
    found = _KEY.fullmatch(key)
    if found is None:
        return key
    section, code, keys = found[1], found[2], tuple(found[3].split(".")) if found[3] else ()
    if section == "texts":
        code, keys = (keys[0] if keys else ""), keys[1:]
    if keys:
        return _where(texts, section, code, keys, config)
    kind = f"changes-in-{_dashed(section)}"
    if not texts.has(kind):
        return key
    return texts.plain(kind, title=_title(texts, section, code or "", config), what="").rstrip(": ")


def _where(
    texts: Texts, section: str, code: str | None, keys: tuple[str, ...], config: ProgramConfig | None
) -> str:
    """Return which key it is: "Tier “Silver”: from purchases of"."""
    what = label(texts, section, keys)
    if section == "texts":
        return texts.plain("changes-own-text", title=what, language=_language(texts, code or ""))
    kind = f"changes-in-{_dashed(section)}"
    if code is None or not texts.has(kind):
        return what
    return texts.plain(kind, title=_title(texts, section, code, config), what=what)


def _title(texts: Texts, section: str, code: str, config: ProgramConfig | None) -> str:
    """Return what people call an entry; its code when it has no other name."""
    if section == "texts":
        return _language(texts, code)
    entries = getattr(config, section, ()) if config else ()
    entry = next((one for one in entries if one.code == code), None)
    title = getattr(entry, "title", None) or getattr(entry, "name", None)
    if isinstance(title, LocalText):
        title = title.in_language(texts.language)
    return _inside_quotes(tidy(str(title or code), 40))


def _inside_quotes(title: str) -> str:
    """Return a title for a place between quotes: those of its own become the inner kind."""
    return title.translate({ord("«"): "„", ord("»"): "“"})


def label(texts: Texts, section: str, keys: tuple[str, ...]) -> str:
    """Return the words for a key, with its language where it has one: "name (English)"."""
    if section == "texts":
        key = f"program-text-{keys[0]}"
        return texts.plain(key) if texts.has(key) else keys[0]
    key, languages = _label_key(section, keys)
    name = texts.plain(key) if texts.has(key) else ".".join((section, *keys))
    if not languages:
        return name
    forms = [texts.plain(f"changes-form-{form}") for form in languages[1:]]
    return f"{name} ({', '.join((_language(texts, languages[0]), *forms))})"


def knows(texts: Texts, section: str, keys: tuple[str, ...]) -> bool:
    """Say whether there are words for a key."""
    return texts.has(_label_key(section, keys)[0])


def _label_key(section: str, keys: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return the key of the words, and the language (with a plural form) that follows them."""
    in_languages = keys[0] in _IN_LANGUAGES or (section, keys[0]) == ("points", "name")
    named, languages = (keys[:1], keys[1:]) if in_languages else (keys, ())
    return f"changes-{_dashed(section)}-{'-'.join(map(_dashed, named))}", languages


def _dashed(key: str) -> str:
    return key.replace("_", "-")


def _language(texts: Texts, code: str) -> str:
    return language_called(code, texts.language)


def value(texts: Texts, section: str, keys: tuple[str, ...], one: Any, config: ProgramConfig | None) -> str:
    """Return a value of the file as plain text; names and the currency are those of its `config`."""
    place = _label_key(section, keys)[0].removeprefix("changes-")
    if isinstance(one, bool):
        return texts.plain("program-yes" if one else "program-no")
    if isinstance(one, int):
        return _number(texts, place, one, config)
    if isinstance(one, str):
        return _word(texts, place, one, config)
    if isinstance(one, tuple):
        return ", ".join(_listed(texts, place, word, config) for word in one) or "—"
    return _moment(texts, one) or _condition(texts, one, config)


def _listed(texts: Texts, place: str, one: Any, config: ProgramConfig | None) -> str:
    if isinstance(one, timedelta):
        return span(texts, one)
    if place == "earning-weekdays":
        return weekday_names(texts.language)[WEEKDAYS.index(one)]
    if place == "program-languages":
        return _language(texts, one)
    return _named(texts, place, str(one), config) if config is not None else str(one)


def _moment(texts: Texts, one: Any) -> str | None:
    """Return a length of time (None: no end), a day or a time of day; None for anything else."""
    if one is None:
        return texts.plain("program-span-never")
    if isinstance(one, timedelta):
        return span(texts, one)
    if isinstance(one, time):
        return f"{one:%H:%M}"
    if isinstance(one, date):
        return texts.day(datetime.combine(one, time(12), tzinfo=texts.zone))
    return None


def _number(texts: Texts, place: str, number: int, config: ProgramConfig | None) -> str:
    if place in _RATES:
        return texts.percent(number)
    if place in _TIMES:
        return times(number, texts.language)
    if place == "tiers-from" and config is not None:
        counted = counting(texts, config)
        return tier.amount(counted, config.tier_rules.measured_by, number, config.program.currency)
    if place in _MONEY and config is not None:
        return texts.money(number, config.program.currency)
    if place in _POINTS:
        return (counting(texts, config) if config else texts).points(number)
    unit = "days" if place in _DAYS else "months" if place in _MONTHS else None
    return texts.plain(f"program-span-{unit}", count=number) if unit else texts.number(number)


def _word(texts: Texts, place: str, word: str, config: ProgramConfig | None) -> str:
    if place == "employees-role":
        return role_name(texts, word)
    if place == "stores-timezone":
        return city(word, texts.language)
    if place == "program-language":
        return _language(texts, word)
    if place == "points-expiry-on":
        month, day = word.split("-")
        return texts.birthday(date(NO_YEAR, int(month), int(day)))
    if place in _CHOICES:
        return texts.plain(f"changes-{_CHOICES[place]}-{_dashed(word)}")
    return _named(texts, place, word, config) if config is not None else word


def _named(texts: Texts, place: str, code: str, config: ProgramConfig) -> str:
    if place in ("employees-store", "earning-stores"):
        return store_name(config, code)
    if place in ("earning-tiers", "coupons-tiers", "memberships-tier"):
        return tier_name(config, code, texts.language) or code
    if place == "earning-clubs":
        return club_title(config, code, texts.language)
    return segment_title(config, code, texts.language) if place in _SEGMENTS else code


def _condition(texts: Texts, one: Any, config: ProgramConfig | None) -> str:
    known = isinstance(one, AllOf | AnyOf | Not) or hasattr(one, "fact")
    return conditions.words(texts, one, config) if known and config is not None else str(one)
