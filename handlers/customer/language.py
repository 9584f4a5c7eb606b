"""The language that a person chooses, while joining or later."""

from __future__ import annotations

from dataclasses import replace

from bot.ui.program_texts import spoken, texts_of
from handlers.customer import start
from handlers.talk import Talk
from services import customers, employees
from services.errors import NotFound


async def take(talk: Talk) -> None:
    """Keep the language that the button names, and speak it at once.

    Raises NotFound ``stale_button`` for one that the program does not speak.
    """
    language = talk.args[0] if talk.args else ""
    if language not in spoken(talk.program.config):
        raise NotFound("stale_button")
    person, program = talk.person, talk.program
    if person.employee is not None:
        await employees.set_language(program.id, person.employee.id, language)
    if person.customer is None and person.employee is None:
        await start.register(talk)
    customer = talk.person.customer
    if customer is not None:
        await customers.set_language(program.id, customer.id, language, now=talk.now)
        customer = replace(customer, language=language)
    zone = customer.timezone if customer else None
    texts = texts_of(program.config, language, zone)
    talk.person = replace(talk.person, customer=customer, texts=texts)
