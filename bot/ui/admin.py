"""The menu of those who run the program."""

from __future__ import annotations

from bot.ui.actions import pack
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Screen
from bot.ui.texts import Texts

_BUTTONS = (
    (("admin-button-stats", ("stats:show", "week")), ("admin-button-segments", ("segments:show",))),
    (("admin-button-customer", ("customer:ask",)), ("admin-button-broadcast", ("broadcast:start",))),
    (("admin-button-employees", ("employees:show", 1)), ("admin-button-merchants", ("merchants:show",))),
    (("admin-button-program", ("program:show",)), ("admin-button-setup", ("setup:show",))),
    (("admin-button-promo", ("promo:show",)), ("admin-button-giftcards", ("giftcards:show",))),
    (("admin-button-settlement", ("settlement:show",)), ("admin-button-audit", ("audit:show", 1))),
)


def show(texts: Texts, *, program_name: str) -> Screen:
    """Return the admin's menu."""
    rows = tuple(tuple(Button(texts.plain(key), pack(*action)) for key, action in row) for row in _BUTTONS)
    return Screen(texts("admin-menu", program=program_name), (*rows, (to_menu(texts),)))


def to_admin(texts: Texts) -> Button:
    """Return the button that leads back to the admin's menu."""
    return Button(texts.plain("admin-back"), pack("admin:show"))
