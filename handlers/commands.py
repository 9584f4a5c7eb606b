"""Telegram's menu of commands: everybody sees the customers', employees and admins in their own chats more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import structlog
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiogram.types import BotCommand, BotCommandScopeChat, BotCommandScopeDefault

from bot.ui import commands
from bot.ui.commands import Audience
from bot.ui.program_texts import spoken, texts_of
from bot.ui.texts import Texts
from services.employees import Employee
from services.program_file import ProgramConfig

log = structlog.get_logger(__name__)


class Role(Protocol):
    """What decides which commands somebody sees."""

    @property
    def staff(self) -> bool:
        """Whether the person serves customers."""
        ...

    @property
    def manager(self) -> bool:
        """Whether the person sees the work of others."""
        ...

    @property
    def admin(self) -> bool:
        """Whether the person runs the program."""
        ...


@dataclass(frozen=True, slots=True)
class Works:
    """The role of somebody who is not the one who speaks."""

    staff: bool
    manager: bool
    admin: bool


def role_of(employee: Employee | None, *, listed_admin: bool) -> Works:
    """What an employee, or nobody any more, may do."""
    admin = listed_admin or (employee is not None and employee.role in ("admin", "owner"))
    return Works(employee is not None, admin or (employee is not None and employee.manages), admin)


async def set_default(bot: Bot, config: ProgramConfig) -> None:
    """The customers' commands: in the program's own language, and in each other one that it speaks."""
    own, *others = spoken(config)
    scope = BotCommandScopeDefault()
    await bot.set_my_commands(_listed(texts_of(config, own), "customer", config), scope=scope)
    for language in others:
        listed = _listed(texts_of(config, language), "customer", config)
        await bot.set_my_commands(listed, scope=scope, language_code=language)


async def set_for(bot: Bot, chat_id: int, texts: Texts, role: Role, config: ProgramConfig) -> None:
    """The commands of one person's chat, after the role has changed; the rest of the bot works without them."""
    scope = BotCommandScopeChat(chat_id=chat_id)
    try:
        if role.staff or role.admin:
            await bot.set_my_commands(_listed(texts, audience(role), config), scope=scope)
        else:
            await bot.delete_my_commands(scope=scope)
    except (TelegramAPIError, ClientDecodeError) as error:  # e.g. a chat that never began
        log.info("commands_not_set", chat_id=chat_id, said=str(error)[:200])


def audience(role: Role) -> Audience:
    """Whose commands a role sees."""
    if role.admin:
        return "admin"
    return "manager" if role.manager else "staff" if role.staff else "customer"


def _listed(texts: Texts, whose: Audience, config: ProgramConfig) -> list[BotCommand]:
    return [
        BotCommand(command=command.name, description=command.description)
        for command in commands.commands(texts, whose, config)
    ]
