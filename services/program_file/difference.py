"""What changes between two versions of a program, in words an owner reads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any, get_args

from pydantic.fields import FieldInfo

from services.program_file.conditions import AllOf, AnyOf, Condition, EventIs, Not
from services.program_file.config import ProgramConfig
from services.program_file.earning import multiplier
from services.program_file.tiers import threshold
from services.program_file.values import (
    LocalText,
    Section,
    basis_points,
    money,
    points,
    positive_points,
)
from services.program_file.written import duration_text, money_text, rate_text, times_text

_LISTS_BY_CODE = frozenset(
    {"tiers", "merchants", "stores", "employees", "segments", "offers", "promo_codes", "coupons", "stamps"}
    | {"memberships"}
    | {"earning", "favourite_categories", "clubs"}
)
_COMPARED = {
    "is": "=",
    "in": "one of",
    "at_least": "at least",
    "at_most": "at most",
    "more_than": "more than",
    "less_than": "less than",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A key whose value differs, such as "tiers[gold].bonus"; None where there was or will be nothing.

    `before` and `after` are for the terminal. For other words there are the place (`section`, the `code` of
    an entry of a list, the `keys` in it; no keys: the whole entry), the values as the config has them (of a
    whole entry by key), and both configs, for names and currency.
    """

    key: str
    before: str | None
    after: str | None
    section: str = field(default="", compare=False)
    code: str | None = field(default=None, compare=False)
    keys: tuple[str, ...] = field(default=(), compare=False)
    was: Any = field(default=None, compare=False)
    becomes: Any = field(default=None, compare=False)
    old: ProgramConfig | None = field(default=None, compare=False, repr=False)
    new: ProgramConfig | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.key}: new: {self.after}"
        return f"{self.key}: {self.before} -> {self.after}" if self.after is not None else f"{self.key}: gone"


