"""Turning pages of a list."""

from __future__ import annotations

from bot.ui.actions import pack
from bot.ui.screen import Button, Rows
from bot.ui.texts import Texts

PAGE_SIZE = 8


def pager(texts: Texts, action: str, page: int, pages: int, *args: str | int, dated: bool = True) -> Rows:
    """Return the row "newer / older" for page `page` (from 1) of `pages`; empty when there is one page.

    The buttons carry `action` with `args` and the number of the page last. What is not `dated`, such as a list by
    use, goes "back / on".
    """
    buttons = []
    if page > 1:
        buttons.append(
            Button(texts.plain("pages-back" if dated else "pages-previous"), pack(action, *args, page - 1))
        )
    if page < pages:
        buttons.append(
            Button(texts.plain("pages-on" if dated else "pages-next"), pack(action, *args, page + 1))
        )
    return (tuple(buttons),) if buttons else ()


def page_line(texts: Texts, page: int, pages: int) -> tuple[str, ...]:
    """Return the line that says which page this is; nothing when there is one."""
    return ("", "", texts("pages-which", page=page, pages=pages)) if pages > 1 else ()
