"""From an outbox row to the letter that leaves: render the screen, write it as the Bot API wants it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson

from bot.telegram import Letter
from bot.ui.outbox import render
from bot.ui.program_texts import texts_of
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import Texts
from services.outbox_checks import zone_name
from services.outbox_claims import Claimed
from services.programs import Program

FREE_RATE = 30.0  # beyond it Telegram wants paid broadcast
_KEPT = 64


class Letters:
    """Writes the letters of one program in one version of its rules."""

    def __init__(self, program: Program, rate: float) -> None:
        self.program = program
        self._extra = {"allow_paid_broadcast": True} if rate > FREE_RATE else {}
        self._texts = lru_cache(maxsize=256)(self._make_texts)
        self._shared = lru_cache(maxsize=_KEPT)(self._write)

    def write(self, message: Claimed) -> Letter:
        """The letter for a row. Raises KeyError for an unknown kind, TypeError or ValueError for bad facts.

        Everybody in a campaign gets the same words: they are written once a language and zone.
        """
        write = self._shared if message.campaign_id else self._write
        zone = zone_name(message, self.program.config)
        return write(message.kind, message.payload, message.language, zone)

    def _write(self, kind: str, payload: str, language: str | None, zone: str) -> Letter:
        screen = render(kind, orjson.loads(payload), self._texts(language, zone), self.program.config)
        return letter(screen, self._extra)

    def _make_texts(self, language: str | None, zone: str) -> Texts:
        return texts_of(self.program.config, language, zone)


def letter(screen: Screen, extra: Mapping[str, Any] | None = None) -> Letter:
    """A screen as the fields of sendMessage, or of sendPhoto when it has a picture."""
    words = "caption" if screen.picture else "text"
    fields: dict[str, Any] = {words: screen.text, "parse_mode": "HTML", **(extra or {})}
    markup = _markup(screen)
    if markup:
        fields["reply_markup"] = markup
    if screen.picture:
        return Letter(orjson.dumps(fields), screen.picture.data, screen.picture.name)
    return Letter(orjson.dumps(fields))


def _markup(screen: Screen) -> dict[str, Any] | None:
    if screen.keyboard == "remove":
        return {"remove_keyboard": True}
    if not screen.rows:
        return None
    if screen.keyboard == "contact":
        return {"keyboard": _keys(screen.rows), "resize_keyboard": True, "one_time_keyboard": True}
    return {"inline_keyboard": [[_inline(button) for button in row] for row in screen.rows]}


def _keys(rows: Rows) -> list[list[dict[str, Any]]]:
    return [
        [{"text": key.text, "request_contact": True} if key.contact else {"text": key.text} for key in row]
        for row in rows
    ]


def _inline(button: Button) -> dict[str, str]:
    if button.url:
        return {"text": button.text, "url": button.url}
    return {"text": button.text, "callback_data": button.action or ""}
