"""What is wrong with a program file, in words."""

from __future__ import annotations

from bot.ui.texts import Texts
from services.program_file import Problem


def line(texts: Texts, problem: Problem) -> str:
    """Return a problem with its place as plain text: "line 27, points.base_rate: expected a rate …"."""
    place = texts.plain("problems-line", line=problem.line)
    return f"{place}, {at_key(texts, problem)}" if problem.key else f"{place}: {words(texts, problem)}"


def at_key(texts: Texts, problem: Problem) -> str:
    """Return a problem with its key only, for who does not look at the file."""
    return f"{problem.key}: {words(texts, problem)}" if problem.key else words(texts, problem)


def words(texts: Texts, problem: Problem) -> str:
    """Return what is wrong as plain text, with what was probably meant, or what there is to choose from."""
    facts: dict[str, str | int] = {**problem.facts, "open": "{", "close": "}"}
    if isinstance(rate := facts.get("rate"), int):
        facts["percent"] = texts.percent(rate)
    key = f"problems-{problem.code.replace('_', '-')}"
    said = texts.plain(key if texts.has(key) else "problems-value-bad", **facts)
    return f"{said}{_hint(texts, facts)}"


def _hint(texts: Texts, facts: dict[str, str | int]) -> str:
    """Return the nearest word, else all that there are (a list is not shortened), else an example."""
    if "near" in facts:
        return f"; {texts.plain('problems-near', near=facts['near'])}"
    if "known" in facts:
        return f"; {texts.plain('problems-known')} {facts['known']}"
    return f"; {texts.plain('problems-example', example=facts['example'])}" if "example" in facts else ""
