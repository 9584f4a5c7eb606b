"""Who did what."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.ui import audit as screens
from bot.ui import changes
from bot.ui.audit import ActFacts
from bot.ui.program_texts import segment_title, tier_name
from handlers import numbers
from handlers.index import Index
from handlers.talk import Talk
from services import audit
from services.audit import Act

PAGE_SIZE = 10


def setup(index: Index) -> None:
    """Routes of the journal."""
    index.command("audit", show, "admin")
    index.action("audit:show", show, "admin")


async def show(talk: Talk) -> None:
    """A page of acts, newest first."""
    page = numbers.page(talk.args)
    found = await audit.page(talk.program.id, limit=PAGE_SIZE + 1, offset=(page - 1) * PAGE_SIZE)
    acts = [_facts(talk, act) for act in found[:PAGE_SIZE]]
    pages = page + (len(found) > PAGE_SIZE)
    await talk.show(screens.show(talk.texts, acts=acts, page=page, pages=pages))


def _facts(talk: Talk, act: Act) -> ActFacts:
    """An act as its sentence wants it; segments and keys are named as the program in force names them."""
    config, data = talk.program.config, act.data
    segment = act.segment or data.get("segment")
    return ActFacts(
        act.at,
        act.name or act.actor,
        act.action,
        act.target,
        customer=act.customer,
        card=act.card,
        employee=act.employee,
        points=data.get("points", 0),
        reason=data.get("reason", ""),
        segment=segment_title(config, segment, talk.texts.language) if segment else None,
        count=data.get("audience", data.get("count", 0)),
        was=data.get("was", ""),
        vendor=data.get("vendor", ""),
        tier=tier_name(config, data.get("tier"), talk.texts.language) or data.get("tier", ""),
        until=_last_moment(data.get("until")),
        changes=[changes.at_key(talk.texts, key, config) for key in data.get("changes", ())],
    )


def _last_moment(ends: str | None) -> datetime | None:
    """What ends at a midnight is named by the day before."""
    return datetime.fromisoformat(ends) - timedelta(seconds=1) if ends else None
