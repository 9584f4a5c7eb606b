"""What is wrong with a program file, in words."""

from __future__ import annotations

import re

from bot.ui import changes
from bot.ui.texts import Texts
from services.program_file import Problem, ProgramConfig

_KEY = re.compile(r"([a-z_]+)(?:\[(\d+)\])?(?:\.(.+))?")


def line(texts: Texts, problem: Problem) -> str:
    """Return a problem with its place as plain text: "line 27, points.base_rate: expected a rate …"."""
    place = texts.plain("problems-line", line=problem.line)
    return (
        f"{place}, {problem.key}: {words(texts, problem)}"
        if problem.key
        else f"{place}: {words(texts, problem)}"
    )


def at_key(texts: Texts, problem: Problem, config: ProgramConfig | None) -> str:
    """Return a problem for who does not look at the file: "Segment “VIP”: condition: there is no tier …".

    `config` is in force; entries have the names that it gives them.
    """
    where = _named(texts, problem.key, config) if config is not None else problem.key
    return f"{where}: {words(texts, problem)}" if where else words(texts, problem)


def _named(texts: Texts, key: str, config: ProgramConfig) -> str:
    """Return the words for the nearest key that has some; the key itself when there are none."""
    found = _KEY.fullmatch(key)
    if found is None:
        return key
    section, place, rest = found[1], found[2], found[3] or ""
    entries = getattr(config, section, ()) if place else ()
    code = f"[{entries[int(place)].code}]" if place and int(place) < len(entries) else ""
    keys = tuple(re.sub(r"\[\d+\]", "", rest).split("."))
    known = next(
        (keys[:end] for end in range(len(keys), 0, -1) if changes.knows(texts, section, keys[:end])), ()
    )
    return changes.at_key(texts, ".".join((f"{section}{code}", *known)), config) if known else key


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
