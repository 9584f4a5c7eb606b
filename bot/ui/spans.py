"""Lengths of time in words."""

from __future__ import annotations

from datetime import timedelta

from bot.ui.texts import Texts

_UNITS = (("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1))


def span(texts: Texts, value: timedelta) -> str:
    """Return a time in the largest unit that it is whole in: "14 days", "90 minutes"."""
    seconds = int(value.total_seconds())
    unit, size = next((unit, size) for unit, size in _UNITS if seconds % size == 0)
    return texts.plain(f"program-span-{unit}", count=seconds // size)
