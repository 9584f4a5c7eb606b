"""The parts of a program that are edited with buttons: their fields, and the file with one of them changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from services.errors import Invalid, NotFound
from services.program_file import Catalogue, ProgramConfig, add, edit, remove
from services.program_file.currencies import digits
from services.program_file.points import PointsRules
from services.program_file.values import LocalText
from services.program_file.written import Value
from services.typed_values import READERS

LISTS = ("tiers", "stores", "employees")
PARTS = ("rates", "tiers", "texts", "stores", "employees", "survey")
TEXTS = (
    "join-welcome",
    "join-done",
    "join-done-card",
    "card-hint",
    "offers-none",
    "survey-glad",
    "survey-sorry",
    "survey-comment",
    "survey-thanks",
    "survey-too-late",
)
"""The bot's own texts that owners like to say in their own words; a file may change any other too."""
ADD, REMOVE, USUAL = "add", "remove", "usual"
_ENTRY = re.compile(r"[0-9]{1,3}")
_LATIN = str.maketrans("абвгдеёзийклмнопрстуфхцыэ", "abvgdeeziyklmnoprstufhcye") | str.maketrans(
    {"ж": "zh", "ч": "ch", "ш": "sh", "щ": "sch", "ю": "yu", "я": "ya", "ъ": "", "ь": ""}
)


@dataclass(frozen=True, slots=True)
class Field:
    """A value that can be changed: ``code`` names it in a button, ``key`` in the file.

    ``kind`` says how it is read and shown (services.typed_values.READERS); ``language`` of a text.
    """

    code: str
    name: str
    key: str
    kind: str
    value: str | int | bool | timedelta | None
    language: str | None = None


def fields(config: ProgramConfig, part: str, entry: int | None = None) -> tuple[Field, ...]:
    """The fields of a part, or of one entry of a list. Raises NotFound ``program_file_key``."""
    if part in LISTS:
        if entry is None or entry >= len(getattr(config, part)):
            raise NotFound("program_file_key")
        return _LIST_FIELDS[part](config, entry)
    if part not in _PART_FIELDS:
        raise NotFound("program_file_key")
    return _PART_FIELDS[part](config)


def field(config: ProgramConfig, part: str, code: str) -> Field:
    """One field by the code of its button. Raises NotFound ``program_file_key``."""
    found = _ENTRY.match(code) if part in LISTS else None
    entry = int(found[0]) if found else None
    chosen = next((one for one in fields(config, part, entry) if one.code == code), None)
    if chosen is None:
        raise NotFound("program_file_key")
    return chosen


def changed(text: str, config: ProgramConfig, part: str, code: str, typed: str) -> str:
    """The file with one field set to what was typed or chosen.

    Raises Invalid ``value_invalid`` or ``program_file_not_editable``, NotFound ``program_file_key``.
    """
    wanted = field(config, part, code)
    if wanted.kind == "text" and typed == USUAL:
        return remove(text, wanted.key) if wanted.value is not None else text
    value = READERS[wanted.kind](typed.strip(), config)
    if part == "tiers" and wanted.name == "title":
        return _titled(text, wanted, value)
    return edit(text, wanted.key, value)


def removed(text: str, config: ProgramConfig, part: str, entry: int) -> str:
    """The file without one entry of a list. Raises NotFound ``program_file_key``."""
    fields(config, part, entry)
    return remove(text, f"{part}[{entry}]")


def added(text: str, config: ProgramConfig, part: str, name: str) -> str:
    """The file with one more entry of this name; the rest of it is usual and can be changed then."""
    name = str(READERS["line"](name, config))
    code = code_of(name, [one.code for one in getattr(config, part)], fallback=part[:-1])
    if part == "tiers":
        return add(text, part, {"code": code, "title": name, "from": _next_amount(config), "bonus": "0%"})
    if part == "stores":
        return add(text, part, {"code": code, "name": name, "timezone": config.stores[0].timezone})
    store = config.stores[0].code
    return add(text, part, {"code": code, "name": name, "role": "cashier", "store": store})


