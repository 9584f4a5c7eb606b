"""The values of the program file as an admin reads them, and the buttons that offer usual ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.ui.local_names import city
from bot.ui.program import ItemFacts
from bot.ui.program_texts import store_name
from bot.ui.spans import span
from bot.ui.staff import role_name
from bot.ui.texts import Texts, texts_for
from bot.ui.tier import amount
from services.program_file import ProgramConfig
from services.program_file.employees import EmployeeRules
from services.program_file.tiers import TierRules
from services.program_file.values import basis_points
from services.program_parts import USUAL, Field

Choices = Sequence[tuple[str, str]]

_RATES = ("3%", "5%", "7%", "10%")
_SPANS = {
    "pending": ("0 d", "1 d", "7 d", "14 d"),
    "expire_after": ("90 d", "180 d", "365 d"),
    "delay": ("0 d", "30 min", "2 h", "24 h"),
}
_DAYS = {"rest_days": ("0", "7", "14", "30")}


def entries(texts: Texts, part: str, config: ProgramConfig) -> list[ItemFacts]:
    """Return the tiers, stores or employees in the order of the file, each with what tells it from others."""
    if part == "tiers":
        found = [
            (tier.title.in_language(texts.language), _tier(texts, tier, config)) for tier in config.tiers
        ]
    elif part == "stores":
        found = [
            (store.name, store.address or city(store.timezone, texts.language)) for store in config.stores
        ]
    else:
        found = [(one.name, _employee(texts, one, config)) for one in config.employees]
    return [ItemFacts(str(place), title, about) for place, (title, about) in enumerate(found)]


def _tier(texts: Texts, tier: TierRules, config: ProgramConfig) -> str:
    begins = amount(texts, config.tier_rules.measured_by, tier.from_amount, config.program.currency)
    return texts.plain("program-entry-tier", amount=begins, bonus=texts.percent(tier.bonus))


def _employee(texts: Texts, employee: EmployeeRules, config: ProgramConfig) -> str:
    role = role_name(texts, employee.role)
    return f"{role} · {store_name(config, employee.store)}" if employee.store else role


def item(texts: Texts, field: Field, config: ProgramConfig) -> ItemFacts:
    """Return a field with its name and its present value in words."""
    title = _text_title(texts, field) if field.kind == "text" else texts.plain(f"program-field-{field.name}")
    if field.language and field.kind != "text":
        title = f"{title} ({field.language})"
    return ItemFacts(field.code, title, _value(texts, field, config))


def _text_title(texts: Texts, field: Field) -> str:
    return f"{texts.plain(f'program-text-{field.name}')} ({field.language})"


def _value(texts: Texts, field: Field, config: ProgramConfig) -> str:
    value = field.value
    if value is None:
        return _nothing(texts, field)
    if isinstance(value, timedelta):
        return span(texts, value)
    if isinstance(value, bool):
        return texts.plain("program-yes" if value else "program-no")
    if isinstance(value, int):
        return _number(texts, field, value, config)
    return _words(texts, field, value, config)


def _nothing(texts: Texts, field: Field) -> str:
    if field.kind == "text":
        return _usual(texts, field)
    return texts.plain("program-span-never") if field.kind == "span_or_none" else "—"


def _words(texts: Texts, field: Field, value: str, config: ProgramConfig) -> str:
    if field.kind == "role":
        return role_name(texts, value)
    if field.kind == "zone":
        return city(value, texts.language)
    return store_name(config, value) if field.kind == "store" else value


def _number(texts: Texts, field: Field, value: int, config: ProgramConfig) -> str:
    if field.kind == "rate":
        return texts.percent(value)
    if field.kind in ("points", "visits"):
        return amount(texts, field.kind, value, config.program.currency)
    if field.kind in ("money", "worth"):
        return texts.money(value, config.program.currency)
    return texts.plain("program-span-days", count=value) if field.name in _DAYS else texts.number(value)


def _usual(texts: Texts, field: Field) -> str:
    """Return the bot's own words, with the names of variables where people's facts will be."""
    spoken = texts_for(field.language)
    names = ("program", "points")
    return spoken.plain(field.name, **{name: f"{{{name}}}" for name in names})


def choices(texts: Texts, field: Field, config: ProgramConfig) -> Choices:
    """Return the values that buttons offer for a field: (what the action carries, words)."""
    if field.kind in ("span", "span_or_none"):
        return _spans(texts, field)
    if field.kind == "store":
        return [(store.code, store.name) for store in config.stores[:20]]
    if field.kind == "text":
        return [(USUAL, texts.plain("program-choice-usual"))] if field.value is not None else []
    if field.name in _DAYS:
        return [(days, texts.plain("program-span-days", count=int(days))) for days in _DAYS[field.name]]
    return _fixed(texts).get(field.kind, ())


def _fixed(texts: Texts) -> Mapping[str, Choices]:
    """Return the choices that are the same in every program, by the kind of field."""
    return {
        "rate": [(rate, texts.percent(basis_points(rate))) for rate in _RATES],
        "switch": [("yes", texts.plain("program-yes")), ("no", texts.plain("program-no"))],
        "role": [(role, role_name(texts, role)) for role in ("cashier", "manager", "admin", "owner")],
        "score": [(str(score), f"{score} ⭐") for score in range(1, 5)],
    }


def _spans(texts: Texts, field: Field) -> Choices:
    found = []
    for written in _SPANS.get(field.name, ()):
        number, unit = written.split()
        name = {"d": "days", "h": "hours", "min": "minutes"}[unit]
        found.append((written, texts.plain(f"program-span-{name}", count=int(number))))
    never = [("none", texts.plain("program-span-never"))] if field.kind == "span_or_none" else []
    return [*found, *never]
