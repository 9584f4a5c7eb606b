"""The example files, and the smallest file that is right."""

from pathlib import Path

from bot.ui import problems
from bot.ui.texts import texts_for
from services.program_file import Problem

ROOT = Path(__file__).parents[3]
COFFEE = (ROOT / "examples/coffee.toml").read_text("utf-8")
SALON = (ROOT / "examples/salon.toml").read_text("utf-8")
GUIDE = (ROOT / "docs/guides/program-file.md").read_text("utf-8")

SMALL = """\
[program]
slug = "small"
name = "Small"
currency = "EUR"
language = "en"
merchant = "Small Ltd"
terms_version = "1"
terms = "Be kind."

[points]
name.en = { one = "point", other = "points" }
minor_units_per_point = 100
base_rate = "5%"

[[stores]]
code = "main"
name = "Main"
timezone = "Europe/Berlin"
"""


def small(**program: str) -> str:
    """The smallest file with other values in [program], written as TOML."""
    text = SMALL
    for key, value in program.items():
        line = next(line for line in SMALL.splitlines() if line.startswith(f"{key} = "))
        text = text.replace(line, f"{key} = {value}", 1)
    return text


def said(found: Problem) -> str:
    """What the terminal prints of a problem."""
    return problems.words(texts_for("en"), found)
