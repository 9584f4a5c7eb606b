"""What pydantic found, said in plain English: one line, with the right words for the owner of the file."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import ValidationError

from services.program_file.conditions import MODELS, TAGS, Comparison
from services.program_file.config import ProgramConfig
from services.program_file.paths import Path, quoted
from services.program_file.suggestions import did_you_mean
from services.program_file.values import Section

_MESSAGES = {
    "string_type": "expected a text in quotes",
    "int_type": "expected a whole number, without quotes",
    "bool_type": "expected true or false, without quotes",
    "tuple_type": "expected a list: [ … ]",
    "model_type": "expected a table of keys, not a single value",
    "mapping_type": "expected a table of keys, not a single value",
    "dict_type": "expected a table of keys, not a single value",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must not be empty",
    "literal_error": "must be one of: {expected}",
    "program_file": "{words}",
}
_PATTERNS = {
    r"^[a-z][a-z0-9_-]{0,39}$": "a code has small letters a-z, digits, - and _, starts with a letter and is "
    "at most 40 long",
    r"^[a-z][a-z0-9-]{0,39}$": "a slug has small letters a-z, digits and -, starts with a letter and is "
    "at most 40 long",
    r"^[A-Za-z0-9][A-Za-z0-9_-]{2,31}$": "a promo code has 3 to 32 letters a-z, digits, - and _",
    r"^[^\r\n]*\S[^\r\n]*$": "expected one line of text that is not empty",
}


def findings(error: ValidationError) -> Iterator[tuple[Path, str]]:
    """The path and the words of each thing that pydantic found."""
    all_found = error.errors(include_input=False, include_url=False)
    around = {found["loc"][:depth] for found in all_found for depth in range(len(found["loc"]))}
    for found in all_found:
        location = found["loc"]
        if found["type"] == "too_short" and location in around:
            continue  # the list is only "empty" because what stands in it is wrong
        path = tuple(part for part in location if part not in TAGS)
        yield path, _message(found["type"], location, found.get("ctx", {}), found["msg"])


def _message(kind: str, location: Path, facts: Mapping[str, Any], fallback: str) -> str:
    if kind == "missing":
        return _missing(location)
    if kind == "extra_forbidden":
        return _unknown(location)
    if kind == "string_pattern_mismatch":
        return _PATTERNS[facts["pattern"]]
    if kind in _MESSAGES:
        return _MESSAGES[kind].format_map(facts)
    return fallback[:1].lower() + fallback[1:]


def _missing(location: Path) -> str:
    if location in (("program",), ("points",)):
        return f"the section [{location[0]}] is missing"
    if location == ("stores",):
        return "a program has at least one store: add a section [[stores]]"
    return "this key is missing"


def _unknown(location: Path) -> str:
    model, word = _model_at(location[:-1]), str(location[-1])
    known = written_keys(model)
    hint = did_you_mean(word, known) or f"the keys here are: {', '.join(known)}"
    if issubclass(model, Comparison):
        return f"this fact does not know {quoted(word)}; it knows: {', '.join(model.operators())}"
    return f"there is no such key; {hint}"


def _model_at(location: Path) -> type[Section]:
    model: type[Section] = ProgramConfig
    for part in location:
        if part in TAGS:
            model = MODELS[str(part)]
        elif isinstance(part, str):
            model = section_of_key(model, part) or model
    return model


def written_keys(model: type[Section]) -> tuple[str, ...]:
    """The keys of a section as they are written in a file."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


def section_of_key(model: type[Section], key: str) -> type[Section] | None:
    """The section that stands under a key of a section, alone, in a list or by language."""
    for name, field in model.model_fields.items():
        if key == (field.alias or name):
            return _section_in(field.annotation)
    return None


def _section_in(annotation: Any) -> type[Section] | None:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    inner = (_section_in(argument) for argument in get_args(annotation))
    return next((section for section in inner if section is not None), None)
