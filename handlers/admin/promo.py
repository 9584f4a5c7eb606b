"""Promo codes many at a time: made from one line, sent as a file, stopped."""

from __future__ import annotations

from datetime import datetime

from bot.ui import errors
from bot.ui import promo as screens
from bot.ui.promo import BatchFacts
from handlers import files
from handlers.index import Index
from handlers.talk import Talk
from services import promo_batches
from services.errors import Invalid
from services.promo_batches import Batch, NewBatch


def setup(index: Index) -> None:
    """Routes of promo codes."""
    index.command("promo", by_command, "admin")
    index.action("promo:show", listed, "admin")
    index.action("promo:open", opened, "admin")
    index.action("promo:new", ask, "admin")
    index.answer("promo", typed, "admin")
    index.action("promo:make", make, "admin")
    index.action("promo:file", send_file, "admin")
    index.action("promo:stop", ask_stop, "admin")
    index.action("promo:stopped", stop, "admin")


def _facts(batch: Batch) -> BatchFacts:
    return BatchFacts(
        batch.id,
        batch.prefix,
        batch.count,
        batch.points,
        batch.discount,
        batch.used,
        batch.expires_at,
        batch.stopped_at is not None,
        batch.earns,
        batch.rate,
    )


async def by_command(talk: Talk) -> None:
    """/promo, or /promo <prefix> <points or percent> <how many> [<days>]."""
    await (typed(talk) if talk.text else listed(talk))


async def listed(talk: Talk) -> None:
    """What was made."""
    await talk.wait_for_nothing()
    found = await promo_batches.every(talk.program)
    await talk.show(screens.listed(talk.texts, batches=[_facts(batch) for batch in found]))


async def ask(talk: Talk) -> None:
    """What is to be made?"""
    await talk.wait_for("promo")
    await talk.show(screens.ask(talk.texts))


async def typed(talk: Talk) -> None:
    """Show what would be made; the token is this update, so one question makes one batch."""
    try:
        new = promo_batches.read(talk.text, talk.program.config, now=talk.now)
    except Invalid:
        await talk.wait_for("promo")
        raise
    token = str(talk.update_id)
    ends = new.expires_at.isoformat() if new.expires_at else None
    facts = {
        "prefix": new.prefix,
        "count": new.count,
        "points": new.points,
        "discount": new.discount,
        "earns": new.earns,
        "rate": new.rate,
    }
    await talk.wait_for("promo_confirm", **facts, ends=ends, token=token)
    await talk.say(screens.confirm(talk.texts, **facts, expires_at=new.expires_at, token=token))  # type: ignore[arg-type]  # numbers and a text by name


async def make(talk: Talk) -> None:
    """Make what was shown, and send it. A second tap finds nothing to confirm."""
    asked, token = talk.person.awaited, talk.args[0] if talk.args else ""
    if asked is None or asked.state != "promo_confirm" or asked.data["token"] != token:
        await talk.notify(errors.stale_button(talk.texts))
        return
    data = asked.data
    ends = datetime.fromisoformat(data["ends"]) if data["ends"] else None
    gives = {name: data[name] for name in ("points", "discount", "earns", "rate") if name in data}
    new = NewBatch(data["prefix"], data["count"], expires_at=ends, **gives)
    batch = await promo_batches.make(
        talk.program, new, actor=talk.person.actor, key=f"promo:{token}", now=talk.now
    )
    await talk.show(screens.opened(talk.texts, batch=_facts(batch)))
    await _send(talk, batch)
    await talk.wait_for_nothing()


async def opened(talk: Talk) -> None:
    """One batch."""
    batch = await promo_batches.get(talk.program, talk.number(0))
    await talk.show(screens.opened(talk.texts, batch=_facts(batch)))


async def send_file(talk: Talk) -> None:
    """The codes with their uses."""
    await talk.done()
    await _send(talk, await promo_batches.get(talk.program, talk.number(0)))


async def _send(talk: Talk, batch: Batch) -> None:
    table = promo_batches.csv(await promo_batches.codes(talk.program, batch.id))
    await files.send(talk, f"{batch.prefix.lower()}-{batch.id}.csv", table)


async def ask_stop(talk: Talk) -> None:
    """None of the codes will work: sure?"""
    batch = await promo_batches.get(talk.program, talk.number(0))
    await talk.show(screens.ask_stop(talk.texts, batch=_facts(batch)))


async def stop(talk: Talk) -> None:
    """None of the codes works any more."""
    batch = await promo_batches.stop(talk.program, talk.number(0), actor=talk.person.actor, now=talk.now)
    await talk.show(screens.opened(talk.texts, batch=_facts(batch)))
