"""The main menu of each kind of person: what can I do now?"""

from __future__ import annotations

from bot.ui.actions import pack
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import Texts, languages, texts_for


def to_menu(texts: Texts) -> Button:
    """Return the button that leads back to the main menu."""
    return Button(texts.plain("menu-back"), pack("menu:show"))


def means_menu(text: str) -> bool:
    """Say whether a typed message is the menu button of a reply keyboard, in any language."""
    return text.strip() in {texts_for(language).plain("menu-back") for language in languages()}


def customer(
    texts: Texts,
    *,
    program_name: str,
    name: str,
    available: int,
    pending: int = 0,
    tier_name: str | None = None,
    offers: int = 0,
    favourites: bool = False,
    stamps: bool = False,
    clubs: bool = False,
    staff: bool = False,
    admin: bool = False,
) -> Screen:
    """Return the main menu of a joined customer, who may work here too; `offers` is how many are live.

    `favourites` says whether there are favourite categories to choose, `stamps` whether there are stamp cards,
    `clubs` whether there are clubs to join.
    """
    nameless = texts("menu-hello-nameless", program=program_name)
    lines: list[str] = [texts("menu-hello", name=name) if name else nameless, ""]
    lines.append(texts("menu-balance", points=texts.points(available)))
    if pending:
        lines.append(texts("menu-pending", points=texts.points(pending)))
    if tier_name:
        lines.append(texts("menu-tier", tier=tier_name))
    rows = _customer_rows(texts, offers, favourites, stamps, clubs) + work_rows(
        texts, staff=staff, admin=admin
    )
    return Screen("\n".join([*lines, "", texts("menu-what-next")]), rows)


def _customer_rows(texts: Texts, offers: int, favourites: bool, stamps: bool, clubs: bool) -> Rows:
    card = Button(texts.plain("menu-card"), pack("card:show"))
    stamped = Button(texts.plain("menu-button-stamps"), pack("stamps:show"))
    chosen = [Button(texts.plain("menu-button-favourites"), pack("favourites:show"))] if favourites else []
    chosen += [Button(texts.plain("clubs-button"), pack("clubs:show", 1))] if clubs else []
    return (
        (card, stamped) if stamps else (card,),
        (
            Button(texts.plain("menu-button-balance"), pack("balance:show")),
            Button(texts.plain("menu-button-tier"), pack("tier:show")),
        ),
        (
            Button(texts.plain("menu-button-offers", count=offers), pack("offers:show")),
            Button(texts.plain("menu-button-history"), pack("history:show", 1)),
        ),
        *((tuple(chosen),) if chosen else ()),
        (
            Button(texts.plain("menu-button-settings"), pack("settings:show")),
            Button(texts.plain("menu-button-help"), pack("help:show")),
        ),
    )


def work_rows(texts: Texts, *, staff: bool, admin: bool) -> Rows:
    """Return the buttons that lead an employee to work, and an admin to running the program."""
    buttons = []
    if staff:
        buttons.append(Button(texts.plain("menu-button-work"), pack("staff:show")))
    if admin:
        buttons.append(Button(texts.plain("menu-button-admin"), pack("admin:show")))
    return (tuple(buttons),) if buttons else ()


def lead(texts: Texts, *, program_name: str, staff: bool = False, admin: bool = False) -> Screen:
    """Return the menu of a person who has not joined yet."""
    rows: Rows = (
        (Button(texts.plain("menu-button-join"), pack("join:start")),),
        (
            Button(texts.plain("menu-button-language"), pack("join:languages")),
            Button(texts.plain("menu-button-help"), pack("help:show")),
        ),
    )
    return Screen(texts("menu-lead", program=program_name), rows + work_rows(texts, staff=staff, admin=admin))
