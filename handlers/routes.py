"""All routes of the bot: each module of a noun adds its own."""

from __future__ import annotations

from handlers.index import Index

MODULES = ()


def build_index() -> Index:
    """Every command, button and awaited answer with its handler."""
    index = Index()
    for module in MODULES:
        module.setup(index)
    return index