@dataclass(frozen=True, slots=True)
class _Value:
    """A value and its words; those decide whether it differs."""

    words: str
    value: Any = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A section, or one entry of a list, with its values by the keys inside it."""

    section: str
    code: str | None
    values: Mapping[tuple[str, ...], _Value]


def difference(old: ProgramConfig, new: ProgramConfig) -> list[Change]:
    """Every key that differs; an entry of a list that came or went is one change. Entries go by code."""
    before, after = _entries(old), _entries(new)
    changes: list[Change] = []
    for name in dict.fromkeys((*before, *after)):
        was, becomes = before.get(name), after.get(name)
        if was is not None and becomes is not None:
            changes += _changes(name, was, becomes, old, new)
        elif (entry := becomes or was) is not None:
            changes.append(_whole(name, entry, was, becomes, old, new))
    return changes


def _whole(
    name: str,
    entry: _Entry,
    was: _Entry | None,
    becomes: _Entry | None,
    old: ProgramConfig,
    new: ProgramConfig,
) -> Change:
    return Change(
        name,
        _summary(was),
        _summary(becomes),
        section=entry.section,
        code=entry.code,
        was=_raw(was),
        becomes=_raw(becomes),
        old=old,
        new=new,
    )


def _changes(
    name: str, was: _Entry, becomes: _Entry, old: ProgramConfig, new: ProgramConfig
) -> Iterator[Change]:
    for keys in dict.fromkeys((*was.values, *becomes.values)):
        before, after = was.values.get(keys), becomes.values.get(keys)
        if before != after:
            yield Change(
                ".".join((name, *keys)),
                before.words if before else None,
                after.words if after else None,
                section=was.section,
                code=was.code,
                keys=keys,
                was=before.value if before else None,
                becomes=after.value if after else None,
                old=old,
                new=new,
            )


def _summary(entry: _Entry | None) -> str | None:
    if entry is None:
        return None
    return ", ".join(f"{'.'.join(keys)}: {one.words}" for keys, one in entry.values.items()) or "empty"


def _raw(entry: _Entry | None) -> dict[tuple[str, ...], Any] | None:
    return {keys: one.value for keys, one in entry.values.items()} if entry else None


def _entries(config: ProgramConfig) -> dict[str, _Entry]:
    """Each section, and each entry of a list by its code, with its values."""
    found: dict[str, _Entry] = {}
    for name in ProgramConfig.model_fields:
        value = getattr(config, name)
        if name in _LISTS_BY_CODE:
            for entry in value:
                values = {keys: one for keys, one in _values(entry, config).items() if keys != ("code",)}
                found[f"{name}[{entry.code}]"] = _Entry(name, entry.code, values)
        elif isinstance(value, Section):
            found[name] = _Entry(name, None, _values(value, config))
        else:
            for language, texts in value.items():
                own: dict[tuple[str, ...], _Value] = {
                    (key,): _Value(text, text) for key, text in texts.items()
                }
                found[f"{name}.{language}"] = _Entry(name, language, own)
    return found


def _values(section: Section, config: ProgramConfig) -> dict[tuple[str, ...], _Value]:
    found: dict[tuple[str, ...], _Value] = {}
    for name, info in type(section).model_fields.items():
        key, value = info.alias or name, getattr(section, name)
        if isinstance(value, LocalText):
            found |= {(key, language): _Value(text, text) for language, text in value.by_language.items()}
        elif _is_condition(value):
            found[(key,)] = _Value(condition_words(value, config), value)
        elif isinstance(value, Section):
            found |= {(key, *inner): one for inner, one in _values(value, config).items()}
        elif isinstance(value, Mapping):
            for language, forms in value.items():
                found |= {(key, language, *form): one for form, one in _values(forms, config).items()}
        elif value is not None or (name == "expire_after" and getattr(section, "expiry", None) is None):
            found[(key,)] = _Value(_word(value, info, config), value)
    return found


def _word(value: Any, info: FieldInfo, config: ProgramConfig) -> str:
    reader = _reader(info)
    if reader is basis_points:
        return rate_text(value)
    if reader is multiplier:
        return times_text(value)
    return _amount(value, config) if _is_money(reader, config) else _plain_word(value)


def _is_money(reader: Any, config: ProgramConfig) -> bool:
    if reader is threshold:
        return config.tiers_in_money
    return reader is money or (reader in (points, positive_points) and config.points.are_money)


def _amount(value: Any, config: ProgramConfig) -> str:
    return f"{money_text(value, config.program.currency)} {config.program.currency}"


def _reader(info: FieldInfo) -> Any:
    """What reads the values of a key; of a key that may be left out it stands inside the annotation."""
    inside = [made for one in get_args(info.annotation) for made in getattr(one, "__metadata__", ())]
    return next((made.func for made in (*info.metadata, *inside) if hasattr(made, "func")), None)


def _plain_word(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, timedelta):
        return duration_text(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, tuple):
        return ", ".join(_plain_word(inner) for inner in value) or "none"
    return value.isoformat() if isinstance(value, date) else str(value)


def _is_condition(value: Any) -> bool:
    return isinstance(value, AllOf | AnyOf | Not) or hasattr(value, "fact")


def condition_words(condition: Condition, config: ProgramConfig) -> str:
    """A condition as one line: "receipts at least 2 and not (tier = gold)"."""
    if isinstance(condition, Not):
        return f"not ({condition_words(condition.not_, config)})"
    if isinstance(condition, AllOf):
        return " and ".join(_bracketed(part, config) for part in condition.all)
    if isinstance(condition, AnyOf):
        return " or ".join(_bracketed(part, config) for part in condition.any)
    if isinstance(condition, EventIs):
        within = f" within {duration_text(condition.within)}" if condition.within else ""
        return f"event {condition.is_} at least {condition.at_least} times{within}"
    words = _amount if config.compares_money(condition) else _compared
    tests = [f"{_COMPARED[operator]} {words(value, config)}" for operator, value in condition.tests]
    return f"{condition.fact} {' and '.join(tests)}"


def _compared(value: Any, config: ProgramConfig) -> str:
    return _plain_word(value)


def _bracketed(part: Condition, config: ProgramConfig) -> str:
    words = condition_words(part, config)
    return f"({words})" if isinstance(part, AllOf | AnyOf) else words
