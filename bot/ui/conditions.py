"""The conditions of segments in words, and what a customer's own facts are beside them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from bot.ui.program_fields import span
from bot.ui.texts import Texts
from services.program_file.conditions import AllOf, AnyOf, Condition, EventIs, Leaf, MoneyIs, Not

Fact: TypeAlias = "int | bool | str | Decimal | Fraction | timedelta | tuple[str, ...] | None"
_SIZES = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))
_SIGNS = {"is": "=", "in": "∈", "at_least": "≥", "at_most": "≤", "more_than": ">", "less_than": "<"}


def words(texts: Texts, condition: Condition, currency: str) -> str:
    """Return a condition as plain text: "purchases ≥ 2 and not (tier = gold)"."""
    if isinstance(condition, Not):
        return f"{texts.plain('conditions-not')} ({words(texts, condition.not_, currency)})"
    if isinstance(condition, AllOf):
        return f" {texts.plain('conditions-and')} ".join(
            _bracketed(texts, part, currency) for part in condition.all
        )
    if isinstance(condition, AnyOf):
        return f" {texts.plain('conditions-or')} ".join(
            _bracketed(texts, part, currency) for part in condition.any
        )
    return _leaf(texts, condition, currency)


def _bracketed(texts: Texts, part: Condition, currency: str) -> str:
    found = words(texts, part, currency)
    return f"({found})" if isinstance(part, AllOf | AnyOf) else found


def _leaf(texts: Texts, leaf: Leaf, currency: str) -> str:
    if isinstance(leaf, EventIs):
        within = f" ({span(texts, leaf.within)})" if leaf.within else ""
        return f"{fact_name(texts, leaf)} “{leaf.is_}” ≥ {leaf.at_least}{within}"
    money = currency if isinstance(leaf, MoneyIs) else None
    name = fact_name(texts, leaf)
    return ", ".join(
        f"{name} {_SIGNS[operator]} {value(texts, wanted, money)}" for operator, wanted in leaf.tests
    )


def fact_name(texts: Texts, leaf: Leaf) -> str:
    """Return the words for the fact that a comparison is about."""
    return texts.plain(f"conditions-fact-{leaf.fact.replace('_', '-')}")


def value(texts: Texts, fact: Fact, currency: str | None = None) -> str:
    """Return a value as text; in money when `currency` is given (minor units then)."""
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
    return ", ".join(fact) if isinstance(fact, tuple) else fact


def checked(texts: Texts, leaf: Leaf, fact: Fact, holds: bool, currency: str) -> str:
    """Return one comparison with the customer's own value: "✓ purchases ≥ 2 (now 5)"."""
    money = currency if isinstance(leaf, MoneyIs) else None
    own = texts.plain("conditions-now", value=value(texts, _rounded(fact), money))
    return f"{'✓' if holds else '✗'} {words(texts, leaf, currency)} ({own})"


def _rounded(fact: Fact) -> Fact:
    """A time that went by, in whole days, hours or minutes: nobody reads "1,936 seconds"."""
    if not isinstance(fact, timedelta):
        return fact
    size = next((size for size in _SIZES if fact >= size), timedelta(seconds=1))
    return fact // size * size
