"""The menu of an employee."""

from __future__ import annotations

from bot.ui import staff as screens
from handlers.index import Index
from handlers.talk import Talk
from services import stores


def setup(index: Index) -> None:
    """Routes of the menu at work."""
    index.command("work", show, "staff")
    index.action("staff:show", show, "staff")


async def show(talk: Talk) -> None:
    """What can be done at work; a listed admin need not be an employee."""
    await talk.wait_for_nothing()
    employee = talk.person.employee
    name, role = (employee.name, employee.role) if employee else (talk.person.name, "admin")
    names = {store.id: store.name for store in await stores.every(talk.program.id)}
    screen = screens.show(
        talk.texts,
        name=name,
        role=role,
        store_name=names.get(employee.store_id) if employee and employee.store_id else None,
        manages=talk.person.manager,
    )
    await talk.show(screen)
