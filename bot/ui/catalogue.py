"""Which texts there are and which variables each has: for the program file's checker and for the lint test."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.ui.texts import FALLBACK, LOCALES

if TYPE_CHECKING:
    from services.program_file.catalogue import Catalogue


class _Variables(Visitor):
    """Collects the names of the variables of one message."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.names.add(node.id.name)


def messages(language: str) -> dict[str, ast.Message]:
    """Return every message of a language by key. Raises ValueError for what cannot be read or comes twice."""
    found: dict[str, ast.Message] = {}
    for path in sorted((LOCALES / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            if isinstance(entry, ast.Junk):
                raise ValueError(f"{path.name}: cannot read {entry.content!r}")
            if isinstance(entry, ast.Message):
                if entry.id.name in found:
                    raise ValueError(f"{path.name}: {entry.id.name} comes twice")
                found[entry.id.name] = entry
    return found


def variables(message: ast.Message) -> frozenset[str]:
    """Return the names of the variables that a message uses; those of its attributes are no matter of others."""
    return _names(message.value)


def money_variables(message: ast.Message) -> frozenset[str] | None:
    """Return the same of what the message says where the balance is money; None when that is the same."""
    found = [attribute for attribute in message.attributes if attribute.id.name == "money"]
    return _names(found[0].value) if found else None


def _names(pattern: ast.Pattern | None) -> frozenset[str]:
    visitor = _Variables()
    visitor.visit(pattern)
    return frozenset(visitor.names)


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """Return the keys that a program's own texts may have, with the variables of each."""
    found = {key: variables(message) for key, message in messages(FALLBACK).items()}
    return MappingProxyType(found)
