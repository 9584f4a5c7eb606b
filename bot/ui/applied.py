"""What gave the points of a receipt, in few words: "20 base, 7 Happy hours"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from bot.ui.markup import tidy
from bot.ui.texts import Texts
from services.program_file import ProgramConfig
from services.receipts import applied
from services.rules.earning import Applied
from services.rules.earning_terms import BASE
from services.story import Part

MOST_PARTS = 5
"""A slip is narrow; what gave least is left out."""
SHORT = 24


def told(texts: Texts, config: ProgramConfig, rules: Iterable[Applied], capped: int = 0) -> tuple[str, ...]:
    """Return the parts as plain texts, the base first; none where there is nothing to tell apart from their sum."""
    listed = tuple(rules)
    if not capped and all(one.code == BASE for one in listed):
        return ()  # as for most receipts, and a till waits for this
    named = [Part(one.code, applied.title(config, one.code), one.points) for one in listed]
    return parts(texts, named, capped)


def parts(texts: Texts, rules: Iterable[Part], capped: int = 0) -> tuple[str, ...]:
    """Return the same of parts whose titles are known."""
    listed = list(rules)
    if not capped and all(one.code == BASE for one in listed):
        return ()
    if len(listed) > MOST_PARTS:
        most = sorted(listed, key=lambda one: -one.points)[:MOST_PARTS]
        listed = [one for one in listed if one in most]
    return tuple(_words(texts, listed, capped))


def _words(texts: Texts, listed: Iterable[Part], capped: int) -> Iterator[str]:
    for one in listed:
        yield _part(texts, one)
    if capped:
        yield texts.plain("applied-capped", points=_number(texts, capped))


def _part(texts: Texts, one: Part) -> str:
    title = None if one.title is None else one.title.in_language(texts.language)
    return _gave(texts, one.code, title, one.points)


@lru_cache(maxsize=4096)
def _gave(texts: Texts, whole_code: str, title: str | None, given: int) -> str:
    """Return what gave how many; remembered, since a till waits for it and the same are said again and again."""
    points = _number(texts, given)
    kind, _, code = whole_code.rpartition(":")
    if title is not None:
        return texts.plain("applied-rule", points=points, title=tidy(title, SHORT))
    if kind == "promo":
        return texts.plain("applied-promo", points=points, code=code)
    key = f"applied-{code}"
    return (
        texts.plain(key, points=points)
        if texts.has(key)
        else texts.plain("applied-rule", points=points, title=code)
    )


def _number(texts: Texts, points: int) -> str:
    """Return the points without their name, which the sum before them has."""
    return texts.money(points, texts.money_of) if texts.money_of else texts.number(points)
