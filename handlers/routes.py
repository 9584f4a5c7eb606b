"""All routes of the bot: each module of a noun adds its own."""

from __future__ import annotations

from types import ModuleType

from handlers.customer import (
    balance,
    card,
    help,
    history,
    join,
    menu,
    move,
    offers,
    settings,
    start,
    stop,
    survey,
    tier,
)
from handlers.index import Index

CUSTOMER: tuple[ModuleType, ...] = (
    menu,
    card,
    balance,
    survey,
    offers,
    history,
    tier,
    join,
    start,
    settings,
    help,
    stop,
    move,
)
MODULES: tuple[ModuleType, ...] = (*CUSTOMER,)


def build_index() -> Index:
    """Every command, button and awaited answer with its handler."""
    index = Index()
    for module in MODULES:
        module.setup(index)
    return index
