"""Every screen in every language keeps to Telegram's limits, whatever people are called."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest

import bot.ui
from bot.ui import actions, menu
from bot.ui.markup import units
from bot.ui.screen import Alert, Screen
from bot.ui.texts import languages, texts_for
from tests.bot.ui.gallery import every
from tests.bot.ui.gallery.words import EVIL, LONG, PLAIN, Shown
from tests.bot.ui.telegram_html import plain

WORDS = {"plain": PLAIN, "evil": EVIL, "long": LONG}
PNG = b"\x89PNG\r\n\x1a\n"
FOLLOWED_BY_MENU = {"join.joined", "join.joined plain", "join.joined_before", "move.waiting"}


@cache
def _gallery(language: str, kind: str) -> Shown:
    return every(texts_for(language, zone_name="Europe/Moscow"), WORDS[kind])


@contextmanager
def _naming(screen: str) -> Iterator[None]:
    """Say which screen of the gallery a failed check was about."""
    try:
        yield
    except Exception as error:
        error.add_note(f"in the screen {screen!r}")
        raise


CASES = [pytest.param(language, kind, id=f"{language}-{kind}") for language in languages() for kind in WORDS]


@pytest.mark.parametrize(("language", "kind"), CASES)
def test_fits_telegram(language: str, kind: str) -> None:
    for name, shown in _gallery(language, kind).items():
        with _naming(name):
            _check_alert(shown) if isinstance(shown, Alert) else _check_screen(shown)


def _check_alert(shown: Alert) -> None:
    assert 0 < units(shown.text) <= 200
    assert "&" not in shown.text and "<" not in shown.text


def _check_screen(shown: Screen) -> None:
    text = plain(shown.text)
    assert 0 < units(text) <= (1024 if shown.picture else 4096)
    assert text == text.strip()
    _check_buttons(shown)
    if shown.picture:
        assert shown.picture.data.startswith(PNG)
        assert len(shown.picture.data) < 1_000_000


def _check_buttons(shown: Screen) -> None:
    buttons = [button for row in shown.rows for button in row]
    assert all(shown.rows)
    assert len(buttons) <= 100
    assert max((len(row) for row in shown.rows), default=1) <= 8
    for button in buttons:
        assert 0 < units(button.text) <= 64
        assert not re.search("&(lt|gt|amp|quot);", button.text)
        if shown.keyboard == "inline":
            assert (button.action is None) != (button.url is None)
        if button.action is not None:
            assert len(button.action.encode()) <= actions.MAX_BYTES
            assert actions.unpack(button.action) is not None


@pytest.mark.parametrize(("language", "kind"), CASES)
def test_shows_nothing_of_the_machine(language: str, kind: str) -> None:
    for name, shown in _gallery(language, kind).items():
        with _naming(name):
            text = shown.text if isinstance(shown, Alert) else plain(shown.text)
            assert "None" not in text
            assert not re.search(r"\{\s*\$", text)
            assert "\u2068" not in text and "\u2069" not in text
            assert "\n\n\n" not in text


@pytest.mark.parametrize("language", languages())
def test_leads_back_to_the_menu(language: str) -> None:
    for name, shown in _gallery(language, "plain").items():
        if isinstance(shown, Alert) or name in FOLLOWED_BY_MENU:
            continue
        buttons = [button for row in shown.rows for button in row]
        is_menu = name.startswith(("menu.", "join.welcome"))
        leads_back = any(
            button.action == "menu:show" or (button.action is None and menu.means_menu(button.text))
            for button in buttons
        )
        assert is_menu or leads_back, name


def test_the_gallery_has_every_screen() -> None:
    shown = {name.split()[0] for name in _gallery("en", "plain")}
    made = {
        f"{info.name}.{name}"
        for info in pkgutil.iter_modules(bot.ui.__path__)
        for name, function in vars(importlib.import_module(f"bot.ui.{info.name}")).items()
        if inspect.isfunction(function)
        and function.__module__ == f"bot.ui.{info.name}"
        and not name.startswith("_")
        and function.__annotations__.get("return") in ("Screen", "Alert")
    }
    assert made - shown == {"outbox.render"}


def test_every_known_action_is_on_a_button() -> None:
    pressed = {
        actions.unpack(button.action)
        for shown in _gallery("en", "plain").values()
        if isinstance(shown, Screen)
        for row in shown.rows
        for button in row
        if button.action
    }
    assert {action.name for action in pressed if action} == actions.KNOWN


@pytest.mark.parametrize("kind", ["evil", "long"])
def test_names_come_through_as_they_are_written(kind: str) -> None:
    text = plain(_gallery("ru", kind)["menu.customer"].text)
    assert '<b>&"😀' in text


def test_the_languages_say_different_things() -> None:
    russian, english = _gallery("ru", "plain"), _gallery("en", "plain")
    same = {name for name in russian if russian[name].text == english[name].text}
    assert same == {"offers.opened plain", "broadcast.message"}  # nothing but the program's own words
