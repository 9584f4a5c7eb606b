"""The conditions of segments in words, and what a customer's own facts are beside them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from bot.ui.local_names import language_called
from bot.ui.program_texts import club_title, store_name, tier_name
from bot.ui.spans import span
from bot.ui.texts import Texts
from services.program_file import ProgramConfig
from services.program_file.conditions import AllOf, AnyOf, CodeIs, Condition, EventIs, Leaf, Not

Fact: TypeAlias = "int | bool | str | Decimal | Fraction | timedelta | tuple[str, ...] | None"
_SIZES = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))
_SIGNS = {"is": "=", "in": "∈", "at_least": "≥", "at_most": "≤", "more_than": ">", "less_than": "<"}


def words(texts: Texts, condition: Condition, config: ProgramConfig) -> str:
    """Return a condition as plain text: "purchases ≥ 2 and not (tier = Gold)"."""
    if isinstance(condition, Not):
        return f"{texts.plain('conditions-not')} ({words(texts, condition.not_, config)})"
    if isinstance(condition, AllOf):
        return f" {texts.plain('conditions-and')} ".join(
            _bracketed(texts, part, config) for part in condition.all
        )
    if isinstance(condition, AnyOf):
        return f" {texts.plain('conditions-or')} ".join(
            _bracketed(texts, part, config) for part in condition.any
        )
    return _leaf(texts, condition, config)


def _bracketed(texts: Texts, part: Condition, config: ProgramConfig) -> str:
    found = words(texts, part, config)
    return f"({found})" if isinstance(part, AllOf | AnyOf) else found


def _leaf(texts: Texts, leaf: Leaf, config: ProgramConfig) -> str:
    if isinstance(leaf, EventIs):
        within = f" ({span(texts, leaf.within)})" if leaf.within else ""
        return f"{fact_name(texts, leaf)} ≥ {leaf.at_least}{within}"
    name = fact_name(texts, leaf)
    return ", ".join(
        f"{name} {_SIGNS[operator]} {value(texts, leaf, wanted, config)}" for operator, wanted in leaf.tests
    )


def fact_name(texts: Texts, leaf: Leaf) -> str:
    """Return the words for the fact that a comparison is about."""
    name = texts.plain(f"conditions-fact-{leaf.fact.replace('_', '-')}")
    return f"{name} “{leaf.is_}”" if isinstance(leaf, EventIs) else name


def value(texts: Texts, leaf: Leaf, fact: Fact, config: ProgramConfig) -> str:
    """Return a value of a comparison, wanted or the customer's own, as text; codes by their names."""
    currency = config.program.currency if config.compares_money(leaf) else None
    if fact is None:
        return "—"
    if isinstance(fact, bool):
        return texts.plain("conditions-yes" if fact else "conditions-no")
    if isinstance(fact, timedelta):
        return span(texts, fact)
    if isinstance(fact, Fraction):
        return texts.money(round(fact), currency) if currency else texts.decimal(float(fact))
    if isinstance(fact, int | Decimal):
        return texts.money(int(fact), currency) if currency else texts.number(fact)
    codes = fact if isinstance(fact, tuple) else (fact,)
    return ", ".join(_name(texts, leaf, code, config) for code in codes) or "—"


def _name(texts: Texts, leaf: Leaf, code: str, config: ProgramConfig) -> str:
    """Return what people call a tier, a store or a language; a source or a tag is its own name."""
    if not isinstance(leaf, CodeIs):
        return code
    if leaf.fact == "tier":
        return tier_name(config, code, texts.language) or code
    if leaf.fact == "store":
        return store_name(config, code)
    if leaf.fact == "club":
        return club_title(config, code, texts.language)
    return language_called(code, texts.language) if leaf.fact == "language" else code


def checked(texts: Texts, leaf: Leaf, fact: Fact, config: ProgramConfig, *, negated: bool = False) -> str:
    """Return the customer's own value with what the condition asks for: "purchases: 5 (at least 2)".

    `negated`: it asks that the comparison does not hold: "tier: Guest (not Gold)".
    """
    own = value(texts, leaf, _rounded(fact), config)
    wanted = _wanted(texts, leaf, config)
    if negated:
        wanted = f"{texts.plain('conditions-not')} {wanted}"
    said = f"{fact_name(texts, leaf)}: {own}"
    return said if wanted == own else f"{said} ({wanted})"


def _wanted(texts: Texts, leaf: Leaf, config: ProgramConfig) -> str:
    """Return what a comparison asks for in words: "at least 2, less than 6"."""
    if isinstance(leaf, EventIs):
        least = texts.plain("conditions-at-least", value=texts.number(leaf.at_least))
        within = texts.plain("conditions-within", span=span(texts, leaf.within)) if leaf.within else ""
        return f"{least} {within}".strip()
    return ", ".join(
        texts.plain(f"conditions-{operator.replace('_', '-')}", value=value(texts, leaf, wanted, config))
        for operator, wanted in leaf.tests
    )


def _rounded(fact: Fact) -> Fact:
    """A time that went by, in whole days, hours or minutes: nobody reads "1,936 seconds"."""
    if not isinstance(fact, timedelta):
        return fact
    size = next((size for size in _SIZES if fact >= size), timedelta(seconds=1))
    return fact // size * size
