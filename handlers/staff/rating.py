"""An employee's own rating."""

from __future__ import annotations

from bot.ui import staff as screens
from bot.ui.staff import ScoreFacts
from handlers.index import Index
from handlers.talk import Talk
from services import ratings


def setup(index: Index) -> None:
    """Routes of the own rating."""
    index.command("rating", show, "staff")
    index.action("staff:rating", show, "staff")


async def show(talk: Talk) -> None:
    """The average and the last scores, without what customers wrote: that is for those who manage."""
    employee = talk.person.employee
    if employee is None:  # an admin who serves nobody
        await talk.show(screens.rating(talk.texts, average=None, count=0, latest=[]))
        return
    own = await ratings.of_employee(talk.program.id, employee.id)
    latest = [ScoreFacts(one.score, one.at) for one in await ratings.latest(talk.program.id, employee.id)]
    await talk.show(screens.rating(talk.texts, average=own.average, count=own.count, latest=latest))
