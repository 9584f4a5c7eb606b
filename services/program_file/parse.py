"""Text to ProgramConfig, or to every problem that it has."""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from services.program_file.catalogue import Catalogue
from services.program_file.config import ProgramConfig
from services.program_file.layout import Layout
from services.program_file.paths import Path, dotted
from services.program_file.problems import Problem, ProgramFileError, said
from services.program_file.references import cross_check
from services.program_file.toml_data import Finding, table
from services.program_file.wording import findings

LONGEST_TEXT = 256 * 1024

# tomllib needs memory in the square of a dotted key's length, so a key of a thousand parts never gets there.
_LONG_KEY = re.compile(
    r"""(?:(?:[A-Za-z0-9_-]{1,80}|"(?:[^"\\\n]|\\.){0,80}"|'[^'\n]{0,80}')[ \t]*\.[ \t]*){32}"""
)
# how tomllib begins to say what is wrong, and our code for it
_SYNTAX = {
    "Cannot overwrite": "toml_twice",
    "Cannot declare": "toml_twice",
    "Cannot mutate": "toml_twice",
    "Cannot redefine": "toml_twice",
    "Duplicate inline table key": "toml_twice",
    "Unclosed": "toml_open",
    "Unterminated": "toml_open",
    "Expected ']'": "toml_open",
    'Expected "': "toml_open",
    "Expected '='": "toml_equals",
    "Expected newline": "toml_line",
    "Invalid statement": "toml_line",
    "Invalid initial character": "toml_name",
    "Invalid value": "toml_value",
    "Invalid date": "toml_value",
    "Illegal character": "toml_character",
    "Found invalid character": "toml_character",
    "Unescaped": "toml_escape",
    "Invalid hex": "toml_escape",
    "Escaped character": "toml_escape",
}
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def parse(text: str, *, catalogue: Catalogue | None = None, stored: bool = False) -> ProgramConfig:
    """The program that this text describes; ProgramFileError with all its problems when there are any.

    A ``stored`` text is in force already: rules that only say how a name should look do not stop it, or an
    update of Regulars that brings such a rule would stop the program, and no other version could replace it.
    """
    config, problems = _read(text, catalogue, stored)
    mistakes = [problem for problem in problems if not problem.warning]
    if mistakes or config is None:
        raise ProgramFileError(mistakes)
    return config


def check(text: str, *, catalogue: Catalogue | None = None) -> list[Problem]:
    """Everything that is wrong with this text, warnings included, in the order of its lines.

    `catalogue` names the bot's texts and the variables of each, so that [texts] can be checked too.
    """
    return _read(text, catalogue)[1]


def read_toml(text: str) -> dict[str, Any]:
    """The TOML data of a text, numbers with a point as Decimal; ProgramFileError when it is not TOML."""
    if len(text) > LONGEST_TEXT:
        raise _refused("file_long", most=LONGEST_TEXT // 1024)
    if _LONG_KEY.search(text):
        raise _refused("nested")
    try:
        return tomllib.loads(text.removeprefix("\ufeff"), parse_float=Decimal)
    except RecursionError as error:
        raise _refused("nested") from error
    except (ValueError, ArithmeticError) as error:  # a number of thousands of digits is a bare ValueError
        raise ProgramFileError([_syntax_problem(text, str(error))]) from error


def _refused(code: str, **facts: int) -> ProgramFileError:
    return ProgramFileError([Problem(1, "", said(code, **facts))])


def _read(
    text: str, catalogue: Catalogue | None, stored: bool = False
) -> tuple[ProgramConfig | None, list[Problem]]:
    try:
        return _judge(text, read_toml(text), catalogue, stored)
    except ProgramFileError as error:
        return None, list(error.problems)
    except RecursionError:
        return None, [Problem(1, "", said("nested"))]


def _judge(
    text: str, data: dict[str, Any], catalogue: Catalogue | None, stored: bool
) -> tuple[ProgramConfig | None, list[Problem]]:
    layout = Layout(text.removeprefix("\ufeff"))
    config, found = _validate(data, stored)
    named = {path for path, _, _ in found}
    found += [
        (path, said("control_character"), False)
        for path in _control_characters(data)
        if path not in named  # what is wrong with a name says so itself
    ]
    found += cross_check(data, catalogue)
    problems = {Problem(layout.line(path), dotted(path), what, warning) for path, what, warning in found}
    return config, sorted(problems, key=lambda problem: (problem.line, problem.key, problem.code))


def _validate(data: dict[str, Any], stored: bool) -> tuple[ProgramConfig | None, list[Finding]]:
    context = _context(data) | ({"stored": "yes"} if stored else {})
    try:
        return ProgramConfig.model_validate(data, context=context), []
    except ValidationError as error:
        return None, [(path, what, False) for path, what in findings(error)]


def _context(data: dict[str, Any]) -> dict[str, str]:
    """What values need to know of their file: its currency, language, kind of points, measure of tiers."""
    needed = {"program": ("currency", "language"), "points": ("kind",), "tier_rules": ("measured_by",)}
    return {
        key: value
        for section, keys in needed.items()
        for key in keys
        if isinstance(value := table(data, section).get(key), str)
    }


def _syntax_problem(text: str, error: str) -> Problem:
    match = _PLACE.search(error)
    line = int(match[1]) if match and match[1] else text.count("\n") + 1
    if not match:
        return Problem(1, "", said("toml_number"))
    code = next((code for beginning, code in _SYNTAX.items() if error.startswith(beginning)), "toml")
    return Problem(line, "", said(code, column=int(match[2]) if match[2] else None))


def _control_characters(value: Any, path: Path = ()) -> Iterator[Path]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _control_characters(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _control_characters(inner, (*path, place))
    elif isinstance(value, str) and any(ord(letter) < 32 and letter not in "\n\r\t" for letter in value):
        yield path