def code_of(name: str, taken: Sequence[str], *, fallback: str) -> str:
    """A code for a name: "Анна П." is "anna-p"; another one of that name gets a number."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower().translate(_LATIN)).strip("-")[:30].strip("-")
    plain = plain if plain[:1].isalpha() else f"{fallback}-{plain}".strip("-")
    tries = [plain, *(f"{plain}-{number}" for number in range(2, len(taken) + 3))]
    return next(code for code in tries if code not in taken)


def _next_amount(config: ProgramConfig) -> int:
    """Twice the highest tier's amount, in whole major units (or points, or visits)."""
    amounts = config.tiers_in_money
    scale: int = 10 ** digits(config.program.currency) if amounts else 1
    highest = max((tier.from_amount for tier in config.tiers), default=None)
    if highest is None:
        return 0
    return max(2 * highest // scale, 100 if amounts else 1)


def _titled(text: str, wanted: Field, value: Value) -> str:
    """A title may be one text or one a language."""
    try:
        return edit(text, f"{wanted.key}.{wanted.language}", value)
    except (NotFound, Invalid):
        return edit(text, wanted.key, value)


def _rates(config: ProgramConfig) -> tuple[Field, ...]:
    points = config.points
    return (
        _field("points", "base_rate", "rate", points.base_rate),
        _field("points", "welcome", "points", points.welcome),
        *_worth(points),
        _field("points", "pending", "span", points.pending),
        *_expiry(points),
    )


def _worth(points: PointsRules) -> tuple[Field, ...]:
    """What a point pays is a question only where a point is not money itself."""
    if points.are_money:
        return ()
    return (_field("points", "minor_units_per_point", "worth", points.minor_units_per_point),)


def _expiry(points: PointsRules) -> tuple[Field, ...]:
    """Points that burn by the calendar are for the file alone."""
    if points.expiry is not None:
        return ()
    return (_field("points", "expire_after", "span_or_none", points.expire_after),)


def _survey(config: ProgramConfig) -> tuple[Field, ...]:
    survey = config.survey
    return (
        _field("survey", "enabled", "switch", survey.enabled),
        _field("survey", "delay", "span", survey.delay),
        _field("survey", "rest_days", "whole", survey.rest_days),
        _field("survey", "thank_points", "points", survey.thank_points),
        _field("survey", "low_score", "score", survey.low_score),
    )


def _texts(config: ProgramConfig) -> tuple[Field, ...]:
    return tuple(
        Field(
            f"{language}.{key}",
            key,
            f"texts.{language}.{key}",
            "text",
            config.texts.get(language, {}).get(key),
            language,
        )
        for language in config.program.spoken
        for key in TEXTS
    )


def _counted(config: ProgramConfig) -> str:
    """How the amounts of tiers are read and shown."""
    return "money" if config.tiers_in_money else config.tier_rules.measured_by


def _tier(config: ProgramConfig, entry: int) -> tuple[Field, ...]:
    tier = config.tiers[entry]
    return (
        *_titles(tier.title, entry),
        _entry_field("tiers", entry, "from", _counted(config), tier.from_amount),
        _entry_field("tiers", entry, "bonus", "rate", tier.bonus),
    )


def _titles(title: LocalText, entry: int) -> tuple[Field, ...]:
    return tuple(
        Field(f"{entry}.title.{language}", "title", f"tiers[{entry}].title", "line", words, language)
        for language, words in title.by_language.items()
    )


def _store(config: ProgramConfig, entry: int) -> tuple[Field, ...]:
    store = config.stores[entry]
    return (
        _entry_field("stores", entry, "name", "line", store.name),
        _entry_field("stores", entry, "timezone", "zone", store.timezone),
        _entry_field("stores", entry, "address", "line", store.address),
    )


def _employee(config: ProgramConfig, entry: int) -> tuple[Field, ...]:
    employee = config.employees[entry]
    return (
        _entry_field("employees", entry, "name", "line", employee.name),
        _entry_field("employees", entry, "role", "role", employee.role),
        _entry_field("employees", entry, "store", "store", employee.store),
    )


def _field(section: str, name: str, kind: str, value: int | bool | timedelta | None) -> Field:
    return Field(name, name, f"{section}.{name}", kind, value)


def _entry_field(section: str, entry: int, name: str, kind: str, value: str | int | None) -> Field:
    return Field(f"{entry}.{name}", name, f"{section}[{entry}].{name}", kind, value)


_PART_FIELDS: Mapping[str, Callable[[ProgramConfig], tuple[Field, ...]]] = {
    "rates": _rates,
    "survey": _survey,
    "texts": _texts,
}
_LIST_FIELDS: Mapping[str, Callable[[ProgramConfig, int], tuple[Field, ...]]] = {
    "tiers": _tier,
    "stores": _store,
    "employees": _employee,
}


def variables(catalogue: Catalogue, wanted: Field) -> tuple[str, ...]:
    """The names that a text may use in braces."""
    return tuple(sorted(catalogue.get(wanted.name, ()))) if wanted.kind == "text" else ()
