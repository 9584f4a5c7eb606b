"""Help: what the bot can do for this person."""

from __future__ import annotations

from bot.ui.actions import pack
from bot.ui.commands import Audience, own
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Screen
from bot.ui.texts import Texts
from services.program_file import ProgramConfig


def show(
    texts: Texts,
    *,
    program_name: str,
    config: ProgramConfig | None = None,
    joined: bool = True,
    staff: bool = False,
    manager: bool = False,
    admin: bool = False,
) -> Screen:
    """Return help for a customer or a lead, with a paragraph more for employees, managers and admins.

    With a `config` the commands are left out that its program has no use for.
    """
    lines: list[str] = [texts("help-customer" if joined else "help-lead", program=program_name)]
    if joined:
        lines.append(_commands(texts, "customer", config))
    if staff:
        lines.append(texts("help-staff") + "\n" + _commands(texts, "staff", config))
    if admin:
        lines.append(texts("help-admin") + "\n" + _commands(texts, "admin", config))
    elif manager:
        lines.append(texts("help-manager") + "\n" + _commands(texts, "manager", config))
    stop = ((Button(texts.plain("help-button-stop"), pack("stop:ask")),),) if joined else ()
    return Screen("\n\n".join(lines), (*stop, (to_menu(texts),)))


def _commands(texts: Texts, audience: Audience, config: ProgramConfig | None) -> str:
    return "\n".join(
        texts("help-command", name=one.name, about=one.description[:1].lower() + one.description[1:])
        for one in own(texts, audience, config)
    )
