"""A contact that is tied to another Telegram account: asking the old one."""

from __future__ import annotations

from bot.ui.actions import pack
from bot.ui.markup import tidy
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Screen
from bot.ui.texts import Texts


def ask(texts: Texts, *, move_id: int, account_name: str, program_name: str) -> Screen:
    """Ask the old account whether the card may move to the account that calls itself `account_name`."""
    rows = (
        (Button(texts.plain("move-button-yes"), pack("move:yes", move_id)),),
        (Button(texts.plain("move-button-no"), pack("move:no", move_id)),),
        (to_menu(texts),),
    )
    return Screen(texts("move-ask", account=tidy(account_name), program=program_name), rows)


def waiting(texts: Texts) -> Screen:
    """Tell the new account that the old one was asked; takes the contact keyboard away."""
    return Screen(texts("move-waiting"), keyboard="remove")


def moved(texts: Texts, *, program_name: str) -> Screen:
    """Tell the new account that the card is theirs now."""
    return Screen(texts("move-moved", program=program_name), ((to_menu(texts),),))


def given_away(texts: Texts) -> Screen:
    """Tell the old account that the card has moved."""
    return Screen(texts("move-given-away"), ((to_menu(texts),),))


def kept(texts: Texts) -> Screen:
    """Tell the old account that nothing moves."""
    return Screen(texts("move-kept"), ((to_menu(texts),),))


def refused(texts: Texts) -> Screen:
    """Tell the new account that the owner of the card said no."""
    return Screen(texts("move-refused"), ((to_menu(texts),),))


def ask_manager(texts: Texts, *, move_id: int, card: str, account_name: str) -> Screen:
    """Ask a manager to decide when the old account does not answer."""
    rows = (
        (Button(texts.plain("move-button-approve"), pack("move:approve", move_id)),),
        (Button(texts.plain("move-button-refuse"), pack("move:refuse", move_id)),),
        (to_menu(texts),),
    )
    return Screen(texts("move-ask-manager", card=card, account=tidy(account_name)), rows)
