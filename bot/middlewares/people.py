"""Who is speaking, in which language: one query an update."""

from __future__ import annotations

from datetime import datetime

from aiogram.types import User

from bot.ui.program_texts import texts_of
from handlers.person import Person
from services import conversations, languages
from services.conversations import Who
from services.programs import Known, Program


async def recognise(
    known: Known, program_id: int, user: User, update_id: int, *, admin_ids: frozenset[int], now: datetime
) -> tuple[Person, bool]:
    """The person behind an update, and whether this very update was finished before."""
    who = await conversations.who(program_id, user.id, update_id, now=now)
    program = await known.at(program_id, who.version)
    if who.employee is not None or user.id in admin_ids:
        await _remember_language(program_id, user, who)
    person = Person(
        program=program,
        telegram_id=user.id,
        name=user.first_name,
        language=user.language_code or "",
        texts=texts_of(program.config, _language(user, who), _zone(program, who)),
        customer=who.customer,
        employee=who.employee,
        awaited=who.awaited,
        listed_admin=user.id in admin_ids,
    )
    return person, who.repeated


async def _remember_language(program_id: int, user: User, who: Who) -> None:
    """Messages from outside this conversation are written to those who work here in the same language."""
    spoken = languages.code(user.language_code)
    if spoken and spoken != who.spoken:
        await languages.remember(program_id, user.id, spoken)


def _language(user: User, who: Who) -> str | None:
    """What the person chose here, else what Telegram says."""
    if who.customer is not None:
        return who.customer.language
    if who.employee is not None and who.employee.language:
        return who.employee.language
    return user.language_code


def _zone(program: Program, who: Who) -> str | None:
    return who.customer.timezone if who.customer else None
