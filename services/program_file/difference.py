"""What changes between two versions of a program, in words an owner reads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from pydantic.fields import FieldInfo

from services.program_file.conditions import AllOf, AnyOf, Condition, EventIs, MoneyIs, Not
from services.program_file.config import ProgramConfig
from services.program_file.values import LocalText, Section, basis_points, money
from services.program_file.written import duration_text, money_text, rate_text

_LISTS_BY_CODE = frozenset({"tiers", "stores", "employees", "segments", "offers", "promo_codes"})
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
    """A key whose value differs, such as "tiers[gold].bonus"; None where there was or will be nothing."""

    key: str
    before: str | None
    after: str | None


def difference(old: ProgramConfig, new: ProgramConfig) -> list[Change]:
    """Every key that differs; an entry of a list that came or went is one change. Entries go by code."""
    before, after = _entries(old), _entries(new)
    changes: list[Change] = []
    for entry in dict.fromkeys((*before, *after)):
        was, becomes = before.get(entry), after.get(entry)
        if was is None or becomes is None:
            changes.append(Change(entry, _summary(was), _summary(becomes)))
        else:
            changes += _changes(entry, was, becomes)
    return changes


def _changes(entry: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for key in dict.fromkeys((*before, *after)):
        if before.get(key) != after.get(key):
            yield Change(f"{entry}.{key}", before.get(key), after.get(key))


def _summary(values: Mapping[str, str] | None) -> str | None:
    if values is None:
        return None
    return ", ".join(f"{key}: {value}" for key, value in values.items() if key != "code") or "empty"


def _entries(config: ProgramConfig) -> dict[str, dict[str, str]]:
    """Each section, and each entry of a list by its code, with its values in words."""
    found: dict[str, dict[str, str]] = {}
    for name in ProgramConfig.model_fields:
        value = getattr(config, name)
        if name in _LISTS_BY_CODE:
            found |= {f"{name}[{entry.code}]": _words_of(entry, config) for entry in value}
        elif isinstance(value, Section):
            found[name] = _words_of(value, config)
        else:
            found |= {f"{name}.{language}": dict(texts) for language, texts in value.items()}
    return found


def _words_of(section: Section, config: ProgramConfig) -> dict[str, str]:
    words: dict[str, str] = {}
    for name, field in type(section).model_fields.items():
        key, value = field.alias or name, getattr(section, name)
        if isinstance(value, LocalText):
            words |= {f"{key}.{language}": text for language, text in value.by_language.items()}
        elif _is_condition(value):
            words[key] = condition_words(value, config.program.currency)
        elif isinstance(value, Section):
            words |= {f"{key}.{inner}": word for inner, word in _words_of(value, config).items()}
        elif isinstance(value, Mapping):
            for language, forms in value.items():
                words |= {f"{key}.{language}.{form}": w for form, w in _words_of(forms, config).items()}
        elif value is not None or name == "expire_after":
            words[key] = _word(value, field, config.program.currency)
    return words


def _word(value: Any, field: FieldInfo, currency: str) -> str:
    reader = next((m.func for m in field.metadata if hasattr(m, "func")), None)
    if reader is basis_points:
        return rate_text(value)
    if reader is money:
        return f"{money_text(value, currency)} {currency}"
    return _plain_word(value)


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
        return ", ".join(str(inner) for inner in value) or "none"
    return value.isoformat() if isinstance(value, date) else str(value)


def _is_condition(value: Any) -> bool:
    return isinstance(value, AllOf | AnyOf | Not) or hasattr(value, "fact")


def condition_words(condition: Condition, currency: str) -> str:
    """A condition as one line: "receipts at least 2 and not (tier = gold)"."""
    if isinstance(condition, Not):
        return f"not ({condition_words(condition.not_, currency)})"
    if isinstance(condition, AllOf):
        return " and ".join(_bracketed(part, currency) for part in condition.all)
    if isinstance(condition, AnyOf):
        return " or ".join(_bracketed(part, currency) for part in condition.any)
    if isinstance(condition, EventIs):
        within = f" within {duration_text(condition.within)}" if condition.within else ""
        return f"event {condition.is_} at least {condition.at_least} times{within}"
    in_money = currency if isinstance(condition, MoneyIs) else None
    tests = [f"{_COMPARED[operator]} {_compared(value, in_money)}" for operator, value in condition.tests]
    return f"{condition.fact} {' and '.join(tests)}"


def _compared(value: Any, currency: str | None) -> str:
    return f"{money_text(value, currency)} {currency}" if currency else _plain_word(value)


def _bracketed(part: Condition, currency: str) -> str:
    words = condition_words(part, currency)
    return f"({words})" if isinstance(part, AllOf | AnyOf) else words
