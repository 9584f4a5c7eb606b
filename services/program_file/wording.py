"""What pydantic found, as codes and facts of ours, each with its place."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import ValidationError

from services.program_file.conditions import MODELS, TAGS, Comparison
from services.program_file.config import ProgramConfig
from services.program_file.paths import Path
from services.program_file.problems import Said, said
from services.program_file.suggestions import nearest
from services.program_file.values import Section, shown

_KINDS = {
    "string_type": "text_kind",
    "int_type": "whole_kind",
    "bool_type": "switch_kind",
    "tuple_type": "list_kind",
    "model_type": "table_kind",
    "mapping_type": "table_kind",
    "dict_type": "table_kind",
    "string_too_short": "empty",
    "too_short": "empty",
}
_PATTERNS = {
    r"^[a-z][a-z0-9_-]{0,39}$": "code_shape",
    r"^[a-z][a-z0-9_-]{0,23}$": "membership_code_shape",
    r"^[a-z][a-z0-9-]{0,39}$": "slug_shape",
    r"^[A-Za-z0-9][A-Za-z0-9_-]{2,31}$": "promo_code_shape",
    r"^[^\r\n]*\S[^\r\n]*$": "line_shape",
}


def findings(error: ValidationError) -> Iterator[tuple[Path, Said]]:
    """The path of each thing that pydantic found, and what it is."""
    all_found = error.errors(include_input=False, include_url=False)
    around = {found["loc"][:depth] for found in all_found for depth in range(len(found["loc"]))}
    for found in all_found:
        location = found["loc"]
        if found["type"] == "too_short" and location in around:
            continue  # the list is only "empty" because what stands in it is wrong
        path = tuple(part for part in location if part not in TAGS)
        yield path, _said(found["type"], location, found.get("ctx", {}))


def _said(kind: str, location: Path, facts: Mapping[str, Any]) -> Said:
    if kind == "program_file":
        own: Said = facts["said"]
        return own
    if kind == "missing":
        return _missing(location)
    if kind == "extra_forbidden":
        return _unknown(location)
    if kind == "string_pattern_mismatch":
        return said(_PATTERNS[facts["pattern"]])
    return _bounds(kind, facts) or said(_KINDS.get(kind, "value_bad"))


def _bounds(kind: str, facts: Mapping[str, Any]) -> Said | None:
    if kind == "greater_than_equal":
        return said("at_least", least=facts["ge"])
    if kind == "less_than_equal":
        return said("at_most", most=facts["le"])
    if kind == "string_too_long":
        return said("long", most=facts["max_length"])
    if kind == "literal_error":
        return said("choice", known=facts["expected"].replace(" or ", ", ").replace("'", ""))
    return None


def _missing(location: Path) -> Said:
    if location in (("program",), ("points",)):
        return said("section_missing", section=str(location[0]))
    return said("stores_missing") if location == ("stores",) else said("key_missing")


def _unknown(location: Path) -> Said:
    model, word = _model_at(location[:-1]), str(location[-1])
    if issubclass(model, Comparison):
        return said("operator_unknown", value=shown(word), known=", ".join(model.operators()))
    known = written_keys(model)
    return said("key_unknown", near=nearest(word, known), known=", ".join(known))


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
