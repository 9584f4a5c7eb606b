"""Employees: ratings, roles, invite links. A manager sees the own store's people and changes nothing."""

from __future__ import annotations

from bot.ui import employees as screens
from bot.ui.employees import EmployeeFacts
from bot.ui.program_texts import texts_of
from bot.ui.staff import ScoreFacts
from handlers import commands, numbers
from handlers.index import Index
from handlers.talk import Talk
from services import employees, program_drafts, programs, ratings, stores
from services.employees import INVITE_LIFE, Employee
from services.errors import Forbidden, NotFound

PAGE_SIZE = 10
NEEDS_STORE = ("cashier", "manager")


def setup(index: Index) -> None:
    """Routes of employees."""
    index.command("staff", listed, "manager")
    index.action("employees:show", listed, "manager")
    index.action("employees:open", opened, "manager")
    index.action("employees:role", choose_role, "admin")
    index.action("employees:setrole", set_role, "admin")
    index.action("employees:invite", invite, "admin")
    index.action("employees:dismiss", ask_dismiss, "admin")
    index.action("employees:dismissed", dismiss, "admin")


def owner(talk: Talk) -> bool:
    """Whether the person may make owners: an owner, or one whom the deployment names."""
    person = talk.person
    return person.listed_admin or (person.employee is not None and person.employee.role == "owner")


def may_see(talk: Talk, employee: Employee) -> bool:
    """A manager of a store sees those of that store, all others who manage see everybody."""
    own = talk.person.employee
    if talk.person.admin or own is None or own.store_id is None:
        return talk.person.manager
    return employee.store_id == own.store_id


async def _chosen(talk: Talk) -> Employee:
    """The employee whom a button names. Raises NotFound ``unknown_employee``, also for other stores' people."""
    found = await employees.get(talk.program.id, talk.number(0))
    if not may_see(talk, found):
        raise NotFound("unknown_employee")
    return found


async def _editable(talk: Talk) -> Employee:
    """The same for a change: an owner is changed by owners only. Raises Forbidden ``not_yours``."""
    found = await _chosen(talk)
    if found.role == "owner" and not owner(talk):
        raise Forbidden("not_yours")
    return found


async def listed(talk: Talk) -> None:
    """A page of the people whom this person may see."""
    await talk.wait_for_nothing()
    seen = [one for one in await employees.every(talk.program.id) if may_see(talk, one)]
    pages = max(1, -(-len(seen) // PAGE_SIZE))
    page = min(numbers.page(talk.args), pages)
    shown = seen[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    facts = await _facts(talk, shown)
    screen = screens.listed(talk.texts, employees=facts, page=page, pages=pages, may_edit=talk.person.admin)
    await talk.show(screen)


async def _facts(talk: Talk, people: list[Employee]) -> list[EmployeeFacts]:
    names = {store.id: store.name for store in await stores.every(talk.program.id)}
    rated = await ratings.of_employees(talk.program.id, [one.id for one in people])
    return [
        EmployeeFacts(
            one.id,
            one.name,
            one.role,
            names.get(one.store_id) if one.store_id else None,
            one.telegram_id is not None,
            rated.get(one.id, ratings.NONE).average,
            rated.get(one.id, ratings.NONE).count,
        )
        for one in people
    ]


async def _fact(talk: Talk, employee: Employee) -> EmployeeFacts:
    return (await _facts(talk, [employee]))[0]


async def opened(talk: Talk) -> None:
    """One employee with the latest scores."""
    employee = await _chosen(talk)
    latest = await ratings.latest(talk.program.id, employee.id)
    screen = screens.opened(
        talk.texts,
        employee=await _fact(talk, employee),
        latest=[ScoreFacts(one.score, one.at, one.comment) for one in latest],
        may_edit=talk.person.admin,
    )
    await talk.show(screen)


async def choose_role(talk: Talk) -> None:
    """Which role? Only an owner may make another one."""
    employee = await _editable(talk)
    allowed = screens.ROLES if owner(talk) else screens.ROLES[:-1]
    screen = screens.choose_role(talk.texts, employee=await _fact(talk, employee), allowed=allowed)
    await talk.show(screen)


async def set_role(talk: Talk) -> None:
    """Write the role into the program file; a role that needs a store asks for one first."""
    employee = await _editable(talk)
    role = talk.args[1] if len(talk.args) > 1 else ""
    if role not in screens.ROLES:
        raise NotFound("unknown_employee")
    store = await _store(talk, employee)
    if store is None and employee.store_id is None and role in NEEDS_STORE:
        await _ask_store(talk, employee, role)
        return
    await program_drafts.set_role(
        talk.program,
        employee.code,
        role,
        store,
        owner=owner(talk),
        actor=talk.person.actor,
        now=talk.now,
    )
    changed = await employees.get(talk.program.id, employee.id)
    await talk.show(screens.role_changed(talk.texts, employee=await _fact(talk, changed)))
    await _show_commands(talk, changed.telegram_id, changed)


async def _show_commands(talk: Talk, telegram_id: int | None, employee: Employee | None) -> None:
    """The menu of commands in the chat of somebody whose role has changed."""
    if telegram_id is None:
        return
    listed = telegram_id in talk.deps.admin_ids
    texts = texts_of(talk.program.config, employee.language if employee else None)
    role = commands.role_of(employee, listed_admin=listed)
    await commands.set_for(talk.deps.bot, telegram_id, texts, role, talk.program.config)


async def _store(talk: Talk, employee: Employee) -> str | None:
    """The code of the store that a button named; None: the role was chosen without one."""
    if len(talk.args) < 3:
        return None
    store_id = numbers.whole(talk.args[2])
    found = next((one for one in await stores.every(talk.program.id) if one.id == store_id), None)
    if found is None:
        raise NotFound("unknown_store")
    return found.code


async def _ask_store(talk: Talk, employee: Employee, role: str) -> None:
    known = [(store.id, store.name) for store in await stores.every(talk.program.id)]
    screen = screens.choose_store(talk.texts, employee=await _fact(talk, employee), role=role, stores=known)
    await talk.show(screen)


async def invite(talk: Talk) -> None:
    """A link that ties an account to this employee: whoever holds it gets the role, so owners guard owners'."""
    employee = await _editable(talk)
    username = await programs.bot_username(talk.program.id) or (await talk.deps.bot.me()).username
    secret = await employees.invite(
        talk.program.id, employee.id, actor=talk.person.actor, keyring=talk.deps.keyring, now=talk.now
    )
    link = f"https://t.me/{username}?start=staff_{secret}"
    fact = await _fact(talk, employee)
    await talk.show(screens.invite(talk.texts, employee=fact, link=link, days=INVITE_LIFE.days))


async def ask_dismiss(talk: Talk) -> None:
    """Sure?"""
    employee = await _editable(talk)
    await talk.show(screens.ask_dismiss(talk.texts, employee=await _fact(talk, employee)))


async def dismiss(talk: Talk) -> None:
    """Take the employee out of the program file; nobody dismisses oneself."""
    employee = await _editable(talk)
    own = talk.person.employee
    await program_drafts.dismiss(
        talk.program,
        employee.code,
        own_code=own.code if own else None,
        owner=owner(talk),
        actor=talk.person.actor,
        now=talk.now,
    )
    await talk.show(screens.dismissed(talk.texts, name=employee.name))
    await _show_commands(talk, employee.telegram_id, None)
