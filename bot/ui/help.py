"""Help: what the bot can do for this person."""

from __future__ import annotations

from bot.ui.actions import pack
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Screen
from bot.ui.texts import Texts


def show(
    texts: Texts,
    *,
    program_name: str,
    joined: bool = True,
    staff: bool = False,
    manager: bool = False,
    admin: bool = False,
    memberships: bool = False,
) -> Screen:
    """Return help for a customer or a lead, with a paragraph more for employees, managers and admins.

    `memberships`: whether the program sells any.
    """
    lines: list[str] = [texts("help-customer" if joined else "help-lead", program=program_name)]
    if memberships and joined:
        lines.append(texts("help-membership"))
    if staff:
        lines.append(texts("help-staff"))
    if admin:
        lines.append(texts("help-admin"))
    elif manager:
        lines.append(texts("help-manager"))
    stop = ((Button(texts.plain("help-button-stop"), pack("stop:ask")),),) if joined else ()
    return Screen("\n\n".join(lines), (*stop, (to_menu(texts),)))
