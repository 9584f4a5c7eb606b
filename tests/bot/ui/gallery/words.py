"""The words that screens are made with: plain ones, evil ones, long ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.ui.screen import Alert, Screen

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
BIG = 9_000_000_000_000
KEY = "rk_" + "x" * 43
LINK = "https://t.me/some_long_bot_name?start=" + "x" * 60


@dataclass(frozen=True)
class Words:
    """The people's own words that the screens are made with."""

    name: str
    title: str
    text: str
    code: str = "silver"


PLAIN = Words("Анна", "Серебро", "Кофе в подарок", "silver")
EVIL = Words('<b>&"😀👨‍👩‍👧', '<i>Зо"лото</i> & 🥇', 'Строка <a href="x">1</a>\n\n\n\n& ещё 😀', "a" * 40)
LONG = Words('<b>&"😀 имя ' * 40, '<b>&"🥇 титул ' * 40, ('<b>&"😀 слово ' * 20 + "\n") * 40, "a" * 40)

Shown = dict[str, Screen | Alert]
