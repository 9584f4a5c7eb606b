"""What admins did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ui.admin import to_admin
from bot.ui.markup import fitting, prose, tidy
from bot.ui.menu import to_menu
from bot.ui.pages import page_line, pager
from bot.ui.screen import Screen
from bot.ui.texts import Texts


@dataclass(frozen=True, slots=True)
class ActFacts:
    """One act: when, who (a name, "telegram:1000", "command line" …), what ("grant", "program.apply" …), on what."""

    at: datetime
    actor: str
    action: str
    target: str | None = None


def show(texts: Texts, *, acts: Sequence[ActFacts], page: int = 1, pages: int = 1) -> Screen:
    """Return a page of acts, newest first, at most 10."""
    lines: list[str] = [texts("audit-title")]
    lines += [_line(texts, act) for act in acts] or [texts("audit-empty")]
    rows = (*pager(texts, "audit:show", page, pages), (to_admin(texts), to_menu(texts)))
    return Screen(fitting(lines) + "\n".join(page_line(texts, page, pages)), rows)


def actor(texts: Texts, who: str) -> str:
    """Return who acted in words: a name as it is, and what stands for one, such as "telegram:1000"."""
    kind, _, number = who.partition(":")
    key = f"audit-actor-{kind.replace(' ', '-')}"
    return texts.plain(key, id=number) if texts.has(key) else who


def _line(texts: Texts, act: ActFacts) -> str:
    key = f"audit-action-{act.action.replace('.', '-').replace('_', '-')}"
    action = texts.plain(key) if texts.has(key) else act.action
    what = f"{action}: {act.target}" if act.target else action
    return texts(
        "audit-line", when=texts.stamp(act.at), actor=actor(texts, act.actor), what=prose(tidy(what, 150))
    )
