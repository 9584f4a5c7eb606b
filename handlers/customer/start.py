"""/start: a lead is born, somebody is back, or an employee opens an invite link."""

from __future__ import annotations

from dataclasses import replace

from bot.ui import join, staff
from bot.ui import menu as menu_screens
from bot.ui.program_texts import texts_of
from bot.ui.screen import Screen
from handlers import commands
from handlers.customer import menu
from handlers.index import Index
from handlers.talk import Talk
from services import customers, employees, stores, walks
from services.customers import Origin
from services.errors import Invalid
from services.programs import Program
from services.rules import deep_links
from services.rules.deep_links import DeepLink


def setup(index: Index) -> None:
    """Routes of the start."""
    index.command("start", start)


async def start(talk: Talk) -> None:
    """Greet whoever pressed Start; a payload that says nothing is passed over."""
    await talk.wait_for_nothing()
    link = deep_links.parse(talk.text)
    if link is not None and link.kind == "staff":
        await _accept_invite(talk, link.value)
        return
    person = talk.person
    works = person.staff or person.admin
    walking = link is not None and link.kind == "walk" and walks.is_ours(link.value, talk.deps.keyring)
    if person.customer is None and works and not walking:
        await talk.show(await menu.screen(talk))
    else:
        await register(talk, origin(talk.program, link))
        if link is not None and walking:
            await _walk(talk, link.value)
        await talk.show(await _greeting(talk))
    if works:
        config = talk.program.config
        await commands.set_for(talk.deps.bot, person.telegram_id, talk.texts, person, config)


async def _walk(talk: Talk, mark: str) -> None:
    """`regulars doctor --live` waits for the person who opens its link."""
    await walks.arrived(talk.program.id, talk.customer.id, mark, keyring=talk.deps.keyring, now=talk.now)


async def register(talk: Talk, came_from: Origin | None = None) -> None:
    """Make sure that the person is at least a lead; ``talk.customer`` is there from now on."""
    customer = await customers.start(
        talk.program,
        talk.person.telegram_id,
        name=talk.person.name,
        language=talk.texts.language,
        origin=came_from or Origin(),
        now=talk.now,
    )
    talk.person = replace(talk.person, customer=customer)


def origin(program: Program, link: DeepLink | None) -> Origin:
    """Where a lead comes from; names that the program does not know are dropped."""
    config = program.config
    if link is None:
        return Origin()
    if link.kind == "source":
        return Origin(source=link.value)
    if link.kind == "store" and config.store(link.value):
        return Origin(store=link.value)
    if link.kind == "employee" and (employee := config.employee(link.value)):
        return Origin(employee=link.value, store=employee.store)
    return Origin(referrer_card=link.value) if link.kind == "referral" else Origin()


async def _greeting(talk: Talk) -> Screen:
    program, texts = talk.program, talk.texts
    if talk.person.joined:
        current = talk.customer.terms_version == program.config.program.terms_version
        return await menu.screen(talk) if current else consent(talk)
    config = program.config
    screen = join.welcome(
        texts,
        program_name=program.name,
        base_bps=config.points.base_rate,
        welcome_points=config.points.welcome,
        tiers=[tier.title.in_language(texts.language) for tier in config.tiers],
    )
    work = menu_screens.work_rows(texts, staff=talk.person.staff, admin=talk.person.admin)
    return screen.with_rows(*work)


def consent(talk: Talk) -> Screen:
    """The terms in force, to agree to."""
    rules = talk.program.config.program
    return join.consent(
        talk.texts,
        program_name=rules.name,
        version=rules.terms_version,
        terms=rules.terms.in_language(talk.texts.language),
    )


async def _accept_invite(talk: Talk, secret: str) -> None:
    """Tie the account to the employee; whoever works here already and opens an old link sees the menu."""
    person = talk.person
    try:
        employee = await employees.accept(
            talk.program.id,
            secret,
            person.telegram_id,
            language=talk.texts.language,
            keyring=talk.deps.keyring,
            now=talk.now,
        )
    except Invalid:
        if not person.staff:
            await talk.say(staff.invite_invalid(talk.texts))
            return
        employee = talk.employee
    texts = texts_of(talk.program.config, employee.language) if person.customer is None else talk.texts
    talk.person = replace(person, employee=employee, texts=texts)
    places = {store.id: store.name for store in await stores.every(talk.program.id)}
    await talk.show(
        staff.welcome(
            texts,
            name=employee.name,
            role=employee.role,
            program_name=talk.program.name,
            store_name=places.get(employee.store_id or 0),
        )
    )
    await commands.set_for(talk.deps.bot, person.telegram_id, texts, talk.person, talk.program.config)
