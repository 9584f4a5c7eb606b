"""The guide cannot go stale: it names every key, and what it shows can be applied."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from services.program_file import ProgramConfig, check, parse
from services.program_file.conditions import FACTS, MODELS
from services.program_file.values import LocalText, Section
from tests.services.program_file.files import COFFEE, GUIDE, ROOT, SALON

EXAMPLES = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)


def collect(annotation: Any, found: set[type[Section]]) -> None:
    """Put every section that an annotation holds, however deep, into `found`."""
    if not (isinstance(annotation, type) and issubclass(annotation, Section)):
        for argument in get_args(annotation):
            collect(argument, found)
    elif annotation is not LocalText and annotation not in found:
        found.add(annotation)
        for field in annotation.model_fields.values():
            collect(field.annotation, found)


def schema_keys() -> set[str]:
    models: set[type[Section]] = set(MODELS.values())
    collect(ProgramConfig, models)
    return {field.alias or name for model in models for name, field in model.model_fields.items()}


def test_the_schema_is_walked_whole() -> None:
    assert {"slug", "marketing_a_week", "few", "valid_days", "within", "lost_after"} <= schema_keys()


@pytest.mark.parametrize("key", sorted(schema_keys() | FACTS.keys()))
def test_the_guide_names_every_key(key: str) -> None:
    assert re.search(rf"`[^`\n]*\b{key}\b[^`\n]*`|^## \[\[?{key}\]", GUIDE, re.MULTILINE), key


def test_the_examples_of_the_guide_make_one_program() -> None:
    whole = "\n".join(EXAMPLES).replace('"family"', '"guest"')
    assert [problem for problem in check(whole) if not problem.warning] == []
    assert parse(whole).program.slug == "three-cups"


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.toml")), ids=lambda path: path.stem)
def test_the_examples_have_no_problem_and_no_warning(path: Path) -> None:
    text = path.read_text("utf-8")
    assert check(text) == []
    assert parse(text).program.merchant


def test_the_coffee_example_shows_a_chain() -> None:
    config = parse(COFFEE)
    assert len({store.timezone for store in config.stores}) == 2
    assert (len(config.employees), len(config.tiers)) == (5, 3)
    assert config.tiers[1].from_amount == 500_000
    assert parse(SALON).program.currency != config.program.currency
