"""The documents cannot go stale: what they name exists, and what exists is named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import typer
from tortoise import Model

import models
from bot.__main__ import app
from bot.settings import Settings
from handlers.routes import build_index

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
GUIDES = sorted((DOCS / "guides").glob("*.md"))
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
MOST_DECISION_LINES = 70
LARGEST_PICTURE = 300_000


def text_of(*paths: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


OPERATOR = text_of(DOCS / "guides" / "operator.md")
GLOSSARY = text_of(DOCS / "glossary.md")
ALL_GUIDES = text_of(*GUIDES)


def rows(page: str) -> Iterator[list[str]]:
    """The cells of a page's tables, without heads and rulers."""
    lines = page.splitlines()
    for above, line in pairwise(lines):
        if line.startswith("|") and not line.startswith("|---") and above.startswith("|"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def named_shell_commands(page: str) -> set[str]:
    """Every `make …` in blocks of shell and between backticks."""
    shell = "\n".join(re.findall(r"```sh\n(.*?)```", page, re.DOTALL))
    lines = [*shell.splitlines(), *re.findall(r"`([^`\n]+)`", page)]
    return {found[1] for line in lines if (found := re.match(r"\s*make ([a-z][a-z-]*)", line))}


def commands_of_the_command_line() -> set[str]:
    """ "run", "program check" …, as a person types them."""
    found = set()

    def walk(group: typer.Typer, before: str) -> None:
        for command in group.registered_commands:
            assert command.callback is not None
            found.add(before + (command.name or command.callback.__name__))
        for inner in group.registered_groups:
            assert inner.typer_instance is not None
            walk(inner.typer_instance, f"{before}{inner.name} ")

    walk(app, "")
    return found


def named_commands(page: str) -> set[str]:
    """Every `regulars …` that a page tells a person to type, cut to the words of the command."""
    known = commands_of_the_command_line()
    groups = {name.split()[0] for name in known if " " in name}
    found = set()
    for words in re.findall(r"\bregulars ((?:[a-z][a-z-]* ?)+)", page):
        first, _, rest = words.strip().partition(" ")
        found.add(f"{first} {rest.split()[0]}" if first in groups and rest else first)
    return found


# ── settings ──


def test_the_operators_settings_are_those_of_the_program() -> None:
    described = {row[0].strip("`") for row in rows(OPERATOR) if re.fullmatch(r"`[A-Z_]+`", row[0])}
    assert described == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize(
    ("name", "default"),
    [("DATA_DIR", "var"), ("HTTP_HOST", "127.0.0.1"), ("HTTP_PORT", "8080"), ("SEND_RATE", "30")],
)
def test_the_operators_defaults_are_those_of_the_program(name: str, default: str) -> None:
    told = next(row[1].strip("`") for row in rows(OPERATOR) if row[0] == f"`{name}`")
    assert told == default
    assert (
        type(Settings.model_fields[name.lower()].default)(default)
        == Settings.model_fields[name.lower()].default
    )


# ── commands ──


@pytest.mark.parametrize("command", sorted(commands_of_the_command_line()))
def test_every_command_of_the_command_line_is_in_the_operators_table(command: str) -> None:
    assert any(re.match(rf"`regulars {command}[ `]", row[0]) for row in rows(OPERATOR)), command


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    shown = "\n".join(re.findall(r"`[^`\n]+`|```.*?```", text_of(page), re.DOTALL))
    assert named_commands(shown) <= commands_of_the_command_line()


@pytest.mark.parametrize("command", sorted(build_index().commands))
def test_every_command_of_the_bot_is_in_a_guides_table(command: str) -> None:
    assert any(row[0] == f"`/{command}`" for row in rows(ALL_GUIDES)), command


def test_the_guides_tables_name_no_command_that_the_bot_lacks() -> None:
    told = {row[0].strip("`/") for row in rows(ALL_GUIDES) if re.fullmatch(r"`/[a-z]+`", row[0])}
    assert told - build_index().commands.keys() == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_make_commands_are_targets(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", text_of(ROOT / "Makefile"), re.MULTILINE))
    assert {"run", "test", "test-browser"} <= targets
    assert named_shell_commands(text_of(page)) <= targets


# ── words ──


def test_the_glossary_has_each_term_once() -> None:
    terms = Counter(row[0] for row in rows(GLOSSARY))
    assert [term for term, times in terms.items() if times > 1] == []
    assert len(terms) > 40


@pytest.mark.parametrize("term", [row[0] for row in rows(GLOSSARY)])
def test_the_code_speaks_the_glossary(term: str) -> None:
    code = text_of(*sorted((ROOT / "models").glob("*.py")), *sorted((ROOT / "services").rglob("*.py")))
    written = "[ _]?".join(map(re.escape, term.split()))
    assert re.search(written, code, re.IGNORECASE), term


def test_each_table_is_in_the_glossary() -> None:
    told = {name for row in rows(GLOSSARY) for name in re.findall(r"`([a-z_]+)`", row[-1])}
    tables = {
        str(model._meta.db_table)
        for model in vars(models).values()
        if isinstance(model, type) and issubclass(model, Model)
    }
    assert told == tables


# ── decisions ──


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.name)
def test_a_decision_has_its_sections(page: Path) -> None:
    text = text_of(page)
    heads = re.findall(r"^## (.+)$", text, re.MULTILINE)
    wanted = ["Context", "Decision", "What lost"]
    assert [head for head in heads if head in wanted] == wanted
    assert re.match(r"# \S", text)
    assert text.count("\n") <= MOST_DECISION_LINES


def test_decisions_have_numbers_of_their_own() -> None:
    numbers = Counter(page.name[:4] for page in DECISIONS)
    assert all(re.fullmatch(r"[0-9]{4}-[a-z0-9-]+\.md", page.name) for page in DECISIONS)
    assert [number for number, times in numbers.items() if times > 1] == []


# ── links ──


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_files_resolve(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", text_of(page))
    for link in links:
        if re.match(r"(https?|mailto):", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_a_page_names_exist(page: Path) -> None:
    folders = "bot|handlers|webhooks|services|models|scheduler|locales|sandbox|tests|docs|examples"
    named = re.findall(rf"`((?:{folders})/[\w./-]+)`", text_of(page))
    made_up = [name for name in named if "reward" in name]  # the noun that CONTRIBUTING.md adds
    assert [name for name in named if name not in made_up and not (ROOT / name).exists()] == []


def test_the_picture_is_small() -> None:
    assert 0 < (DOCS / "images" / "sandbox.png").stat().st_size < LARGEST_PICTURE
